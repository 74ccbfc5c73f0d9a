/** The steps of one host, in the order in which they run, and their inverse. */
import type { Activities, Change, Command, Container, ContainerTransition, Running } from '../contract/backend.ts'
import type { Backends } from '../contract/compiled.ts'
import type {
  Action,
  BackStep,
  HostManifest,
  HostPlan,
  HostStep,
  Installed,
  ManifestAccount,
  ManifestDirectory,
  ManifestEntry,
  StepPhase,
} from '../contract/manifest.ts'
import type { Move } from './changes.ts'

export interface HostPlanInput {
  readonly host: string
  readonly previous: HostManifest | null
  readonly next: HostManifest | null
  /** Of this host. Starts in dependency order; what stops, in the order in which it stops. */
  readonly acting: readonly Move[]
  readonly stopping: readonly Move[]
  /** All of this host, the kept ones too. */
  readonly moves: readonly Move[]
  /** The wave in which each acts. */
  readonly startWave: (placement: string) => number
  readonly stopWave: (placement: string) => number
  /** The first wave in which nothing stops any more. */
  readonly switchWave: number
  readonly backends: Backends
}

/** A container before and after, with what happens in it. */
interface Place {
  readonly container: Container
  readonly transition: ContainerTransition
  readonly reverse: ContainerTransition
  readonly activities: Activities
}
/** How long a manager may take to say that a process is up. */
const UP_SECONDS = 30

export function planHost(input: HostPlanInput): HostPlan {
  const steps: HostStep[] = []
  const places = placesOf(input)
  const add = (
    wave: number,
    phase: StepPhase,
    placement: string | null,
    says: string,
    actions: readonly Action[],
  ): HostStep | null => {
    if (actions.length === 0) return null
    const step: HostStep = { id: steps.length + 1, wave, phase, placement, says, do: actions }
    steps.push(step)
    return step
  }
  prepare(input, places, add)
  const stops = input.stopping.flatMap((move) => {
    const step = add(
      input.stopWave(move.placement),
      'stop',
      move.placement,
      'stop',
      runs(activitiesOf(move.old!, input).stop(move.old!.running)),
    )
    return step ? [{ move, step }] : []
  })
  const placing = placingActions(input)
  const switching = add(input.switchWave, 'switch', null, saysOfPlacing(placing), [
    ...placing,
    ...places.flatMap(({ activities, transition }) => runs(activities.switch?.(transition) ?? [])),
  ])
  const starts = input.acting.flatMap((move) => {
    const says = move.moves ? 'start' : move.change
    const step = add(input.startWave(move.placement), 'start', move.placement, says, startActions(move, input))
    return step ? [{ move, step }] : []
  })
  const settling = add(
    Math.max(input.switchWave, ...input.acting.map(({ placement }) => input.startWave(placement))),
    'settle',
    null,
    'settle',
    places.flatMap(({ activities, transition }) => runs(activities.settle?.(transition) ?? [])),
  )
  const back = backSteps({ input, places, stops, starts, switching, settling, placing })
  const needs = steps.length === 0 ? [] : (input.next?.files ?? []).map((file) => `${file.hash}/${file.name}`)
  return { host: input.host, steps, back, needs }
}

type Add = (
  wave: number,
  phase: StepPhase,
  placement: string | null,
  says: string,
  actions: readonly Action[],
) => HostStep | null
interface Acted {
  readonly move: Move
  readonly step: HostStep
}

function runs(commands: readonly Command[]): Action[] {
  return commands.map((command) => ({ do: 'run', command }))
}
function activitiesOf(entry: ManifestEntry, { backends }: HostPlanInput): Activities {
  const { type } = entry.running.container
  const loaded = backends.get(type)
  if (!loaded) throw new Error(`the backend ${type} is not loaded`)
  return loaded.backend.activities
}

