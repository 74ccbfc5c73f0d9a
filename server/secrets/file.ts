/** The secrets of the command line, which needs no server: one sealed file a system, in this installation's data directory. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '#server/app-error.ts'
import type { SecretKeeper } from '#server/deploy/secrets.ts'
import { dataDirectory } from '#server/store/data-directory.ts'
import { makeSealing, sealingKey } from './sealing.ts'
import { checkName, checkValue, newVersion } from './values.ts'

interface Kept {
  readonly version: string
  readonly setAt: string
  readonly setBy: string
  /** Of every version that was ever set: what was deployed may be gone back to. */
  readonly sealed: Readonly<Record<string, string>>
}
type File = Readonly<Record<string, Kept>>

export interface SecretFile extends SecretKeeper {
  readonly versions: Readonly<Record<string, string>>
  list(): readonly (Pick<Kept, 'version' | 'setAt' | 'setBy'> & { readonly name: string; readonly count: number })[]
  /** Gives the new version. */
  set(name: string, value: string, by: string): string
  /** Throws `not-found`. */
  remove(name: string): void
}

/** Read when it is opened; names of systems hold nothing that a path could be changed with. */
export function openSecretFile(system: string, directory: string = dataDirectory()): SecretFile {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(system))
    throw new AppError('invalid', `"${system}" cannot be the name of a system.`, {
      wayOut: 'Name the system, or its model’s file.',
    })
  const folder = path.join(directory, 'secrets')
  const file = path.join(folder, `${system}.json`)
  let kept = read(file)
  const sealing = () => makeSealing(sealingKey(directory))
  const write = (next: File) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Whole or not at all; nobody else can read it at any moment.
    const made = `${file}.${process.pid}`
    writeFileSync(made, `${JSON.stringify(next, null, 1)}\n`, { mode: 0o600 })
    renameSync(made, file)
    kept = next
  }
  return {
    get versions() {
      return Object.fromEntries(Object.entries(kept).map(([name, { version }]) => [name, version]))
    },
    async value(name, version) {
      const sealed = Object.hasOwn(kept, name) ? kept[name]?.sealed[version] : undefined
      return sealed === undefined ? null : sealing().open(sealed, { system, name, version })
    },
    list: () =>
      Object.entries(kept)
        .map(([name, { version, setAt, setBy, sealed }]) => ({
          name,
          version,
          setAt,
          setBy,
          count: Object.keys(sealed).length,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    set(name, value, by) {
      checkName(name)
      checkValue(value)
      const version = newVersion()
      const sealed = { ...kept[name]?.sealed, [version]: sealing().seal(value, { system, name, version }) }
      write({ ...kept, [name]: { version, setAt: new Date().toISOString(), setBy: by, sealed } })
      return version
    },
    remove(name) {
      if (!Object.hasOwn(kept, name)) throw new AppError('not-found', `${system} has no secret named ${name} here.`)
      const { [name]: _, ...others } = kept
      write(others)
    },
  }
}

function read(file: string): File {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as File
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new AppError('conflict', `${file} cannot be read.`, {
      wayOut: 'Bring it back from a copy, or remove it and set the secrets again.',
      cause: error,
    })
  }
}
