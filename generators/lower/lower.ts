/**
 * Splits a placement's launch chain at what its manager can do: a prefix for the manager, the rest for the launcher.
 * Nothing here knows a manager by name: capabilities and `holds` decide, per container and per value.
 */
import type { Lowered, Placement, Rotation } from '../contract/backend.ts'
import { CHAIN, type Program, type StepKind, type Steps } from '../contract/chain.ts'
import type { LoadedBackend } from '../contract/compiled.ts'
import { kept } from '../contract/kept.ts'
import type { Lower } from '../contract/passes.ts'
import { type Artefact, concat, EMPTY, hole, secretsIn, type Text, text } from '../contract/text.ts'
import { LAUNCHER } from '../launcher/launcher.ts'
import { hookScript, type Launch, launcherScript, type Process } from '../launcher/script.ts'
import { passesThroughShells } from '../launcher/step.ts'
import { dependencyWaits, type Neighbours, secondsOf } from './dependencies.ts'
import { describeProcess, effectiveSteps, gateOf, switchesUsers } from './describe.ts'
import { divide } from './kinds.ts'
import { remembering } from './remembering.ts'
import { reporter } from './reporter.ts'
import { holdsSecrets, secretFaultsOf } from './secrets.ts'
import { type Fault, faultsOf, reportLosses } from './values.ts'

/**
 * In: a placement, its manager as loaded, the names and neighbours, the host. Out: what the manager is to run, what it does
 * itself, and the launcher's scripts. Diagnostics: those of `codes/lower.ts`.
 */
