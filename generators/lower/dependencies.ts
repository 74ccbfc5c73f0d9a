/** What a process waits for at every start, where its manager's own order starts things but does not wait for them. */
import type { Placement } from '../contract/backend.ts'
import type { Probe } from '../contract/chain.ts'
import { loopbackFor } from '../launcher/readiness.ts'

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
