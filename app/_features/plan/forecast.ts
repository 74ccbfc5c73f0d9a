/** A plan as rows of run lines: what happens to each process, when, and for how long it is away. */

import { type Changes, listed } from '#app/_ui/answer.ts'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import type { Change } from '#generators/contract/backend.ts'
import type { Cause, PlannedChange } from '#generators/contract/manifest.ts'
import type { PlanView } from '#server/api/views.ts'

export interface ForecastRow {
  readonly placement: string
  readonly instance: string
  readonly change: Change
  readonly life: readonly LifeEvent[]
  /** At the right end: `restart`, `PID 1832`. */
  readonly result: string
  readonly why: string
  /** No past run to measure by. */
  readonly guess: boolean
}
export interface Forecast {
  readonly hosts: readonly { readonly host: string; readonly rows: readonly ForecastRow[] }[]
  /** The axis ends here, in seconds. */
  readonly seconds: number
  readonly waves: readonly string[]
}

/** What nobody has measured yet is guessed at so much. */
const GUESS_SECONDS = 2
const STOP_SECONDS = 0.4
const RELOAD_SECONDS = 0.3

export function forecast(plan: PlanView): Forecast {
  const { changes } = plan.transition
  const { begins, end } = scheduleOf(plan)
  const pids = new Map(plan.statuses.map((status) => [status.placement, status.pid]))
  const rows = changes.map((change) => ({
    host: change.host,
    row: rowOf(change, begins, plan.expected, pids.get(change.placement)),
  }))
  const hosts = [...Map.groupBy(rows, ({ host }) => host)].map(([host, own]) => ({
    host,
    rows: own.map(({ row }) => row),
  }))
  return { hosts, seconds: axisEnd(end + 0.3), waves: waveWords(changes) }
}

/** Where an axis that must hold so many seconds ends: a number that divides into four, so that a growing one does not creep. */
export function axisEnd(seconds: number): number {
  const ends = [2, 4, 8, 12, 20, 32, 60, 120, 300, 600]
  return ends.find((end) => end >= seconds) ?? Math.ceil(seconds / 600) * 600
}

function secondsOf(change: PlannedChange, expected: PlanView['expected']): number {
  const start = expected[change.placement] ?? GUESS_SECONDS
  switch (change.change) {
    case 'start':
      return start
    case 'restart':
      return STOP_SECONDS + start
    case 'stop':
      return STOP_SECONDS
    case 'reload':
    case 'register':
      return RELOAD_SECONDS
    case 'keep':
      return 0
  }
}

interface Schedule {
  /** When each change begins, by placement. */
  readonly begins: ReadonlyMap<string, number>
  readonly end: number
}

/** A wave waits for the slowest host of the one before; within it each host does one thing after the other, in the order of its steps. */
function scheduleOf({ transition, expected }: PlanView): Schedule {
  const order = new Map(
    transition.hosts.flatMap(({ host, steps }) =>
      steps.map((step, index) => [`${host} ${step.placement}`, index] as const),
    ),
  )
  const place = (change: PlannedChange) => order.get(`${change.host} ${change.placement}`) ?? 0
  const begins = new Map<string, number>()
  let wave = 0
  let begun = 0
  for (; wave < Math.max(1, transition.waves); wave += 1) {
    const within = transition.changes.filter((change) => change.wave === wave).toSorted((a, b) => place(a) - place(b))
    const clocks = new Map<string, number>()
    for (const change of within) {
      const at = clocks.get(change.host) ?? begun
      begins.set(change.placement, at)
      clocks.set(change.host, at + secondsOf(change, expected))
    }
    begun = Math.max(begun, ...clocks.values())
  }
  return { begins, end: begun }
}