export const lower: Lower = (placement, { target, backends, names, placements, facts }, report) => {
  const capabilities = target.declaration.capabilities(placement.container)
  const name = names.get(placement.id) ?? placement.name
  const { kind, work } = divide(placement, target, name)
  const say = reporter(placement, target, report)
  const switches = switchesUsers(placement)
  if (placement.steps.user && !switches) say('info', 'user-change-off', 'user', {})

  const waits = dependencyWaits(placement, { placements, names, backends, facts })
  for (const { edge, code, data } of waits.lost)
    say(code === 'boot-wait-lost' ? 'warning' : 'info', code, 'after', data, edge.from)
  const wait = [...waits.probes, ...(placement.steps.wait ?? [])]
  const steps = stepsHere(placement.steps, [switches, wait], () => ({
    ...effectiveSteps(placement),
    ...(wait.length > 0 ? { wait } : {}),
  }))
  const programs = [placement.foreground, placement.daemon]
  for (const fault of faultsHere(steps, programs, () => faultsOf(programs, steps))) say(...fault)
  for (const fault of secretFaultsOf(placement)) say(...fault)
  const described = describeProcess(placement, { target, name, facts }, steps)
  const { log } = described
  const rotation = steps.output ? placement.rotation : log ? DEFAULT_ROTATION : undefined

  const chosen = chooseProgram(placement, capabilities.mode)
  if (!chosen) say('error', 'no-program', 'program', {})
  const program = chosen?.program ?? { path: EMPTY, args: [] }
  const marksLog = placement.ready?.kind === 'log' && log !== undefined
  const needsRun = chosen?.follow === true || marksLog || work !== null
  const hooked = canHook(capabilities.hook, steps)
  // A companion has its own log and nothing else.
  const rotatesItself = capabilities.rotation !== 'launcher' || (capabilities.logs === 'companion' && !steps.output)
  const split = splitChain({ ...steps, exec: program }, target, placement, {
    hooked,
    needsRun,
    allLauncher: work?.is === 'oneshot' && capabilities.oneshotChain === 'launcher',
    breaksAtExec: chosen?.follow === true || work !== null,
    // A file of the model's is opened as its user, one of ours before anybody else is become.
    breaksAt: rotation && !rotatesItself ? (steps.output ? 'output' : steps.user ? 'user' : 'output') : null,
  })
  const launchNeeded = split.launcher.length > 0 || (capabilities.mode === 'daemon' && chosen?.style === 'foreground')

  const rest = pick(steps, split.launcher)
  // A daemon's manager that needs the launcher anyway is given the foreground program, made a daemon by us: then the number
  // is known by birth, not by a file that the program may write late, wrongly or not at all.
  const daemonise = capabilities.mode === 'daemon' && launchNeeded
  const inner =
    daemonise && placement.foreground
      ? { program: placement.foreground, follow: false }
      : { program, follow: chosen?.follow === true || daemonise }
  // What the launcher opens it also rotates, whoever could.
  const rotates = rotation !== undefined && typeof capabilities.rotation !== 'object'
  const writer = rotates && (steps.output ? rest.output !== undefined : !rotatesItself)
  const process: Process =
    rotation && log && writer
      ? { ...described, rotation: { file: log, ...rotation, early: steps.output === undefined } }
      : described
  const launch: Launch = {
    steps: rest,
    program: inner.program,
    style: daemonise ? 'daemonise' : 'become',
    follow: inner.follow ? { pidFile: placement.pidFile } : undefined,
    ...(work ? { work } : {}),
    ...(capabilities.encloses && (work?.is === 'oneshot' || process.rotation) ? { keeps: true } : {}),
  }
  const owner = placement.steps
  const launcher = launchNeeded
    ? launcherHere(owner, [process, launch], () => launcherScript(process, launch))
    : undefined
  const inHook = pick(steps, split.hook)
  const hookNeeds = hooked && split.launcher[0] !== CHAIN[0] && !split.launcher.includes('prepare') && needsRun
  const hook =
    split.hook.length > 0 || hookNeeds
      ? hookHere(owner, [process, inHook, hookNeeds && launch], () =>
          hookScript(process, inHook, { launch: hookNeeds ? launch : undefined }),
        )
      : undefined
  const gate = gateOf(placement, { target, name, facts })

  reportLosses({ placement, steps, process, capabilities, launch: launcher ? launch : null, facts, log }, say)
  return {
    of: placement,
    name,
    exec: launcher
      ? {
          path: hole({ kind: 'artefact', of: launcher, via: 'store' }),
          args: [],
          style: daemonise ? 'daemon' : launch.follow ? 'foreground' : (chosen?.style ?? 'foreground'),
        }
      : { ...program, style: chosen?.style ?? 'foreground' },
    native: pick({ ...steps, exec: program }, split.native),
    hook,
    launcher,
    common: launcher || hook || gate ? LAUNCHER : undefined,
    gate,
    kind,
    ...(work ? { by: 'launcher' as const } : {}),
    log,
    ...(writer ? { writer } : rotates ? { rotation } : {}),
    ...(launcher && launch.keeps ? { kept: true } : {}),
    after: sameHostEdges(placement, { backends, names, placements }),
    waitSeconds: secondsOf(wait),
  }
}

const stepsHere = remembering<Omit<Steps, 'exec'>>()
const faultsHere = remembering<readonly Fault[]>()
const launcherHere = remembering<Artefact>()
const hookHere = remembering<Artefact>()

/** Which program, in which form, given what the manager wants; `null`: there is none. */
function chooseProgram(
  placement: Placement,
  mode: 'foreground' | 'daemon' | 'both',
): { program: Program; style: 'foreground' | 'daemon'; follow: boolean } | null {
  const { foreground, daemon } = placement
  if (mode === 'daemon' && daemon) return { program: daemon, style: 'daemon', follow: false }
  if (foreground) return { program: foreground, style: 'foreground', follow: false }
  if (!daemon) return null
  return mode === 'both'
    ? { program: daemon, style: 'daemon', follow: false }
    : { program: daemon, style: 'foreground', follow: true }
}

function canHook(hook: 'privileged' | 'unprivileged' | null, steps: Omit<Steps, 'exec'>): boolean {
  return hook === 'privileged' || (hook === 'unprivileged' && !steps.user)
}

/** What a file of ours is kept at, of which the model says nothing: 50 MiB a process at most. */
const DEFAULT_ROTATION: Rotation = { bytes: 10 * 2 ** 20, keep: 4 }

