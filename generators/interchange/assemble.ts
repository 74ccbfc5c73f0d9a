/** From what a reader understood to a system of processes written by hand, on one host. */
import type { Container } from '../contract/backend.ts'
import { pathOfProcess, type Reading, type ReadProcess, type ReadProgram, type ReadUser } from '../contract/reader.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import {
  type Data,
  EMPTY_IDS,
  type Group,
  type Host,
  type ManagedProcess,
  type Mode,
  type ProcessInstance,
  type Step,
  type SystemDocument,
  type User,
} from '../model/document.ts'

export interface Assembling {
  /** The new system's name. */
  readonly system: string
  /** Id of the process manager of its one host. */
  readonly manager: Container['type']
  /** The host on which everything is to run; by default this machine, as `local`. */
  readonly host?: { readonly name: string; readonly model: Host }
}

/** The template that gives exactly `s`: `$${` is a literal `${`. */
export function literal(s: string): string {
  return s.replaceAll('${', () => '$${')
}

/** A name that a model can hold. */
export function nameFor(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '')
  return plain.slice(0, 100) || 'process'
}

/**
 * In: a reading. Out: a document of processes by hand on one host, and what was said, with `import-renamed`,
 * `import-name-taken`; a dependency on what is not there is `import-lost`.
 */
export function assemble(
  { processes, diagnostics }: Reading,
  { system, manager, host }: Assembling,
): {
  readonly document: SystemDocument
  readonly diagnostics: readonly Diagnostic[]
  /** What became of whom. */
  readonly kept: readonly { readonly name: string; readonly of: ReadProcess }[]
} {
  const said = [...diagnostics]
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const kept: ReadProcess[] = []
  for (const one of processes) {
    const { name: process, place: position } = one
    const name = nameFor(process)
    if (names.has(process) || taken.has(name)) {
      const data = { process }
      said.push({ code: 'import-name-taken', severity: 'warning', at: pathOfProcess(name), data, position })
      continue
    }
    names.set(process, name)
    taken.add(name)
    kept.push(one)
    if (name !== process)
      said.push({
        code: 'import-renamed',
        severity: 'info',
        at: pathOfProcess(name),
        data: { process, name },
        position,
      })
  }
  const on = host ?? {
    name: 'local',
    model: { platform: 'linux', address: '127.0.0.1', containers: { main: { type: manager } } },
  }
  const instances = kept.map((one): readonly [string, ProcessInstance] => {
    const name = names.get(one.name)!
    const after = [...new Set(one.after)].flatMap((other) => names.get(other) ?? missing(one, other))
    return [name, { on: [on.name], ...(after.length > 0 ? { after } : {}), extends: adjustmentOf(one) }]
  })
  function missing(one: ReadProcess, other: string): [] {
    said.push({
      code: 'import-lost',
      severity: 'warning',
      at: pathOfProcess(names.get(one.name)!),
      data: { process: one.name, what: `the order after ${other}`, why: 'that process was not read' },
      position: one.place,
    })
    return []
  }
  const document: SystemDocument = {
    format: 1,
    interfaces: [],
    constructors: [],
    system: {
      system: nameFor(system).slice(0, 63),
      hosts: { [on.name]: on.model },
      processes: Object.fromEntries(instances),
    },
    ids: EMPTY_IDS,
  }
  return { document, diagnostics: said, kept: kept.map((of) => ({ name: names.get(of.name)!, of })) }
}

function adjustmentOf(read: ReadProcess): NonNullable<ProcessInstance['extends']> {
  const users: Record<string, User> = {}
  const groups: Record<string, Group> = {}
  for (const [name, { gid }] of read.groups ?? [])
    groups[nameFor(name)] = { name: literal(name), ...(gid === undefined ? {} : { gid }) }
  for (const [name, user] of read.users ?? []) users[nameFor(name)] = userOf(name, user)
  const account = read.user
  const key = account && nameFor(account.name)
  if (account && key && !users[key]) {
    const { group, groups: more } = account
    users[key] = {
      name: literal(account.name),
      ...(group === undefined ? {} : { group: literal(group) }),
      ...(more && more.length > 0 ? { groups: more.map(literal) } : {}),
      existing: true,
    }
  }
  return {
    ...(Object.keys(users).length > 0 ? { users } : {}),
    ...(Object.keys(groups).length > 0 ? { groups } : {}),
    process: processOf(read, key),
  }
}

