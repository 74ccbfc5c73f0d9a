/** The process of a placement: its programs, the steps before it, its readiness, and every field that was set. */
import type { Kind, Placement } from '../contract/backend.ts'
import type { Limit, Preparation, Probe, Program, Steps } from '../contract/chain.ts'
import type { Path } from '../contract/path.ts'
import { concat, EMPTY, literalOf, type Text, text } from '../contract/text.ts'
import type { CompiledMode, CompiledReady, CompiledStep } from '../language/compiled.ts'
import { type Bound, evaluate, evaluateNode, holds, iterations, wordsOf } from '../language/evaluate.ts'
import type { Node } from '../language/nodes.ts'
import { excerpt, isList, isMap, isScalar, type Value } from '../language/values.ts'
import { isCron, readCron } from '../syntax/cron.ts'
import { accountsOf, directoriesOf, ownershipOf, runsAs } from './place-accounts.ts'
import { artefactsOf } from './place-files.ts'
import { accountName, type Frame, isTrue, parameterValue, pidFile, problemOf, say } from './place-frame.ts'
import { boundAddress, provided } from './place-slots.ts'

function textAt(frame: Frame, node: Node, bound: Bound | null): Text {
  const value = evaluateNode(node, frame.run, bound)
  return isScalar(value) ? value.text : EMPTY
}

function words(frame: Frame, node: Node | null, bound: Bound | null = null): Text[] {
  return node ? wordsOf(evaluateNode(node, frame.run, bound, 'words')).map((word) => word.text) : []
}

/** Where each entry of an environment was written, as far as that is known before it is evaluated. */
function entryPlaces(node: Node, into: Map<string, Path> = new Map()): Map<string, Path> {
  if (node.kind === 'map')
    for (const { key, value } of node.entries) if (key.kind === 'literal') into.set(String(key.value.value), value.at)
  if (node.kind === 'merge') for (const one of node.of) entryPlaces(one, into)
  if (node.kind === 'if') for (const one of [node.yes, node.no]) if (one) entryPlaces(one, into)
  return into
}

/** Sorted by name, so that the order in which variables were written changes nothing. */
export function environmentOf(frame: Frame, node: Node, bound: Bound | null = null): ReadonlyMap<string, Text> {
  const value = evaluateNode(node, frame.run, bound)
  const entries = isMap(value) ? [...value] : []
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const made = new Map<string, Text>()
  for (const [name, item] of entries) {
    if (name === '' || name.includes('=') || name.includes('\n'))
      say(frame, 'error', 'variable-name', { name: excerpt(name) }, node.at)
    else if (isScalar(item)) made.set(name, item.text)
    else say(frame, 'error', 'not-text', { type: 'a list or map' }, node.at)
  }
  return made
}

/** A program's path must be absolute: what a search path would find differs from host to host. */
function programOf(frame: Frame, mode: CompiledMode | null): Program | undefined {
  const { process } = frame.compiled
  const node = mode?.program ?? process.program
  if (!node) return undefined
  const path = textAt(frame, node, null)
  const first = path.find((part) => !('s' in part) || part.s !== '')
  if (first && 's' in first && !first.s.startsWith('/'))
    say(frame, 'error', 'program-not-absolute', { program: excerpt(literalOf(path) ?? '') }, node.at)
  if (!first) say(frame, 'error', 'program-not-absolute', { program: '' }, node.at)
  return { path, args: [...words(frame, process.arguments), ...words(frame, mode?.arguments ?? null)] }
}

/** Neither mode given: foreground; given: only the given ones, where their condition holds. */
function programsOf(frame: Frame): Pick<Placement, 'foreground' | 'daemon'> {
  const { foreground, daemon, at } = frame.compiled.process
  if (!foreground && !daemon) {
    const program = programOf(frame, null)
    return program ? { foreground: program } : {}
  }
  const made: { foreground?: Program; daemon?: Program } = {}
  for (const [key, mode] of [
    ['foreground', foreground],
    ['daemon', daemon],
  ] as const) {
    const program = mode && (!mode.when || isTrue(frame, mode.when)) ? programOf(frame, mode) : undefined
    if (program) made[key] = program
  }
  if (!made.foreground && !made.daemon) say(frame, 'error', 'no-mode', {}, at)
  return made
}

export function probeOf(frame: Frame, ready: CompiledReady, bound: Bound | null = null): Probe {
  const common = { seconds: ready.seconds, from: ready.at }
  switch (ready.kind) {
    case 'tcp':
      return {
        kind: 'tcp',
        ...common,
        port: textAt(frame, ready.port, bound),
        address: ready.address ? textAt(frame, ready.address, bound) : text('127.0.0.1'),
      }
    case 'http':
      return {
        kind: 'http',
        ...common,
        url: textAt(frame, ready.url, bound),
        ...(ready.status === null ? {} : { status: ready.status }),
      }
    case 'path':
      return { kind: 'path', ...common, path: textAt(frame, ready.path, bound) }
    case 'exec':
      return { kind: 'exec', ...common, argv: words(frame, ready.argv, bound) }
    case 'log':
      return { kind: 'log', ...common, text: textAt(frame, ready.text, bound) }
    case 'notify':
      return { kind: 'notify', ...common }
  }
}

