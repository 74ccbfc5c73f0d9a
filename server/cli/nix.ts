/** Nix expressions of others, evaluated by the Nix of this machine. A file's name is an argument, never text of an expression. */
import { tmpdir } from 'node:os'
import { connectTo } from '#server/transports/transports.ts'
import { EXIT } from './exit-codes.ts'
import { CommandError } from './output.ts'

/** Evaluating nixpkgs takes a while where nothing of it was read before. */
const SECONDS = 300
/**
 * The null process manager's own text of each process. A model is a function with defaults; only what it declares is given to it.
 * The text of a file that Nix would write is known without building it, where it was made by writeTextFile.
 */
const PROCESSES = `{ file }:
let
  model = import file;
  given = builtins.intersectAttrs (builtins.functionArgs model) { processManager = null; };
  processes = if builtins.isFunction model then model given else model;
  textOf = process: process.pkg.text or (builtins.readFile "\${process.pkg}/\${process.pkg.name}.json");
in
builtins.mapAttrs (_: textOf) processes
`

/** The JSON of each process of a `processes.nix`, by its key. */
export async function evaluateProcesses(file: string): Promise<Readonly<Record<string, string>>> {
  const words = ['--eval', '--strict', '--json', '--read-write-mode', '--expr', PROCESSES, '--argstr', 'file', file]
  return JSON.parse(await evaluate(words, file)) as Readonly<Record<string, string>>
}

/** The value of a file, such as `ids.nix`. */
export async function evaluateFile(file: string): Promise<unknown> {
  return JSON.parse(await evaluate(['--eval', '--strict', '--json', file], file)) as unknown
}

async function evaluate(words: readonly string[], file: string): Promise<string> {
  const connection = await connectTo({ kind: 'local' }, { runtimeDirectory: tmpdir() })
  try {
    // What a transport runs knows little of our environment; env(1) ends with 127 where there is no such program.
    const known = process.env.NIX_PATH === undefined ? [] : [`NIX_PATH=${process.env.NIX_PATH}`]
    const argv = ['env', ...known, 'nix-instantiate', ...words]
    const { status, stdout, stderr } = await connection.exec({ argv, seconds: SECONDS })
    if (status === 0) return stdout
    if (status === 127)
      throw new CommandError(
        EXIT.usage,
        `${file} is a Nix expression, and this machine has no nix-instantiate.`,
        'Install Nix (Debian: nix-bin), or import the JSON of its null process manager.',
      )
    throw new CommandError(EXIT.failed, `${file} does not evaluate: ${stderr.trim().split('\n').slice(-8).join('\n')}`)
  } finally {
    await connection.close()
  }
}