function rowOf(
  change: PlannedChange,
  begins: Schedule['begins'],
  expected: PlanView['expected'],
  pid: number | undefined,
): ForecastRow {
  const begun = begins.get(change.placement) ?? 0
  const end = begun + secondsOf(change, expected)
  const runs: LifeEvent = { at: -1, kind: 'running' }
  const planned = (at: number, kind: LifeEvent['kind']): LifeEvent => ({ at, kind, planned: true })
  const lives: Readonly<Record<Change, readonly LifeEvent[]>> = {
    keep: [runs],
    register: [runs],
    reload: [runs, planned(begun + RELOAD_SECONDS / 2, 'reload')],
    stop: [runs, planned(begun + STOP_SECONDS, 'stop')],
    start: [planned(begun, 'start'), planned(end, 'ready')],
    restart: [
      runs,
      planned(begun + STOP_SECONDS / 2, 'stop'),
      planned(begun + STOP_SECONDS, 'start'),
      planned(end, 'ready'),
    ],
  }
  const untouched = change.change === 'keep'
  return {
    placement: change.placement,
    instance: change.instance,
    change: change.change,
    life: lives[change.change],
    result: untouched ? (pid ? `PID ${pid}` : 'untouched') : change.change === 'register' ? 'same PID' : change.change,
    why: change.causes.map(causeWords).join('; '),
    guess: (change.change === 'start' || change.change === 'restart') && expected[change.placement] === undefined,
  }
}

const CAUSES: Readonly<Record<Cause['kind'], (of: string) => string>> = {
  new: () => 'it is new',
  gone: () => 'it is not in the model any more',
  launch: (of) => (of ? `its ${of} changes` : 'how it is started changes'),
  file: (of) => `${of} changes`,
  ids: (of) => `its number from ${of} changes`,
  order: () => 'what it waits for changes',
  dependency: (of) => `${of} changes`,
  registration: (of) => (of ? `${of} is registered anew` : 'its registration changes'),
  down: () => 'it is down',
  drift: (of) => of || 'it is not as recorded',
  'at-boot': () => 'it runs at the next boot',
  secret: (of) => `the secret ${of} was changed`,
  accounts: (of) => (of ? `account ${of} changes` : 'its account changes'),
}

/** Why, as the end of a sentence: `reloads, because nginx.conf changes`. */
export function causeWords({ kind, of }: Cause): string {
  return CAUSES[kind](of)
}

const VERBS: Readonly<Record<Change, string>> = {
  start: 'starts',
  stop: 'stops',
  restart: 'restarts',
  reload: 'reloads',
  register: 'is registered anew',
  keep: 'stays',
}

/** The order in words, wave by wave. */
export function waveWords(changes: readonly PlannedChange[]): string[] {
  const waves = [
    ...Map.groupBy(
      changes.filter((change) => change.wave !== null),
      (change) => change.wave ?? 0,
    ),
  ].sort(([a], [b]) => a - b)
  return waves.map(([, within]) =>
    [...Map.groupBy(within, (change) => change.change)]
      .map(([change, own]) => {
        const names = own.map((one) => one.instance)
        const verb = own.length === 1 ? VERBS[change] : VERBS[change].replace(/^is /, 'are ').replace(/s( |$)/, '$1')
        return `${listed(names, 4)} ${verb}`
      })
      .join('; '),
  )
}

export function countChanges(changes: readonly PlannedChange[]): Changes {
  const count = (change: Change) => changes.filter((one) => one.change === change).length
  return {
    start: count('start'),
    restart: count('restart'),
    reload: count('reload'),
    stop: count('stop'),
    register: count('register'),
    keep: count('keep'),
  }
}

/** How many things a deployment would change: what the button says. */
export function changeCount(changes: readonly PlannedChange[]): number {
  return changes.filter((change) => change.change !== 'keep').length
}

/** `About 6 s. webapp2 is away for about 2 s.` Only what restarts is away; what stops is gone. */
export function durationWords(plan: PlanView): string {
  const total = scheduleOf(plan).end
  const away = plan.transition.changes.filter((change) => change.change === 'restart')
  const longest = away.reduce((most, change) => Math.max(most, secondsOf(change, plan.expected)), 0)
  const first = total > 0 ? `About ${round(total)} s.` : ''
  if (away.length === 0) return first
  return `${first} ${listed(away.map((change) => change.instance))} ${away.length === 1 ? 'is' : 'are'} away for about ${round(longest)} s.`
}

function round(seconds: number): number {
  return seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)
}
