/** The steps of one host, in the order in which they run. */
import type { Activities, Command, Running } from '../contract/backend.ts'
import type { Backends } from '../contract/compiled.ts'
import type {
  Action,
  HostManifest,
  HostPlan,
  HostStep,
  Installed,
  ManifestAccount,
  ManifestDirectory,
  StepPhase,
} from '../contract/manifest.ts'
import { activitiesOf, linkActions, proof, runs } from './actions.ts'
import { backSteps } from './back.ts'
import type { Move } from './changes.ts'
import { type Place, placesOf } from './container-transitions.ts'
import { filePlaces } from './file-places.ts'

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
  const linked = linksOn(next)
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
      .filter((at) => !after.has(at) && !linked.has(at))
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
  const links = linkActions(now!, old, filePlaces(input.next!))
  const taken = (port: number) => input.previous?.entries.some(({ ports }) => ports.includes(port)) ?? false
  // A port that something of ours had before is freed by stopping it, or kept by what restarts.
  const free = now!.ports.filter((port) => !taken(port)).map((port): Action => ({ do: 'free', port }))
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
