/** What status reports say, as what a node shows. Unknown is the default; green needs a fresh report. */

import { duration } from '#app/_ui/duration.ts'
import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import { conditionOf } from '#generators/contract/outcomes.ts'
import type { PlacementStatus } from '#server/api/views.ts'
import type { Reality } from './records.ts'
import { UNKNOWN } from './records.ts'

/** Statuses are asked for every five seconds; a report older than two of these says nothing of now. */
export const FRESH_MS = 2 * 5000 + 5000

const RUNNING: readonly LifeEvent[] = [{ at: 0, kind: 'running' }]
const STOPPED: readonly LifeEvent[] = [
  { at: 0, kind: 'running' },
  { at: 0.55, kind: 'stop' },
]
const DONE: readonly LifeEvent[] = [
  { at: 0, kind: 'running' },
  { at: 0.55, kind: 'end' },
]
const STARTING: readonly LifeEvent[] = [{ at: 0.35, kind: 'start' }]
const FAILED: readonly LifeEvent[] = [
  { at: 0.35, kind: 'start' },
  { at: 0.6, kind: 'fail' },
]

interface Shown {
  readonly state: GlyphName
  readonly words: string
  readonly life: readonly LifeEvent[]
}
const SHOWN: Readonly<Record<Exclude<PlacementStatus['state'], 'unknown'>, Shown>> = {
  up: { state: 'running', words: 'running', life: RUNNING },
  starting: { state: 'starting', words: 'starting', life: STARTING },
  down: { state: 'drift', words: 'stopped, though it was deployed', life: STOPPED },
  failed: { state: 'failed', words: 'failed', life: FAILED },
}

/** `recorded`: whether a generation says that it should run. `now` in milliseconds. */
export function realityOf(status: PlacementStatus | undefined, recorded: boolean, now: number): Reality | null {
  if (!status) return recorded ? UNKNOWN : null
  if (status.state === 'unknown') return recorded ? { ...UNKNOWN, note: status.detail ?? 'unknown' } : null
  const age = now - Date.parse(status.at)
  if (age > FRESH_MS) return { ...UNKNOWN, note: `unknown for ${duration(age / 1000)}` }
  if (status.state === 'down' && !recorded) return null
  return {
    ...shownOf(status, status.state),
    pid: status.pid ?? null,
    note: noteOf(status),
    ...(status.detail ? { detail: status.detail } : {}),
  }
}

/** What waits for its time has a line only where a process waits for it. */
function shownOf(status: PlacementStatus, state: keyof typeof SHOWN): Shown {
  const condition = conditionOf(status)
  if (condition === 'done') return { state: 'done', words: 'done', life: DONE }
  if (condition === 'waiting') return { state: 'waiting', words: 'waiting', life: status.pid ? RUNNING : [] }
  return SHOWN[state]
}

function noteOf(status: PlacementStatus): string {
  if (status.rests) return status.state === 'failed' ? 'last run failed' : conditionOf(status)
  if (status.state === 'up') return status.upSeconds === undefined ? 'runs' : duration(status.upSeconds)
  return status.detail ?? (status.state === 'starting' ? 'starting' : 'no PID')
}
