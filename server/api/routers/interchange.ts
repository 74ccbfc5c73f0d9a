/** What of files of others only this machine can read: Nix expressions. Everything else is read on the page. */
import * as z from 'zod'
import { AppError } from '#server/app-error.ts'
import { evaluateSent, NixError, WITHOUT_NIX } from '#server/nix.ts'
import { allow, router } from '../procedures.ts'

const MOST_FILES = 500
const MOST_CHARACTERS = 1_000_000
const file = z.object({ path: z.string().min(1).max(500), text: z.string().max(MOST_CHARACTERS) })
const files = z
  .array(file)
  .min(1)
  .max(MOST_FILES)
  .refine((all) => all.reduce((sum, { text }) => sum + text.length, 0) <= 5 * MOST_CHARACTERS, 'is too large')
const input = z.object({ files, file: z.string().min(1).max(500) })

/** Nix that somebody sent runs here, so only who may change systems may send it. */
async function answered<Value>(working: Promise<unknown>, shape: z.ZodType<Value>): Promise<Value> {
  try {
    const read = shape.safeParse(await working)
    if (read.success) return read.data
    throw new AppError('invalid', 'It evaluates to something that is no processes model.', {
      wayOut: 'A processes model is a set of processes, each with its pkg.',
    })
  } catch (error) {
    if (!(error instanceof NixError)) throw error
    throw new AppError('invalid', error.message, { cause: error, wayOut: WAYS_OUT[error.why] })
  }
}
const COMMAND =
  'Where nixpkgs or the network is needed: longrun import processmgmt PATH --out model.yaml, on your own machine.'
const WAYS_OUT: Readonly<Record<NixError['why'], string>> = {
  absent: `${WITHOUT_NIX} Or run it where Nix is: longrun import processmgmt PATH --out model.yaml.`,
  failed: `On the server it reads nothing but what you sent and its own NIX_PATH. ${COMMAND}`,
  'too-long': COMMAND,
}

export const interchange = router({
  evaluateProcesses: allow('operator')
    .input(input)
    .mutation(({ input: { files, file: name } }) =>
      answered(evaluateSent(files, { is: 'processes', file: name }), z.record(z.string(), z.string())),
    ),
  evaluateValue: allow('operator')
    .input(input)
    .mutation(({ input: { files, file: name } }) =>
      answered(evaluateSent(files, { is: 'value', file: name }), z.json()),
    ),
})
