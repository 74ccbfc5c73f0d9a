/**
 * The life of one process as a drawing: unbroken is one PID, a bump is a reload, a gap a restart, a bar a stop,
 * a cross a failure, a hollow dot what will start. What has done its work ends with a bar too. Node, plan, deployment and history differ only in the events they give.
 */

/** `running`: it runs, and did before this window. `end`: its work was done, and it ended by itself. `start` may be followed by `ready`; without one it is still starting. */
export type LifeKind = 'running' | 'start' | 'ready' | 'reload' | 'stop' | 'end' | 'fail' | 'drift' | 'unknown'
export interface LifeEvent {
  /** In any unit, as long as `from` and `to` use the same. */
  readonly at: number
  readonly kind: LifeKind
  /** Does not happen yet: drawn as draft. */
  readonly planned?: boolean
}

export type LineInk = 'run' | 'draft' | 'fail' | 'warn' | 'mute' | 'none'
export type Shape =
  | {
      readonly kind: 'line'
      readonly x1: number
      readonly x2: number
      readonly ink: LineInk
      readonly dash?: 'starting' | 'drift' | 'none'
    }
  | { readonly kind: 'dot'; readonly x: number; readonly ink: LineInk; readonly hollow: boolean }
  | { readonly kind: 'bump' | 'bar' | 'cross'; readonly x: number; readonly ink: LineInk }

/** Room that a mark needs before the next one, so that a restart within a pixel is still seen as a gap. */
const GAP = 9
const EDGE = 4

/**
 * In: the events of one process in any order (those of one moment in theirs), the window, and the width in pixels. Out: shapes on a line of that width.
 * Events before the window only say in what state it opens.
 */
export function runLine(events: readonly LifeEvent[], from: number, to: number, width: number): readonly Shape[] {
  const sorted = [...events].sort((a, b) => a.at - b.at)
  const before = sorted.filter((event) => event.at < from)
  const inside = sorted.filter((event) => event.at >= from && event.at <= to)
  const places = spread(inside, (at) => ((at - from) / Math.max(to - from, Number.EPSILON)) * width, width)
  const shapes: Shape[] = []
  let state = openingState(before)
  let x = 0
  let planned = false
  const segment = (end: number, failing = false) => {
    const line = segmentOf(state, planned, failing)
    if (line && end > x) shapes.push({ kind: 'line', x1: x, x2: end, ...line })
    x = Math.max(x, end)
  }
  inside.forEach((event, index) => {
    const here = places[index]!
    const ink: LineInk = event.planned ? 'draft' : 'run'
    const opensHere = event.kind === 'running' && event.at === from
    if (opensHere) {
      state = 'up'
      return
    }
    segment(
      event.kind === 'start' || event.kind === 'fail' ? here - EDGE : here,
      event.kind === 'fail' && state === 'starting',
    )
    switch (event.kind) {
      case 'running':
        state = 'up'
        break
      case 'start': {
        const next = inside.slice(index + 1).find((later) => later.kind !== 'reload')
        const becomesReady = next?.kind === 'ready' && !next.planned
        shapes.push({ kind: 'dot', x: here, ink: next?.kind === 'fail' ? 'fail' : ink, hollow: !becomesReady })
        state = 'starting'
        x = here + (becomesReady ? 0 : EDGE)
        planned = event.planned ?? false
        break
      }
      case 'ready':
        state = 'up'
        break
      case 'reload':
        shapes.push({ kind: 'bump', x: here, ink })
        break
      case 'stop':
        shapes.push({
          kind: 'bar',
          x: here,
          ink: event.planned ? 'draft' : endsForGood(inside, index) ? 'mute' : 'run',
        })
        state = 'down'
        x = here + EDGE
        break
      case 'end':
        shapes.push({ kind: 'bar', x: here, ink: 'mute' })
        state = 'down'
        x = here + EDGE
        break
      case 'fail':
        shapes.push({ kind: 'cross', x: here, ink: 'fail' })
        state = 'down'
        x = here + EDGE * 1.5
        break
      case 'drift':
        state = 'drift'
        break
      case 'unknown':
        state = 'unknown'
        break
    }
  })
  segment(width)
  return shapes
}

