/** Nix expressions of others, evaluated by the Nix of this machine. A file's name is an argument, never text of an expression. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SourceFile } from '#generators/contract/reader.ts'
import { type Connection, TransportError } from './transports/contract.ts'
import { connectTo } from './transports/transports.ts'

/** Evaluating nixpkgs takes a while where nothing of it was read before. */
const SECONDS = 300
/** What somebody sent waits for nobody as long. */
const SECONDS_OF_OTHERS = 60
/**
 * The null process manager's own text of each process. A model is a function with defaults; only what it declares is given to it: the
 * null process manager itself too, where it can be (as in what we export), so that neither nixpkgs nor the framework is needed.
 * The text of a file that Nix would write is known without building it: as `text` of writeTextFile, or, in the framework's first
 * years, as `configJSON` of its derivation.
 */
const PROCESSES = `{ file }:
let
  model = import file;
  createManagedProcess = arguments: rec {
    name = arguments.name or arguments.instanceName;
    outPath = name;
    text = builtins.toJSON arguments;
  };
  given = builtins.intersectAttrs (builtins.functionArgs model) { processManager = null; inherit createManagedProcess; };
  processes = if builtins.isFunction model then model given else model;
  textOf = process: process.pkg.text or process.pkg.configJSON or (builtins.readFile "\${process.pkg}/\${process.pkg.name}.json");
in
builtins.mapAttrs (_: textOf) processes
`
/**
 * For what is not trusted (nix.conf(5)): nothing but its own folder and this machine's NIX_PATH can be read, nothing is fetched, built
 * or written to a store; the heap has an end, and so has the patience of `SECONDS_OF_OTHERS`.
 */
const RESTRICTED = {
  environment: ['HOME=/nonexistent', 'NIX_REMOTE=dummy://', 'GC_MAXIMUM_HEAP_SIZE=1G'],
  options: [
    ...['--option', 'restrict-eval', 'true'],
    ...['--option', 'allowed-uris', ''],
    ...['--option', 'allow-import-from-derivation', 'false'],
  ],
} as const

export type NixFailure = 'absent' | 'failed' | 'too-long'
export class NixError extends Error {
  readonly why: NixFailure
  constructor(why: NixFailure, message: string) {
    super(message)
    this.name = 'NixError'
    this.why = why
  }
}
/** What can be done where there is no Nix. */
export const WITHOUT_NIX = 'Install Nix (Debian: nix-bin), or import the JSON of its null process manager.'

/** The JSON of each process of a `processes.nix` of this machine, by its key. */
export async function evaluateProcesses(file: string): Promise<Readonly<Record<string, string>>> {
  const answer = await evaluate(['--read-write-mode', ...processesOf(file)], { file, seconds: SECONDS })
  return JSON.parse(answer) as Readonly<Record<string, string>>
}

/** The value of a file of this machine, such as `ids.nix`. */
export async function evaluateFile(file: string): Promise<unknown> {
  return JSON.parse(await evaluate(['--eval', '--strict', '--json', file], { file, seconds: SECONDS })) as unknown
}

function processesOf(file: string): readonly string[] {
  return ['--eval', '--strict', '--json', '--expr', PROCESSES, '--argstr', 'file', file]
}

/**
 * The same of files that somebody sent, in a folder that goes again. `wanted`: a processes model, or a file's value.
 * One at a time: whoever sends many waits for them.
 */
export function evaluateSent(
  files: readonly SourceFile[],
  wanted: { readonly is: 'processes' | 'value'; readonly file: string },
): Promise<unknown> {
  const turn = before.then(() => evaluateNow(files, wanted))
  before = turn.catch(() => undefined)
  return turn
}
let before: Promise<unknown> = Promise.resolve()

async function evaluateNow(
  files: readonly SourceFile[],
  { is, file }: { readonly is: 'processes' | 'value'; readonly file: string },
): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'longrun-nix-'))
  try {
    for (const one of files) {
      const place = within(folder, one.path)
      mkdirSync(path.dirname(place), { recursive: true })
      writeFileSync(place, one.text)
    }
    const place = within(folder, file)
    const words = is === 'processes' ? processesOf(place) : ['--eval', '--strict', '--json', place]
    const answer = await evaluate([...RESTRICTED.options, '-I', folder, ...words], {
      file,
      seconds: SECONDS_OF_OTHERS,
      restricted: true,
    })
    return JSON.parse(answer) as unknown
  } catch (error) {
    // Where our folder is, is nobody's business.
    if (error instanceof NixError)
      throw new NixError(error.why, error.message.replaceAll(`${folder}/`, '').replaceAll(folder, '.'))
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A path below the folder, or an error: what is sent may be called anything. */
function within(folder: string, name: string): string {
  const place = path.resolve(folder, name)
  if (!place.startsWith(`${folder}${path.sep}`)) throw new NixError('failed', `${name} leads out of its folder.`)
  return place
}

/** Entries of NIX_PATH; of what is not trusted none is fetched from elsewhere. */
function searchPath(restricted: boolean): readonly string[] {
  const { NIX_PATH: known } = process.env
  if (known === undefined) return []
  const entries = known.split(/:(?!\/\/)/).filter((entry) => !restricted || !entry.includes('://'))
  return [`NIX_PATH=${entries.join(':')}`]
}

async function evaluate(
  words: readonly string[],
  {
    file,
    seconds,
    restricted = false,
  }: { readonly file: string; readonly seconds: number; readonly restricted?: boolean },
): Promise<string> {
  const connection: Connection = await connectTo({ kind: 'local' }, { runtimeDirectory: tmpdir() })
  try {
    // What a transport runs knows little of our environment; env(1) ends with 127 where there is no such program.
    const known = [...searchPath(restricted), ...(restricted ? RESTRICTED.environment : [])]
    const { status, stdout, stderr } = await connection.exec({
      argv: ['env', ...known, 'nix-instantiate', ...words],
      seconds,
    })
    if (status === 0) return stdout
    if (status === 127)
      throw new NixError('absent', `${file} is a Nix expression, and this machine has no nix-instantiate.`)
    throw new NixError('failed', `${file} does not evaluate: ${reasonIn(stderr)}`)
  } catch (error) {
    if (error instanceof TransportError && error.code === 'timeout')
      throw new NixError('too-long', `${file} was not evaluated after ${seconds} s.`)
    throw error
  } finally {
    await connection.close()
  }
}

/** What Nix says last, from its own `error:` on, and where; of a long trace no more than a page needs. */
function reasonIn(stderr: string): string {
  const said = stderr.slice(stderr.lastIndexOf('error:')).replace(/^error:\s*/, '')
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !line.startsWith("(use '--show-trace'"))
  return lines.slice(0, 8).join('\n')
}
