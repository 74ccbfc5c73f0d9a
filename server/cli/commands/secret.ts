/** `longrun secret set`, `list` and `remove`: what deployments from this command line use. A value is read, and never printed. */
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { namedSecrets } from '#generators/plan/fill.ts'
import { AppError } from '#server/app-error.ts'
import { openSecretFile } from '#server/secrets/file.ts'
import { valueOfBytes } from '#server/secrets/values.ts'
import { EXIT } from '../exit-codes.ts'
import { CommandError, type Output } from '../output.ts'
import { type MachineOptions, openHere, runningHere, systemNamed } from '../this-machine.ts'

export interface SetOptions {
  readonly file?: string
  readonly keepNewline?: boolean
}

export async function setSecret(
  nameOrFile: string,
  name: string,
  options: SetOptions,
  output: Output,
): Promise<number> {
  return inWords(() => {
    const system = systemNamed(nameOrFile)
    const secrets = openSecretFile(system)
    const had = Object.hasOwn(secrets.versions, name)
    secrets.set(name, valueOfBytes(bytesOf(options)), userInfo().username)
    output.result(
      [
        had
          ? `${name} of ${system} has another value. What uses it is restarted, or reloaded, by the next deployment.`
          : `${name} of ${system} is set.`,
      ],
      { ok: true, system, name, version: secrets.versions[name] },
    )
    return EXIT.ok
  })
}

/** A line is typed with its end, which belongs to the terminal and not to the value; a file is taken as it is. */
function bytesOf({ file, keepNewline }: SetOptions): Uint8Array {
  if (file !== undefined && file !== '-') return readGiven(file)
  if (process.stdin.isTTY)
    throw new CommandError(
      EXIT.usage,
      'The value is read from standard input.',
      'Write: printf %s VALUE | longrun secret set ..., or use --file.',
    )
  const bytes = readFileSync(0)
  return keepNewline || bytes.at(-1) !== 0x0a ? bytes : bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1)
}
function readGiven(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new CommandError(EXIT.usage, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? error}.`)
  }
}

export async function listSecrets(nameOrFile: string, output: Output): Promise<number> {
  return inWords(() => {
    const all = openSecretFile(systemNamed(nameOrFile)).list()
    const words = all.map(({ name, version, setAt, setBy }) => `${name}  version ${version}, set ${setAt} by ${setBy}`)
    output.result(words.length ? words : ['No secrets are set.'], { ok: true, secrets: all })
    return EXIT.ok
  })
}

export async function removeSecret(
  nameOrFile: string,
  name: string,
  options: MachineOptions,
  output: Output,
): Promise<number> {
  return inWords(async () => {
    const system = systemNamed(nameOrFile)
    const running = await runningHere(await openHere(options), system)
    if (namedSecrets(running?.manifest ?? null).some((one) => one.name === name))
      throw new CommandError(
        EXIT.refused,
        `What runs of ${system} uses ${name}.`,
        'Deploy a model that does without it, or undeploy it, first.',
      )
    openSecretFile(system).remove(name)
    output.result([`${name} of ${system} is forgotten.`], { ok: true, system, name })
    return EXIT.ok
  })
}

async function inWords(work: () => number | Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) throw new CommandError(EXIT.refused, error.message, error.wayOut)
    throw error
  }
}
