/** What a managed process says of itself, independent of any process manager. */
import * as z from 'zod'
import { FreeData, Int, Octal, Template } from './scalars.ts'

const Words = z.array(FreeData)
const Mode = z.strictObject({ when: z.string().optional(), program: Template.optional(), arguments: Words.optional() })
/** Steps and readiness are checked by the language, which knows their expressions. */
const FreeMap = z.record(z.string(), FreeData)

export const ProcessSchema = z.strictObject({
  kind: z
    .union([
      z.enum(['longrun', 'oneshot']),
      // One or the other: which keys go together is the language's to say.
      z.strictObject({
        oneshot: z.strictObject({ onChange: z.enum(['run', 'boot']).optional(), seconds: Int.optional() }).optional(),
        timer: Template.optional(),
        missed: z.enum(['run', 'skip']).optional(),
        jitterSeconds: Int.optional(),
        overlap: z.enum(['skip', 'wait']).optional(),
      }),
    ])
    .optional(),
  name: Template.optional(),
  description: Template.optional(),
  program: Template.optional(),
  arguments: Words.optional(),
  foreground: Mode.optional(),
  daemon: Mode.optional(),
  path: z.array(z.union([z.string(), z.strictObject({ root: Template })])).optional(),
  environment: FreeData.optional(),
  prepare: z.array(FreeMap).optional(),
  umask: Octal.optional(),
  nice: z.union([z.number(), Template]).optional(),
  user: z.string().optional(),
  directory: Template.optional(),
  pidFile: Template.optional(),
  limits: z
    .partialRecord(z.enum(['nofile', 'core', 'nproc', 'memlock', 'stack']), z.union([z.number(), Template]))
    .optional(),
  restart: z.enum(['always', 'on-failure', 'never']).optional(),
  boot: z.boolean().optional(),
  output: z
    .union([
      z.literal('manager'),
      z.strictObject({ file: Template, rotate: z.strictObject({ bytes: Int, keep: Int.optional() }).optional() }),
    ])
    .optional(),
  ready: FreeMap.optional(),
  stop: z
    .strictObject({ signal: z.string().optional(), seconds: z.number().optional(), run: Words.optional() })
    .optional(),
  reload: z.strictObject({ signal: z.string().optional(), run: Words.optional() }).optional(),
  overrides: z.record(z.string(), FreeData).optional(),
})
