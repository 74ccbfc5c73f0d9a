/** A stand to try the launcher's scripts on: a directory of its own, a shell of one's choice, processes that all end with it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Steps } from '#generators/contract/chain.ts'
import { type Artefact, fillHoles, type Text, text } from '#generators/contract/text.ts'
import { LAUNCHER } from '#generators/launcher/launcher.ts'
import { gateScript, hookScript, type Launch, launcherScript, type Process } from '#generators/launcher/script.ts'
import { fillParts } from '#generators/plan/fill.ts'

export const isRoot = process.getuid?.() === 0

/** Shells by the name that they are called by as `sh`; `LONGRUN_SHELLS=all` adds those that are seldom somebody's sh. */
const CANDIDATES = { dash: 'dash', bash: 'bash', busybox: 'busybox', ksh93: 'ksh93', mksh: 'mksh' } as const
const USUAL = ['dash', 'bash', 'busybox']
function find(program: string): string | null {
  const done = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8', timeout: 5_000 })
  return done.status === 0 ? done.stdout.trim() : null
}
export const SHELLS: readonly string[] = Object.keys(CANDIDATES).filter(
  (name) => find(name) !== null && (process.env.LONGRUN_SHELLS === 'all' || USUAL.includes(name)),
)
export function has(program: string): boolean {
  return find(program) !== null
}

export interface Done {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}
export interface Script {
  readonly path: string
  /** Runs it with these words to its end, or 30 s. */
  run(...words: string[]): Promise<Done>
  /** Starts it and lets it run. */
  spawn(...words: string[]): Running
}
export interface Running {
  readonly pid: number
  readonly child: ChildProcess
  readonly ended: Promise<Done>
  stderr(): string
}

export type ProcessChanges = Partial<Process>
export type LaunchChanges = Partial<Omit<Launch, 'program' | 'steps'>> & { readonly steps?: Partial<Steps> }

/** The words to run something as nobody in particular, with no other group. */
export const AS_NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--']

