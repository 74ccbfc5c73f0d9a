/** A throw-away host as a place for files and commands: what a deployment does, without one. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Command, Result } from '#generators/contract/backend.ts'
import type { Lab } from '#tests/lab/lab.ts'
import type { HostFile } from './pipeline.ts'

const LAB = path.join(import.meta.dirname, '../lab/lab.sh')
const MOST = 1 << 28

function scratch<T>(use: (directory: string) => T): T {
  const directory = mkdtempSync(path.join(tmpdir(), 'longrun-host-'))
  try {
    return use(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Copies files and symbolic links, by absolute path, into a host: any number of them in one call. */
export function send(
  lab: Lab,
  host: string,
  files: ReadonlyMap<string, HostFile>,
  links: ReadonlyMap<string, string> = new Map(),
): void {
  scratch((tree) => {
    const place = (name: string) => {
      const at = path.join(tree, name)
      mkdirSync(path.dirname(at), { recursive: true })
      return at
    }
    for (const [name, { content, mode }] of files) writeFileSync(place(name), content, { mode })
    for (const [name, target] of links) symlinkSync(target, place(name))
    const tar = execFileSync('tar', ['-C', tree, '-cf', '-', '.'], { maxBuffer: MOST })
    const unpack = ['tar', '-C', '/', '--no-overwrite-dir', '--no-same-owner', '-xpf', '-']
    execFileSync(LAB, ['exec', lab.name, host, '--', ...unpack], { input: tar, timeout: 60_000 })
  })
}

/** Runs a command of a backend inside a host, as the host kit would; whatever its exit status, it is a result. */
export function run(lab: Lab, host: string, command: Command): Result {
  const assigned = Object.entries(command.environment ?? {}).map(([name, value]) => `${name}=${value}`)
  const argv = assigned.length > 0 ? ['env', ...assigned, ...command.argv] : command.argv
  const { status, stdout, stderr } = spawnSync(LAB, ['exec', lab.name, host, '--', ...argv], {
    encoding: 'utf8',
    input: command.stdin ?? '',
    timeout: command.seconds * 1000,
    maxBuffer: MOST,
  })
  return { status, stdout, stderr }
}

/** Runs commands one after the other; throws at the first whose status is none of its `ok`. */
export function runAll(lab: Lab, host: string, commands: readonly Command[]): readonly Result[] {
  return commands.map((command) => {
    const result = run(lab, host, command)
    if (!(command.ok ?? [0]).includes(result.status ?? -1))
      throw new Error(`${command.argv.join(' ')}: ${result.status}\n${result.stdout}${result.stderr}`)
    return result
  })
}

/** Asks again until it is true; throws after `seconds`. */
export function until(seconds: number, what: string, ask: () => boolean): void {
  const deadline = Date.now() + seconds * 1000
  while (!ask()) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`)
    execFileSync('sleep', ['0.1'])
  }
}
