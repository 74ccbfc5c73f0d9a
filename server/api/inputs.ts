/** Shapes that several procedures take. */
import * as z from 'zod'
import { formatPath } from '#generators/contract/path.ts'
import type { Layout, SystemDocument } from '#generators/model/document.ts'
import { readDocument } from '#generators/model/parse.ts'
import { ROLES } from '#server/auth/rules.ts'
import type { Target } from './views.ts'

/** Names of systems and hosts stand in URLs, in file names on hosts and in names of services there. */
export const name = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower-case letters, digits and single hyphens, beginning with a letter')

/** Accounts are people: any printable name. */
export const accountName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@'-]*$/u, "use letters, digits, spaces and . _ @ - '")

/** Long enough that scrypt makes guessing hopeless; no rules of composition (NIST SP 800-63B, 3.1.1.2). */
export const password = z.string().min(10, 'use at least 10 characters').max(1000)
export const role = z.enum(ROLES)

const place = z.object({ x: z.number(), y: z.number() })
export const layout: z.ZodType<Layout> = z.object({
  nodes: z.record(z.string(), place),
  hosts: z.record(z.string(), place.extend({ width: z.number(), height: z.number() })),
})

export const target: z.ZodType<Target> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('draft') }),
  z.object({ kind: z.literal('generation'), number: z.int().positive() }),
  z.object({ kind: z.literal('nothing') }),
])

/** Where a resumed subscription goes on: the id of the last event that arrived. */
export const lastEventId = z.coerce.number().int().nonnegative().nullish()

/** A system's document, of the right shape; what it says may still be wrong, since drafts are kept too. */
export const document = z.custom<SystemDocument>().transform((value, ctx) => {
  const read = readDocument(value)
  if (read.document) return read.document
  for (const { code, at } of read.diagnostics)
    ctx.addIssue({ code: 'custom', message: `${code} at ${formatPath(at) || 'the top'}` })
  return z.NEVER
})