function userOf(name: string, { uid, group, groups, home, createHome, shell, description }: ReadUser): User {
  return {
    name: literal(name),
    ...(group === undefined ? {} : { group: literal(group) }),
    ...(groups && groups.length > 0 ? { groups: groups.map(literal) } : {}),
    ...(uid === undefined ? {} : { uid }),
    ...(home === undefined ? {} : { home: literal(home) }),
    ...(createHome === undefined ? {} : { createHome }),
    ...(shell === undefined ? {} : { shell: literal(shell) }),
    ...(description === undefined ? {} : { description: literal(description) }),
  }
}

function modeOf({ program, arguments: words }: ReadProgram): Mode {
  return { program: literal(program), ...(words.length > 0 ? { arguments: words.map(literal) } : {}) }
}

/** A program for both forms where they are the same, or where there is only the foreground's. */
function programsOf({ foreground, daemon }: ReadProcess): Pick<
  ManagedProcess,
  'arguments' | 'foreground' | 'daemon'
> & {
  program?: string
} {
  const first = foreground ?? daemon
  if (!first) return {}
  const whole = modeOf(first)
  if (!foreground) return { program: whole.program!, daemon: whole.arguments ? { arguments: whole.arguments } : {} }
  if (!daemon) return { program: whole.program!, ...(whole.arguments ? { arguments: whole.arguments } : {}) }
  const own = modeOf(daemon)
  return {
    program: whole.program!,
    foreground: { arguments: whole.arguments ?? [] },
    daemon: { ...(own.program === whole.program ? {} : { program: own.program! }), arguments: own.arguments ?? [] },
  }
}

function processOf(read: ReadProcess, user: string | undefined): Partial<ManagedProcess> {
  const { description, pidFile, path, umask, nice, directory, output, rotate, restart, boot, ready, stop, reload } =
    read
  const has = <Key extends string, Value>(key: Key, value: Value | undefined) =>
    (value === undefined ? {} : { [key]: value }) as Partial<Record<Key, Value>>
  const text = (value: string | undefined) => (value === undefined ? undefined : literal(value))
  const environment = read.environment?.size
    ? Object.fromEntries(
        Array.from(read.environment, ([name, value]) => [name.startsWith('$') ? `$${name}` : name, literal(value)]),
      )
    : undefined
  return {
    ...has('kind', read.kind),
    ...has('description', text(description)),
    ...programsOf(read),
    ...has('path', path?.length ? path.map((root) => ({ root: literal(root) })) : undefined),
    ...has('environment', environment),
    ...has('prepare', read.prepare?.length ? read.prepare.map((step) => stepOf(step, user)) : undefined),
    ...has('umask', umask),
    ...has('nice', nice),
    ...has('user', user),
    ...has('directory', text(directory)),
    ...has('pidFile', text(pidFile)),
    ...has('limits', read.limits?.size ? Object.fromEntries(read.limits) : undefined),
    ...has('restart', restart),
    ...has('boot', boot),
    ...has('output', output === undefined ? undefined : { file: literal(output), ...has('rotate', rotate) }),
    ...has('ready', ready && Object.fromEntries(Object.entries(ready).map(([key, value]) => [key, dataOf(value)]))),
    ...has('stop', stop),
    ...has('reload', reload && ('signal' in reload ? reload : { run: reload.run.map(literal) })),
    ...has('overrides', read.overrides && (dataOf(read.overrides) as Record<string, Data>)),
  }
}

function stepOf(step: NonNullable<ReadProcess['prepare']>[number], user: string | undefined): Step {
  if (step.do === 'script') return { script: literal(step.text) }
  return { run: step.argv.map(literal), ...(step.asUser && user ? { as: user } : {}) }
}

function dataOf(value: unknown): Data {
  if (typeof value === 'string') return literal(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(dataOf)
  return Object.fromEntries(
    Object.entries(value as object).map(([key, one]) => [key.startsWith('$') ? `$${key}` : key, dataOf(one)]),
  )
}
