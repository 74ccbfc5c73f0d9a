/** From one manifest to another: what stops, starts, restarts, reloads, is registered anew or stays, why, and in which order. */
import type { Status } from '../contract/backend.ts'
import type { Backends } from '../contract/compiled.ts'
import type { HostPlan, Manifest, PlannedChange, Transition } from '../contract/manifest.ts'
import { entriesOf, type Move, movesBetween } from './changes.ts'
import { fileChangesOf } from './file-changes.ts'
import { dependencyOrder, wavesOf } from './order.ts'
import { planHost } from './steps.ts'

export interface TransitionInput {
  /** What runs; `null`: nothing does. */
  readonly previous: Manifest | null
  /** What is to run; `null`: nothing (undeploy). */
  readonly next: Manifest | null
  /** Of every process manager in either. */
  readonly backends: Backends
  /** What hosts say now: what should run and is down is started. */
  readonly statuses?: readonly Status[]
}

/** Pure: the plan page, the command line and the worker make the same one. `transition` of equal manifests is empty. */
export function transition({ previous, next, backends, statuses = [] }: TransitionInput): Transition {
  const moves = movesBetween({ previous, next, backends, statuses })
  const byPlacement = new Map(moves.map((move) => [move.placement, move]))
  const acts = (placement: string) => ACTING.has(byPlacement.get(placement)?.change ?? 'keep')
  const stops = (placement: string) => {
    const move = byPlacement.get(placement)
    return move !== undefined && (move.change === 'stop' || (move.moves && move.old !== null))
  }
  const starting = dependencyOrder([...entriesOf(next).values()])
  const stopping = dependencyOrder([...entriesOf(previous).values()]).toReversed()
  const dependents = dependentsOf(stopping)
  const stopWaves = wavesOf(stopping, (entry) => dependents.get(entry.placement) ?? [], stops)
  const startWaves = wavesOf(starting, (entry) => entry.after.map(({ placement }) => placement), acts)

  const switchWave = Math.max(
    0,
    ...moves.filter(({ placement }) => stops(placement)).map(({ placement }) => stopWaves.get(placement) ?? 0),
  )
  const startWave = (placement: string) => switchWave + (startWaves.get(placement) ?? 0)
  const stopWave = (placement: string) => stopWaves.get(placement) ?? 0
  const pick = (
    order: readonly { placement: string }[],
    host: string,
    wanted: (placement: string) => boolean,
  ): Move[] =>
    order.flatMap(({ placement }) => {
      const move = byPlacement.get(placement)
      return move && move.host === host && wanted(placement) ? [move] : []
    })

  const names = [...new Set([...Object.keys(previous?.hosts ?? {}), ...Object.keys(next?.hosts ?? {})])].sort()
  const hosts = names.map(
    (host): HostPlan =>
      planHost({
        host,
        previous: previous?.hosts[host] ?? null,
        next: next?.hosts[host] ?? null,
        acting: inWaves(pick(starting, host, acts), startWave),
        stopping: inWaves(pick(stopping, host, stops), stopWave),
        moves: moves.filter((move) => move.host === host),
        startWave,
        stopWave,
        switchWave,
        backends,
      }),
  )
  const waveOf = ({ change, placement }: Move): number | null => {
    if (change === 'keep') return null
    return change === 'stop' ? stopWave(placement) : change === 'register' ? switchWave : startWave(placement)
  }
  const changes = moves.map(
    (move): PlannedChange => ({
      placement: move.placement,
      instance: (move.now ?? move.old)!.instance,
      host: move.host,
      change: move.change,
      causes: move.causes,
      wave: waveOf(move),
    }),
  )
  const steps = hosts.flatMap((host) => host.steps)
  return {
    changes,
    files: names.flatMap((host) => fileChangesOf(previous?.hosts[host] ?? null, next?.hosts[host] ?? null)),
    hosts,
    waves: steps.length === 0 ? 0 : Math.max(...steps.map(({ wave }) => wave)) + 1,
    empty: steps.length === 0,
  }
}
const ACTING = new Set(['start', 'restart', 'reload'])

/** Within a wave the order stays as it is. */
function inWaves(moves: readonly Move[], wave: (placement: string) => number): Move[] {
  return moves.toSorted((a, b) => wave(a.placement) - wave(b.placement))
}

function dependentsOf(entries: ReturnType<typeof dependencyOrder>): ReadonlyMap<string, string[]> {
  const dependents = new Map<string, string[]>()
  for (const entry of entries)
    for (const { placement } of entry.after) {
      const list = dependents.get(placement)
      if (list) list.push(entry.placement)
      else dependents.set(placement, [entry.placement])
    }
  return dependents
}
