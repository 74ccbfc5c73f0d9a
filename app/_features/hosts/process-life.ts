/** One process over time, from the generations that changed it and from what is seen now. */
import type { LifeEvent } from '#app/_ui/run-line.ts'
import { NOW_MS } from '../overview/overview.ts'
import type { HostProcess } from './process-rows.tsx'

export function processLife(
  { placement, seen, generations }: Pick<HostProcess, 'placement' | 'seen' | 'generations'>,
  now: number,
): readonly LifeEvent[] {
  const events: LifeEvent[] = []
  for (const generation of [...generations].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const at = Date.parse(generation.at)
    const change = generation.processes.find((process) => process.placement === placement)?.change
    if (change === 'start') events.push({ at, kind: 'start' }, { at, kind: 'ready' })
    else if (change === 'restart') events.push({ at, kind: 'stop' }, { at, kind: 'start' }, { at, kind: 'ready' })
    else if (change === 'reload') events.push({ at, kind: 'reload' })
    else if (change === 'stop') events.push({ at, kind: 'stop' })
    else if (change !== undefined && events.length === 0) events.push({ at, kind: 'running' })
  }
  const last = Math.max(now - NOW_MS, events.at(-1)?.at ?? 0)
  if (seen === 'done') events.push({ at: events.at(-1)?.at ?? last, kind: 'end' })
  else if (seen === 'failed') events.push({ at: now, kind: 'fail' })
  else if (seen === 'drift') events.push({ at: last, kind: 'drift' })
  else if (seen === 'unknown') events.push({ at: last, kind: 'unknown' })
  return events
}