/** Accounts, directories, and what managers prepare and check beside the old: all before anything stops. */
function prepare(input: HostPlanInput, places: readonly Place[], add: Add): void {
  const changed = input.moves.filter(({ change, now }) => now && change !== 'keep')
  const known = new Set(
    (input.previous?.entries ?? []).flatMap(({ accounts }) => accounts.map((one) => JSON.stringify(one))),
  )
  const accounts = new Map(
    changed.flatMap(({ now }) =>
      now!.accounts.map((account): [string, ManifestAccount] => [JSON.stringify(account), account]),
    ),
  )
  const wanted = [...accounts].filter(([key]) => !known.has(key)).map(([, account]) => account)
  // Groups first: a user's group must exist before the user.
  wanted.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'group' ? -1 : 1))
  add(
    0,
    'accounts',
    null,
    `make ${countOf(wanted.length, 'account')}`,
    wanted.map((account) => ({ do: 'account', account })),
  )

  const directories = new Map(
    changed.flatMap(({ now }) =>
      now!.directories.map((one): [string, ManifestDirectory] => [JSON.stringify(one), one]),
    ),
  )
  const paths = [...directories.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  add(
    0,
    'directories',
    null,
    `make ${paths.length === 1 ? 'a directory' : `${paths.length} directories`}`,
    paths.map((one) => ({ do: 'directory', ...one })),
  )

  const prefix = input.next?.prefix ?? ''
  const checks = changed.flatMap(({ now, old }) => {
    const { check } = activitiesOf(now!, input)
    const before = new Set(old?.installed.flatMap((one) => ('copy' in one ? [one.copy] : [])))
    const copies = now!.installed.flatMap((one) => ('copy' in one && !before.has(one.copy) ? [one.copy] : []))
    return check ? copies.flatMap((copy) => check(now!.running, `${prefix}/store/${copy}`) ?? []) : []
  })
  const staging = places.flatMap(({ activities, transition }) => [...(activities.stage?.(transition) ?? [])])
  add(
    0,
    'stage',
    null,
    checks.length > 0 ? `check ${countOf(checks.length, 'file')}` : 'prepare',
    runs([...checks, ...staging]),
  )
}
function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** What is installed, linked or removed, in that order: a new file is there before an old one goes. */
function placingActions({ previous, next }: HostPlanInput): Action[] {
  const [before, after] = [installedOn(previous), installedOn(next)]
  const bytes = new Map((next?.files ?? []).map((file) => [`${file.hash}/${file.name}`, file.bytes]))
  const put = [...after.values()].filter((one) => JSON.stringify(one) !== JSON.stringify(before.get(one.at)))
  return [
    ...put.map(
      (one): Action =>
        'copy' in one
          ? { do: 'install', at: one.at, from: one.copy, mode: one.mode, bytes: bytes.get(one.copy)! }
          : { do: 'link', at: one.at, to: one.link },
    ),
    ...[...before.keys(), ...linksOn(previous)]
      .filter((at) => !after.has(at) && !linksOn(next).has(at))
      .map((at): Action => ({ do: 'remove', at })),
  ]
}
function installedOn(host: HostManifest | null): ReadonlyMap<string, Installed> {
  const all = [...(host?.containers ?? []), ...(host?.entries ?? [])].flatMap(({ installed }) => installed)
  return new Map(all.map((one) => [one.at, one]))
}
function linksOn(host: HostManifest | null): ReadonlySet<string> {
  return new Set((host?.entries ?? []).flatMap(({ links }) => Object.keys(links)))
}
function saysOfPlacing(placing: readonly Action[]): string {
  const removed = placing.filter((action) => action.do === 'remove').length
  const put = placing.length - removed
  const says = [
    ...(put > 0 ? [`install ${countOf(put, 'file')}`] : []),
    ...(removed > 0 ? [`remove ${countOf(removed, 'file')}`] : []),
  ]
  return says.length > 0 ? says.join(', ') : 'register'
}

/** Stable links first, because the process reads through them; then the verb; then proof. */
function startActions(move: Move, input: HostPlanInput): Action[] {
  const { old, now } = move
  const activities = activitiesOf(now!, input)
  const links = linkActions(now!, old, input.next!.prefix)
  const taken = new Set(input.previous?.entries.flatMap(({ ports }) => ports))
  // A port that something of ours had before is freed by stopping it, or kept by what restarts.
  const free = now!.ports.filter((port) => !taken.has(port)).map((port): Action => ({ do: 'free', port }))
  return [
    ...links,
    ...(move.change === 'reload' ? [] : free),
    ...runs(verb(move, activities)),
    ...proof(now!, activities),
  ]
}
function verb({ change, moves, old, now }: Move, activities: Activities): readonly Command[] {
  const running = now!.running
  if (change === 'reload' && activities.reload) return activities.reload(running)
  if (change === 'restart' && !moves && old) return restartCommands(activities, old.running, running)
  return activities.start(running)
}
function restartCommands(activities: Activities, old: Running, now: Running): readonly Command[] {
  return activities.restart ? activities.restart(now) : [...activities.stop(old), ...activities.start(now)]
}
function linkActions(now: ManifestEntry, old: ManifestEntry | null, prefix: string): Action[] {
  return Object.entries(now.links)
    .filter(([at, key]) => old?.links[at] !== key)
    .map(([at, key]) => ({ do: 'link', at, to: `${prefix}/store/${key}` }))
}
function proof({ running, gate }: ManifestEntry, activities: Activities): Action[] {
  const up: Action = { do: 'await', command: activities.up(running), seconds: UP_SECONDS, says: 'is up' }
  if (!gate) return [up]
  const command: Command = { argv: gate.argv, changes: false, seconds: gate.seconds + 5 }
  return [up, { do: 'await', command, seconds: gate.seconds, says: gate.says }]
}

