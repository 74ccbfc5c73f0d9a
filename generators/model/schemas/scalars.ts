/** The scalar and free-form schemas that the nouns are made of. */
import * as z from 'zod'
import type { Data, Literal } from '../document.ts'

/** Names of instances, constructors, interfaces, containers, pools: they stand in paths, owners (`a.b`) and placements (`a@h/c`). */
export const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'letters, digits, _ and -, starting with a letter or digit, at most 100')
export const HostName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,252}$/,
    'letters, digits, _, . and -, starting with a letter or digit, at most 253',
  )
/** A system's name is also its profile's: a directory on hosts and the beginning of every native name. */
export const SystemName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'letters, digits, _ and -, starting with a letter or digit, at most 63')
/** Keys of the author's own: parameters, slots, files, users ... Their rules are the constructor language's. */
export const Key = z.string()
export const Template = z.string()
export const Int = z.int()
/** Octal text: `027` stays what it looks like. */
export const Octal = z.string().regex(/^0?[0-7]{1,4}$/, 'three or four octal digits')
/** Absolute, and of characters that no grammar and no shell reads: it is filled into files of every format. */
export const PlainPath = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and / . _ -')

/** A free tree in a constructor; `null` removes a key where documents are merged. */
export const FreeData: z.ZodType<Data> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(FreeData), z.record(z.string(), FreeData)]),
) as z.ZodType<Data>
/** A free tree that a person typed into a system: nothing in it is ever read. */
export const FreeLiteral: z.ZodType<Literal> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(FreeLiteral), z.record(z.string(), FreeLiteral)]),
)
