/**
 * Oneshots and timers of which the launcher keeps the records: the same verbs and the same answers under every manager, which itself
 * only starts the launcher and knows no more than that it ran. A backend wraps its own verbs and questions with these two.
 */
import type { Activities, Command, Observe, ProcessState, Result, Running, RunningKind, Status } from './backend.ts'

/** Waits before it runs, and what the launcher needs for itself: it has limits of its own for each. */
const PATIENCE = 900

type Own<Is extends RunningKind['is']> = Running & { readonly kind: Extract<RunningKind, { is: Is }> }
function isOwn<Is extends RunningKind['is']>(process: Running, is: Is): process is Own<Is> {
  return process.kind?.is === is && process.kind.by === 'launcher'
}

/** The launcher stands in the store for as long as anything was started from it; without it there is no record either. */
const TELL = 'if [ -x "$1" ]; then exec "$@"; fi'
function tell({ scripts: { launcher = '' } }: Running, word: string, seconds: number, changes = true): Command {
  return { argv: ['sh', '-c', TELL, 'sh', launcher, word], changes, seconds }
}
/** A manager may start it and not wait, or wait until it has ended. */
function patiently(command: Command, { kind }: Own<'oneshot'>): Command {
  return { ...command, seconds: command.seconds + kind.seconds }
}

/**
 * A start ends when the oneshot has ended: with 0, or it failed. What ended with 0 in this boot is not run again, unless it was
 * stopped, which forgets how it ended.
 */
export function withOneshots(own: Activities): Activities {
  const stop = (process: Running) => [
    ...own.stop(process),
    ...(isOwn(process, 'oneshot') ? [tell(process, 'forget', 30)] : []),
  ]
  const start = (process: Running): readonly Command[] =>
    isOwn(process, 'oneshot')
      ? [
          tell(process, 'renew', 30),
          ...own.start(process).map((command) => patiently(command, process)),
          patiently({ argv: [process.scripts.launcher ?? '', 'await'], changes: true, seconds: PATIENCE }, process),
        ]
      : own.start(process)
  const { restart } = own
  return {
    ...own,
    stop,
    start,
    ...(restart
      ? {
          restart: (process: Running) =>
            isOwn(process, 'oneshot') ? [...stop(process), ...start(process)] : restart(process),
        }
      : {}),
    up: (process) =>
      isOwn(process, 'oneshot')
        ? { argv: [process.scripts.launcher ?? '', 'done'], changes: false, seconds: 30 }
        : own.up(process),
  }
}

/** A line each, in order. */
const ASK = 'for script; do echo "$("$script" outcome 2>/dev/null)"; done'

export function withOutcomes(own: Observe): Observe {
  const isAsked = (process: Running): boolean => isOwn(process, 'oneshot') || isOwn(process, 'timer')
  const others = (processes: readonly Running[]) => processes.filter((process) => !isOwn(process, 'oneshot'))
  return {
    ...own,
    status(processes) {
      const scripts = processes.filter(isAsked).map(({ scripts: { launcher = '' } }) => launcher)
      return [
        ...own.status(others(processes)),
        ...(scripts.length > 0 ? [{ argv: ['sh', '-c', ASK, 'sh', ...scripts], changes: false, seconds: 15 }] : []),
      ]
    },
    parse(processes, results) {
      const rest = others(processes)
      const known = new Map(
        own.parse(rest, results.slice(0, own.status(rest).length)).map((status) => [status.placement, status]),
      )
      const lines = linesOf(results[own.status(rest).length])
      const asked = processes.filter(isAsked)
      return processes.map((process): Status => {
        const line = lines[asked.indexOf(process)] ?? ''
        if (isOwn(process, 'oneshot')) return oneshotStatus(process, line)
        const status = known.get(process.placement) ?? { placement: process.placement, state: 'unknown' }
        return isOwn(process, 'timer') ? timerStatus(status, line) : status
      })
    },
  }
}
function linesOf(result: Result | undefined): readonly string[] {
  return (result?.stdout ?? '').split('\n')
}

/** `ended STATUS SECONDS same|other`, `runs PID`, `begins` or `none`: the launcher's `outcome`. */
function oneshotStatus({ placement, kind }: Own<'oneshot'>, line: string): Status {
  const [word, value = '', at = '', script] = line.split(' ')
  switch (word) {
    case 'ended': {
      const when = `ended with ${value} at ${new Date(Number(at) * 1000).toISOString()}`
      if (value !== '0') return { placement, state: 'failed', detail: `it ${when}` }
      const changed =
        script === 'other' && kind.onChange === 'boot' ? '; as it was changed since it runs at the next boot' : ''
      return { placement, state: 'up', rests: 'done', detail: `${when}${changed}` }
    }
    case 'runs':
      return { placement, state: 'starting', pid: Number(value), detail: 'it runs' }
    case 'begins':
      return { placement, state: 'starting' }
    case 'none':
      return { placement, state: 'down', detail: 'it did not run since the host was booted' }
    default:
      return { placement, state: 'down', detail: 'its script is not there' }
  }
}

/** The state in the one word that people are told: what has done its work, or waits for its time, does not "run". */
export function conditionOf({ state, rests }: Pick<Status, 'state' | 'rests'>): ProcessState | 'done' | 'waiting' {
  if (state !== 'up' || rests === undefined) return state
  return rests === 'done' ? 'done' : 'waiting'
}

/** `next DATE TIME | none, last STATUS STAMP | none`, in the local time of the host: the launcher's `timetable`. */
function timerStatus(status: Status, line: string): Status {
  const [, next, ended, stamp] = /^(?:next (\S+ \S+)|none), (?:last (\S+) (\S+)|none)$/.exec(line) ?? []
  if (status.state !== 'up') return status
  return {
    ...status,
    ...timerWords({
      next,
      ...(ended === undefined || ended === 'never'
        ? {}
        : { last: { at: stamp?.replace('T', ' ') ?? '', status: ended } }),
    }),
  }
}

/** `last.status`: `-` while it runs. `undefined`: not known. What every manager's timer is said to do, in one form. */
export function timerWords(known: {
  readonly next?: string
  readonly last?: { readonly at: string; readonly status: string }
}): Pick<Status, 'rests' | 'detail'> & Partial<Pick<Status, 'state'>> {
  const { next, last } = known
  if (last?.status === '-') return { detail: `it runs since ${last.at}` }
  const words = [
    ...(next ? [`next run ${next}`] : []),
    last ? `last run ${last.at} ended with ${last.status}` : 'it did not run yet',
  ]
  return { rests: 'waits', detail: words.join(', '), ...(last && last.status !== '0' ? { state: 'failed' } : {}) }
}