export class Stand {
  readonly directory: string
  readonly shell: string
  #count = 0
  constructor(shell: string) {
    this.directory = mkdtempSync(path.join(tmpdir(), 'longrun-stand-'))
    chmodSync(this.directory, 0o777)
    mkdirSync(this.at('bin'))
    this.shell = this.at('bin/sh')
    symlinkSync(find(CANDIDATES[shell as keyof typeof CANDIDATES] ?? shell) ?? '/bin/sh', this.shell)
    writeFileSync(
      this.at('launcher.sh'),
      fillHoles(LAUNCHER.content, () => ''),
    )
  }
  at(...names: string[]): string {
    return path.join(this.directory, ...names)
  }
  /** A name that no other process of this stand has. */
  name(): string {
    this.#count += 1
    return `p${this.#count}`
  }
  process(changes: ProcessChanges = {}): Process {
    const name = changes.name ?? this.name()
    return {
      name,
      shell: this.shell,
      run: text(this.at('run', name)),
      log: text(this.at(`${name}.log`)),
      environment: new Map(),
      becoming: null,
      mayGive: false,
      stop: { signal: 'TERM', seconds: 3 },
      reload: null,
      ...changes,
    }
  }
  /** Puts an artefact where its scripts can be run from, as the linker would. */
  install(artefact: Artefact, prefix: readonly string[] = []): Script {
    const file = this.#write(artefact)
    return {
      path: file,
      run: (...words) => finish(start([...prefix, file, ...words], this.directory), 30),
      spawn: (...words) => start([...prefix, file, ...words], this.directory),
    }
  }
  /** Values of the secrets that its scripts name. */
  readonly secrets = new Map<string, string>()
  #write(artefact: Artefact): string {
    const file = this.at(artefact.name)
    const parts = artefact.content.map((part) => {
      if ('s' in part) return part.s
      const { hole } = part
      if (hole.kind === 'secret') return { secret: hole.name, version: '', format: hole.format, state: hole.state }
      if (hole.kind === 'self') return file
      return hole.kind === 'artefact' && hole.of !== LAUNCHER ? this.#write(hole.of) : this.at('launcher.sh')
    })
    const filled = fillParts(parts, (name) => this.secrets.get(name) ?? null)
    if (typeof filled !== 'string') throw new Error(`not filled: ${JSON.stringify(filled)}`)
    writeFileSync(file, filled)
    chmodSync(file, artefact.mode)
    return file
  }
  /** `perl -e CODE`, or any argv, lowered by hand. */
  launcher(
    argv: readonly string[],
    process: Process = this.process(),
    changes: LaunchChanges = {},
    prefix: readonly string[] = [],
  ): Script {
    const [program = '', ...args] = argv
    const { steps, ...others } = changes
    const launch: Launch = {
      style: 'daemonise',
      program: { path: text(program), args: args.map((one) => text(one)) },
      steps: { ...steps, environment: steps?.environment ?? process.environment },
      ...others,
    }
    return this.install(launcherScript(process, launch), prefix)
  }
  gate(process: Process): Script {
    const artefact = gateScript(process)
    if (!artefact) throw new Error('nothing to wait for')
    return this.install(artefact)
  }
  hook(process: Process, steps: Pick<Steps, 'wait' | 'prepare'>): Script {
    return this.install(hookScript(process, steps))
  }
  read(...names: string[]): string {
    return readFileSync(this.at(...names), 'utf8')
  }
  has(...names: string[]): boolean {
    return existsSync(this.at(...names))
  }
  write(name: string, content: string): string {
    mkdirSync(path.dirname(this.at(name)), { recursive: true })
    writeFileSync(this.at(name), content)
    return this.at(name)
  }
  /** A living process that has nothing to do with anything; it ends with the stand. */
  stranger(): number {
    return start(['perl', '-e', 'sleep 600', '--', this.directory], this.directory).pid
  }
  /** Numbers of all living processes that belong to this stand, by its directory in their words. */
  processes(): number[] {
    return readdirSync('/proc')
      .filter((one) => /^\d+$/.test(one))
      .map(Number)
      .filter(
        (pid) =>
          pid !== process.pid && isAlive(pid) && (read(pid, 'cmdline') + read(pid, 'environ')).includes(this.directory),
      )
  }
  close(): void {
    for (let round = 0; round < 3; round += 1) for (const pid of this.processes()) end(pid, 'SIGKILL')
    rmSync(this.directory, { recursive: true, force: true })
  }
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** The words that a process was run with; none if it is gone. */
export function wordsOf(pid: number): string {
  return read(pid, 'cmdline')
}

/** Not gone and not a zombie. */
export function isAlive(pid: number): boolean {
  const state = /\) (\w) /.exec(read(pid, 'stat').slice(read(pid, 'stat').lastIndexOf(')')))?.[1]
  return state !== undefined && state !== 'Z' && state !== 'X'
}
export function birthOf(pid: number): string {
  const stat = read(pid, 'stat')
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19] ?? ''
}
export function bootIdentity(): string {
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}.${birthOf(1)}`
}
export function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Resolves as soon as `says` is true; fails with `what` after `seconds`. */
export async function until(what: string, says: () => boolean, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!says()) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function start(argv: readonly string[], directory: string): Running {
  const [program = '', ...args] = argv
  const began = Date.now()
  const child = spawn(program, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => (stdout += data))
  child.stderr.on('data', (data) => (stderr += data))
  // `exit`, not `close`: what it left running may hold its output for as long as it lives.
  const ended = new Promise<Done>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status) =>
      setTimeout(() => resolve({ status, stdout, stderr, seconds: (Date.now() - began) / 1000 }), 20),
    )
  })
  return { pid: child.pid ?? 0, child, ended, stderr: () => stderr }
}
async function finish(running: Running, seconds: number): Promise<Done> {
  const limit = setTimeout(() => running.child.kill('SIGKILL'), seconds * 1000)
  try {
    return await running.ended
  } finally {
    clearTimeout(limit)
  }
}

export function pidOf(done: Done): number {
  return Number(/pid (\d+)/.exec(done.stdout)?.[1])
}
export function texts(values: Readonly<Record<string, string>>): ReadonlyMap<string, Text> {
  return new Map(Object.entries(values).map(([name, value]) => [name, text(value)]))
}