function preparationOf(frame: Frame, steps: readonly CompiledStep[], bound: Bound | null): Preparation[] {
  return steps.flatMap((step) => stepOf(frame, step, bound))
}

function stepOf(frame: Frame, step: CompiledStep, bound: Bound | null): Preparation[] {
  if (step.when && !holds(evaluate(step.when, frame.run, bound))) return []
  const say = (node: Node): Text => textAt(frame, node, bound)
  const unless = (node: Node | null): { unless?: Text } => (node ? { unless: say(node) } : {})
  switch (step.do) {
    case 'for':
      return [...iterations(step.names, step.in, frame.run, bound)].flatMap((inner) =>
        preparationOf(frame, step.steps, inner),
      )
    case 'if':
      return preparationOf(frame, holds(evaluate(step.test, frame.run, bound)) ? step.yes : step.no, bound)
    case 'directory':
      return [{ do: 'directory', path: say(step.path), ...ownershipOf(frame, step.owned) }]
    case 'copy':
      return [
        {
          do: 'copy',
          from: say(step.from),
          to: say(step.to),
          ...unless(step.unless),
          ...ownershipOf(frame, step.owned),
        },
      ]
    case 'link':
      return [
        step.into
          ? { do: 'link-into', target: say(step.target), directory: say(step.to) }
          : { do: 'link', target: say(step.target), at: say(step.to) },
      ]
    case 'touch':
      return [{ do: 'touch', path: say(step.path) }]
    case 'run':
      return [
        {
          do: 'run',
          argv: words(frame, step.argv, bound),
          ...(step.as ? { as: accountName(frame, step.as, 'users') } : {}),
          ...(step.directory ? { directory: say(step.directory) } : {}),
          ...(step.environment ? { environment: environmentOf(frame, step.environment, bound) } : {}),
          ...(step.input ? { input: say(step.input) } : {}),
          ...unless(step.unless),
          ok: step.ok,
        },
      ]
    case 'unless':
      return [{ do: 'unless', path: say(step.path), steps: preparationOf(frame, step.steps, bound), mark: step.mark }]
    case 'wait':
      return [{ do: 'wait', for: probeOf(frame, step.ready, bound) }]
    case 'script':
      return [
        {
          do: 'script',
          text: text(step.text, step.at),
          variables: new Map(step.variables.map(([name, node]) => [name, say(node)])),
          ...(step.as ? { as: accountName(frame, step.as, 'users') } : {}),
        },
      ]
  }
}

const STANDARD_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** `PATH` from packages: where this host has their programs, then the standard places. */
function searchPath(frame: Frame): Text {
  const parts: Text[] = frame.compiled.process.path.flatMap((entry) => {
    if ('root' in entry) return [concat(textAt(frame, entry.root, null), text('/bin', entry.at))]
    const found = Object.entries(frame.facts.programs).filter(([key]) => key.startsWith(`${entry.package}.`))
    return [...new Set(found.map(([, path]) => path.slice(0, path.lastIndexOf('/'))))].map((directory) =>
      text(directory, entry.at),
    )
  })
  const seen = new Set<string>()
  const unique = [
    ...parts,
    ...STANDARD_PATH.map((directory) => text(directory, frame.compiled.process.places.get('path'))),
  ].filter((part) => {
    const literal = literalOf(part)
    if (literal === null) return true
    if (seen.has(literal)) return false
    seen.add(literal)
    return true
  })
  return unique.flatMap((part, index) => (index > 0 ? [{ s: ':' }, ...part] : part))
}

interface Prepared {
  readonly steps: Omit<Steps, 'exec'>
  readonly set: ReadonlyMap<string, Path>
}

function stepsOf(frame: Frame): Prepared {
  const { process, files } = frame.compiled
  const set = new Map<string, Path>()
  const steps: { -readonly [K in keyof Omit<Steps, 'exec'>]: Steps[K] } = {}
  const note = (field: string, fallback: string): void => {
    const place = process.places.get(fallback)
    if (place) set.set(field, place)
  }
  for (const field of [
    'program',
    'arguments',
    'description',
    'pidFile',
    'ready',
    'restart',
    'stop',
    'reload',
    'boot',
    'kind',
  ] as const)
    note(field, field)
  if (process.limits.size > 0) {
    steps.limits = new Map(
      [...process.limits].map(([limit, node]): [Limit, Text] => [limit, textAt(frame, node, null)]),
    )
    for (const [limit, node] of process.limits) set.set(`limits.${limit}`, node.at)
  }
  const environment = new Map(process.environment ? environmentOf(frame, process.environment) : [])
  const places = process.environment ? entryPlaces(process.environment) : new Map<string, Path>()
  for (const name of environment.keys()) set.set(`environment.${name}`, places.get(name) ?? process.environment!.at)
  if (process.path.length > 0 && !environment.has('PATH')) {
    environment.set('PATH', searchPath(frame))
    note('environment.PATH', 'path')
  }
  if (environment.size > 0) steps.environment = environment
  for (const field of ['umask', 'nice', 'directory', 'output'] as const) {
    const node = process[field]
    if (!node) continue
    steps[field] = textAt(frame, node, null)
    note(field, field)
  }
  if (process.rotation) note('rotation', 'rotation')
  const exported = [...files.values()].flatMap((file): Preparation[] => {
    const made = file.exports && artefactsOf(frame, file.key).get('')
    return made && file.exports
      ? [
          {
            do: 'link',
            target: [
              {
                hole: { kind: 'artefact', of: made, via: file.onChange === 'reload' ? 'current' : 'store' },
                from: file.at,
              },
            ],
            at: textAt(frame, file.exports, null),
          },
        ]
      : []
  })
  const prepare = [...exported, ...preparationOf(frame, process.prepare, null)]
  if (prepare.length > 0) {
    steps.prepare = prepare
    note('prepare', 'prepare')
  }
  if (process.user) {
    steps.user = runsAs(frame, process.user)
    note('user', 'user')
  }
  return { steps, set }
}