/** Whether nothing starts again after this stop. */
function endsForGood(events: readonly LifeEvent[], index: number): boolean {
  return !events.slice(index + 1).some((event) => event.kind === 'start' && !event.planned)
}

type LineState = 'never' | 'starting' | 'up' | 'down' | 'drift' | 'unknown'

function openingState(before: readonly LifeEvent[]): LineState {
  let state: LineState = 'never'
  for (const event of before) {
    if (event.kind === 'running' || event.kind === 'ready') state = 'up'
    else if (event.kind === 'start') state = 'starting'
    else if (event.kind === 'stop' || event.kind === 'end' || event.kind === 'fail') state = 'down'
    else if (event.kind === 'drift' || event.kind === 'unknown') state = event.kind
  }
  return state
}

function segmentOf(
  state: LineState,
  planned: boolean,
  failing: boolean,
): { ink: LineInk; dash?: 'starting' | 'drift' | 'none' } | null {
  switch (state) {
    case 'up':
      return { ink: planned ? 'draft' : 'run' }
    case 'starting':
      return failing ? { ink: 'fail' } : { ink: planned ? 'draft' : 'run', dash: 'starting' }
    case 'never':
    case 'down':
      return { ink: 'none', dash: 'none' }
    case 'drift':
      return { ink: 'warn', dash: 'drift' }
    case 'unknown':
      return null
  }
}

/** Places of the events, pushed apart where a stop or a failure is followed by a start nearer than a gap can be seen. */
function spread(events: readonly LifeEvent[], scale: (at: number) => number, width: number): number[] {
  const ends = (event: LifeEvent | undefined) =>
    event?.kind === 'stop' || event?.kind === 'end' || event?.kind === 'fail'
  const places = events.map((event) => Math.min(Math.max(scale(event.at), 0), width))
  for (let i = 1; i < events.length; i++) {
    const room = ends(events[i - 1]) && events[i]!.kind === 'start' ? GAP : 0
    places[i] = Math.max(places[i]!, places[i - 1]! + room)
  }
  let limit = width
  for (let i = events.length - 1; i >= 0; i--) {
    const kind = events[i]!.kind
    const margin =
      kind === 'start' || kind === 'fail' || kind === 'reload' ? EDGE + 2 : kind === 'stop' || kind === 'end' ? 1 : 0
    places[i] = Math.max(Math.min(places[i]!, limit === width ? width - margin : limit), 0)
    const room = i > 0 && kind === 'start' && ends(events[i - 1]) ? GAP : 0
    limit = places[i]! - room
  }
  return places
}

/** The same in words, for those who cannot see it: `runs; reloaded once, restarted twice`. */
export function describeLife(events: readonly LifeEvent[], from: number, to: number): string {
  const sorted = [...events].sort((a, b) => a.at - b.at).filter((event) => event.at <= to)
  const inside = sorted.filter((event) => event.at >= from)
  const count = (kind: LifeKind) => inside.filter((event) => event.kind === kind).length
  const restarts = inside.filter(
    (event, i) => event.kind === 'start' && inside.slice(0, i).some((e) => e.kind === 'stop' || e.kind === 'end'),
  ).length
  const last: Readonly<Record<LineState, string>> = {
    never: 'has not run',
    starting: 'is starting',
    up: 'runs',
    down: inside.at(-1)?.kind === 'fail' ? 'failed' : sorted.at(-1)?.kind === 'end' ? 'is done' : 'stopped',
    drift: 'differs from what was recorded',
    unknown: 'unknown',
  }
  const times = (n: number, word: string) =>
    n === 0 ? [] : [`${word} ${n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`}`]
  const happened = [
    ...times(count('reload'), 'reloaded'),
    ...times(restarts, 'restarted'),
    ...times(count('fail') - (inside.at(-1)?.kind === 'fail' ? 1 : 0), 'failed'),
  ]
  const planned = inside.some((event) => event.planned) ? ' (planned)' : ''
  return [last[openingState(sorted)] + planned, happened.join(', ')].filter(Boolean).join('; ')
}
