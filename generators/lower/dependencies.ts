/** What a process waits for at every start, where its manager's own order starts things but does not wait for them. */
import type { Placement } from '../contract/backend.ts'
import type { Probe } from '../contract/chain.ts'
import type { Backends } from '../contract/compiled.ts'
import { text } from '../contract/text.ts'
import { loopbackFor } from '../launcher/readiness.ts'
import { divide, runDirectory } from './kinds.ts'

export interface Neighbours {
  readonly backends: Backends
  readonly names: ReadonlyMap<string, string>
  readonly placements: ReadonlyMap<string, Placement>
}

/**
 * The ends of oneshots of the same host of which the launcher keeps the records: also where the manager orders by itself, because
 * hardly one of them keeps a process from starting after what failed. On another host only a deployment waits for them.
 */
export function oneshotProbes(placement: Placement, { backends, names, placements }: Neighbours): readonly Probe[] {
  return placement.after.flatMap((edge): readonly Probe[] => {
    const other = placements.get(edge.placement)
    const target = other && backends.get(other.container.type)
    if (other?.kind.is !== 'oneshot' || !target || other.host !== placement.host) return []
    const { work } = divide(other, target, other.name)
    if (work?.is !== 'oneshot') return []
    const name = names.get(other.id) ?? other.name
    return [
      {
        kind: 'ended',
        process: text(name, edge.from),
        records: runDirectory(other, name),
        seconds: work.seconds,
        from: edge.from,
      },
    ]
  })
}

/**
 * The readiness checks of dependencies, as this placement's host can ask them: on the same host ports, pages and paths;
 * across hosts only ports and pages at an address that is not the other host's own loopback.
 */
export function dependencyProbes(placement: Placement, placements: ReadonlyMap<string, Placement>): readonly Probe[] {
  return placement.after.flatMap((edge): readonly Probe[] => {
    const other = placements.get(edge.placement)
    const probe = other?.ready
    if (!other || !probe) return []
    const here = other.host === placement.host
    const asked = { ...probe, from: edge.from }
    switch (probe.kind) {
      case 'tcp':
        return here || loopbackFor(probe.address) === null ? [asked] : []
      case 'http':
        return here || !/^\w+:\/\/(127\.|localhost\b|\[::1?\]|0\.0\.0\.0)/.test(start(probe)) ? [asked] : []
      case 'path':
        return here ? [asked] : []
      default:
        return []
    }
  })
}

function start(probe: Extract<Probe, { kind: 'http' }>): string {
  return probe.url.map((part) => ('s' in part ? part.s : '')).join('')
}