interface Split {
  readonly native: readonly StepKind[]
  readonly hook: readonly StepKind[]
  readonly launcher: readonly StepKind[]
}
/** The first step that the manager cannot do, and everything after it, goes to the launcher. */
function splitChain(
  steps: Steps,
  target: LoadedBackend,
  placement: Placement,
  options: {
    readonly hooked: boolean
    readonly needsRun: boolean
    readonly breaksAtExec: boolean
    /** The launcher has this step whether or not it is set. */
    readonly breaksAt: StepKind | null
    readonly allLauncher: boolean
  },
): Split {
  if (options.allLauncher) return { native: [], hook: [], launcher: CHAIN.filter((kind) => steps[kind] !== undefined) }
  const native: StepKind[] = []
  const closed = holdsSecrets(placement)
  const hook: StepKind[] = []
  const capabilities = target.declaration.capabilities(placement.container)
  for (let index = 0; index < CHAIN.length; index += 1) {
    const kind = CHAIN[index]!
    const isHooked = options.hooked && (kind === 'wait' || kind === 'prepare')
    if (kind === 'prepare' && options.needsRun && !options.hooked) return broken(index)
    if (kind === 'exec' && options.breaksAtExec) return broken(index)
    if (kind === options.breaksAt) return broken(index)
    if (steps[kind] === undefined) continue
    if (isHooked) hook.push(kind)
    else if (isNative(kind)) native.push(kind)
    else if (typeof capabilities.steps[kind] !== 'object') return broken(index)
  }
  return { native, hook, launcher: [] }

  function broken(index: number): Split {
    const launcher = CHAIN.slice(index).filter((kind) => steps[kind] !== undefined)
    return { native, hook, launcher }
  }
  function isNative(kind: StepKind): boolean {
    // What a manager reads, everybody may read.
    if (closed && wordsOf(kind, steps).some((value) => secretsIn(value).length > 0)) return false
    if (capabilities.steps[kind] !== 'native') return capabilities.steps[kind] === 'engine'
    if (kind === 'limits')
      for (const limit of steps.limits?.keys() ?? []) if (capabilities.limits[limit] === 'launcher') return false
    // What a shell would change must not pass through one on its way: so the launcher sets it last.
    if (kind === 'environment')
      for (const name of steps.environment?.keys() ?? []) if (!passesThroughShells(name)) return false
    return target.backend.holds?.(kind, wordsOf(kind, steps)) ?? true
  }
}

/** What a manager's grammar must be able to write for a step: as `Backend.holds` says. */
export function wordsOf(kind: StepKind, steps: Steps): readonly Text[] {
  switch (kind) {
    case 'limits':
    case 'environment':
      return steps[kind] ? assignmentsOf(steps[kind]) : []
    case 'user':
      return steps.user ? [steps.user.name, steps.user.group, steps.user.home, ...steps.user.groups] : []
    case 'exec':
      return steps.exec ? [steps.exec.path, ...steps.exec.args] : []
    case 'wait':
    case 'prepare':
      return []
    case 'umask':
    case 'nice':
    case 'directory':
    case 'output': {
      const value = steps[kind]
      return value ? [value] : []
    }
  }
}

const assignments = kept<ReadonlyMap<string, Text>, readonly Text[]>()
/** `NAME=value` of each: written once, asked about by every manager. */
function assignmentsOf(values: ReadonlyMap<string, Text>): readonly Text[] {
  const known = assignments.get(values)
  if (known) return known
  const made = [...values].map(([name, value]) => concat(text(`${name}=`), value))
  assignments.set(values, made)
  return made
}

function pick(steps: Steps, kinds: readonly StepKind[]): Steps {
  const picked: { -readonly [K in keyof Steps]: unknown } = {}
  for (const kind of kinds) picked[kind] = steps[kind]
  return picked as Steps
}

function sameHostEdges(placement: Placement, { backends, names, placements }: Neighbours): Lowered['after'] {
  return placement.after.flatMap((edge) => {
    const other = placements.get(edge.placement)
    if (!other || other.host !== placement.host) return []
    const target = backends.get(other.container.type)
    const kind = target ? divide(other, target, other.name).kind.is : 'longrun'
    return [
      {
        name: names.get(other.id) ?? other.name,
        container: other.container.name,
        ...(kind === 'longrun' ? {} : { kind }),
        from: edge.from,
      },
    ]
  })
}