interface BackInput {
  readonly input: HostPlanInput
  readonly places: readonly Place[]
  readonly stops: readonly Acted[]
  readonly starts: readonly Acted[]
  readonly switching: HostStep | null
  readonly settling: HostStep | null
  readonly placing: readonly Action[]
}
/** What started is stopped, last first; then files are put back; then what ran before runs again, in dependency order. */
function backSteps({ input, places, stops, starts, switching, settling, placing }: BackInput): BackStep[] {
  const back: BackStep[] = []
  const add = (of: HostStep, says: string, actions: readonly Action[]) =>
    actions.length > 0 && back.push({ of: of.id, says, do: actions })

  for (const { move, step } of starts.toReversed())
    if (move.change !== 'reload') add(step, 'stop', runs(activitiesOf(move.now!, input).stop(move.now!.running)))
  if (switching) {
    const restored = placing.flatMap((action): Action[] => ('at' in action ? [{ do: 'restore', at: action.at }] : []))
    const registered = places.flatMap(({ activities, reverse }) => runs(activities.switch?.(reverse) ?? []))
    add(switching, 'put files back', [...restored.toReversed(), ...registered])
  }
  for (const { move, step } of starts) {
    const links = linkActions(move.now!, move.old, '').flatMap((action): Action[] =>
      action.do === 'link' ? [{ do: 'restore', at: action.at }] : [],
    )
    add(step, saysOfReturn(move), [...links, ...(move.old && !move.moves ? returnActions(move, input) : [])])
  }
  for (const { move, step } of stops.toReversed()) {
    const activities = activitiesOf(move.old!, input)
    add(step, 'start as before', [...runs(activities.start(move.old!.running)), ...proof(move.old!, activities)])
  }
  if (settling)
    add(
      settling,
      'settle',
      places.flatMap(({ activities, reverse }) => runs(activities.settle?.(reverse) ?? [])),
    )
  return back
}
function saysOfReturn({ change, old, moves }: Move): string {
  if (!old || moves) return 'put links back'
  return change === 'reload' ? 'reload as before' : 'start as before'
}
function returnActions({ change, old, causes }: Move, input: HostPlanInput): Action[] {
  const activities = activitiesOf(old!, input)
  // What was down before the deployment stays down after it was undone.
  if (causes.some(({ kind }) => kind === 'down')) return []
  const commands =
    change === 'reload' && activities.reload ? activities.reload(old!.running) : activities.start(old!.running)
  return [...runs(commands), ...proof(old!, activities)]
}

/** The containers of this host in which anything happens, each with its transition and the way back. */
function placesOf(input: HostPlanInput): Place[] {
  const { previous, next, moves, backends } = input
  const kept = new Map((previous?.containers ?? []).map((one) => [keyOf(one.container, one.directory), one]))
  const found = new Map([
    ...kept,
    ...(next?.containers ?? []).map((one) => [keyOf(one.container, one.directory), one] as const),
  ])
  return [...found].flatMap(([key, { container, directory }]) => {
    const inside = (entry: ManifestEntry | null) =>
      entry !== null && keyOf(entry.running.container, entry.running.directory) === key
    const changes = new Map<string, Change>()
    const reverse = new Map<string, Change>()
    const running: Running[] = []
    const before: Running[] = []
    for (const move of moves) {
      const [was, is] = [inside(move.old), inside(move.now)]
      if (is) running.push(move.now!.running)
      if (was) before.push(move.old!.running)
      const change = was && is && !move.moves ? move.change : is ? 'start' : was ? 'stop' : 'keep'
      if (!was && !is) continue
      changes.set(move.placement, change)
      reverse.set(move.placement, INVERSE[change])
    }
    const [old, now] = [filesOf(previous, key), filesOf(next, key)]
    if (old === now && [...changes.values()].every((change) => change === 'keep')) return []
    const { activities } = (backends.get(container.type) ?? missing(container.type)).backend
    const gone = (from: readonly Running[], to: readonly Running[]) =>
      from.filter((one) => !to.some(({ name }) => name === one.name))
    return [
      {
        container,
        activities,
        transition: { container, directory, changes, running, gone: gone(before, running) },
        reverse: { container, directory, changes: reverse, running: before, gone: gone(running, before) },
      },
    ]
  })
}
const INVERSE: Readonly<Record<Change, Change>> = {
  start: 'stop',
  stop: 'start',
  restart: 'restart',
  reload: 'reload',
  register: 'register',
  keep: 'keep',
}
function keyOf(container: Container, directory: string): string {
  return JSON.stringify([container.type, container.name, directory])
}
function filesOf(host: HostManifest | null, key: string): string {
  const found = host?.containers.find((one) => keyOf(one.container, one.directory) === key)
  return JSON.stringify(found?.installed ?? [])
}
function missing(type: string): never {
  throw new Error(`the backend ${type} is not loaded`)
}