/** Overrides are plain data for the manager's own schema; a reference to a file or directory has no plain form. */
function plainOf(frame: Frame, value: Value, place: Path): unknown {
  if (isList(value)) return value.map((item) => plainOf(frame, item, place))
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, plainOf(frame, item, place)]))
  if (!isScalar(value)) return undefined
  if (value.value === null) problemOf(frame)('override-with-reference', {}, place)
  return value.value ?? ''
}

function kindOf(frame: Frame): Kind {
  const { kind } = frame.compiled.process
  if (kind.is !== 'timer') return kind
  const schedule = textAt(frame, kind.schedule, null)
  const literal = literalOf(schedule)
  const read = literal === null ? { part: 'schedule', given: 'a path', wanted: 'a text' } : readCron(literal)
  if (isCron(read)) return { ...kind, schedule }
  const { part, given, wanted } = read
  say(frame, 'error', 'bad-schedule', { part, given: excerpt(given), wanted }, kind.schedule.at)
  // Nothing of it is deployed; with some schedule, nothing more is said of it.
  return { ...kind, schedule: text('@daily', kind.schedule.at) }
}
/** What has done its work stays so; what keeps the time of a timer must not be missing when that comes. */
function restartOf({ kind, restart }: Frame['compiled']['process']): Pick<Placement, 'restart'> {
  if (kind.is !== 'longrun') return { restart: kind.is === 'timer' ? 'always' : 'never' }
  return restart ? { restart } : {}
}

/** Everything of a placement but its container and the edges to others. */
export function placed(frame: Frame, name: string): Omit<Placement, 'after' | 'container'> {
  const { process, files, parameters, provisions } = frame.compiled
  // What nothing uses is looked at too: a wrong value is wrong before somebody connects to it.
  for (const parameter of parameters.keys()) parameterValue(frame, parameter)
  for (const [key, provision] of provisions)
    if (!provision.when || isTrue(frame, provision.when)) {
      for (const property of provision.properties.keys()) provided(frame, key, provision, property)
      boundAddress(frame, key, provision)
    }
  const { steps, set } = stepsOf(frame)
  const fields = new Map(set)
  const artefacts: Placement['files'][number][] = []
  const reloadFiles: Placement['files'][number][] = []
  const names = new Set<string>()
  for (const file of files.values()) {
    for (const [member, made] of artefactsOf(frame, file.key)) {
      artefacts.push(made)
      if (file.onChange === 'reload') reloadFiles.push(made)
      if (names.has(made.name)) say(frame, 'error', 'file-name-twice', { name: made.name }, file.at)
      names.add(made.name)
      fields.set(member === '' ? `files.${file.key}` : `files.${file.key}.${member}`, file.at)
    }
  }
  return {
    id: frame.id,
    instance: frame.name,
    host: frame.host,
    name,
    description: process.description
      ? textAt(frame, process.description, null)
      : text(frame.instance.title ?? frame.name, frame.at),
    kind: kindOf(frame),
    ...programsOf(frame),
    pidFile: pidFile(frame),
    steps,
    files: artefacts,
    reloadFiles,
    directories: directoriesOf(frame),
    accounts: accountsOf(frame),
    ...(process.ready ? { ready: probeOf(frame, process.ready) } : {}),
    ...restartOf(process),
    ...(process.rotation ? { rotation: process.rotation } : {}),
    stop: process.stop ?? { signal: 'TERM', seconds: 20 },
    reload:
      process.reload === null
        ? null
        : 'run' in process.reload
          ? { argv: words(frame, process.reload.run) }
          : process.reload,
    boot: process.boot ?? true,
    overrides: Object.fromEntries(
      [...process.overrides].map(([id, node]) => [id, plainOf(frame, evaluateNode(node, frame.run, null), node.at)]),
    ),
    overridesAt: process.places.get('overrides') ?? process.at,
    set: fields,
  }
}
