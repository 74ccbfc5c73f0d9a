/** What a system's processes are seen to do, beside what its generation says that they do. */
import type { Phrase } from '#app/_ui/answer.ts'
import type { GlyphName } from '#app/_ui/glyph.tsx'
import { conditionOf } from '#generators/contract/outcomes.ts'
import type { GenerationSummary, PlacementStatus, SystemSummary } from '#server/api/views.ts'

/** How often pages ask. Green needs a report that is not older than twice this. */
export const POLL_MS = 10_000

/** The state of one recorded process as it may be shown now: without a recent report it is unknown. */
export function seen(status: PlacementStatus | undefined, now: number): GlyphName {
  if (!status || now - Date.parse(status.at) > 2 * POLL_MS) return 'unknown'
  const condition = conditionOf(status)
  switch (condition) {
    case 'up':
      return 'running'
    case 'done':
    case 'waiting':
      return condition
    case 'starting':
      return 'starting'
    case 'failed':
      return 'failed'
    case 'unknown':
      return 'unknown'
    // The generation says that it runs: a stop that nobody planned is drift.
    case 'down':
      return 'drift'
  }
}

export type Condition = 'nothing' | 'recorded' | 'starting' | 'failed' | 'drift' | 'unknown'
export interface Health {
  readonly system: SystemSummary
  readonly condition: Condition
  /** Placements of the generation that runs, each as seen. */
  readonly processes: readonly {
    readonly placement: string
    readonly instance: string
    readonly host: string
    readonly seen: GlyphName
  }[]
}

/** `running`: the generation that runs; `statuses`: `undefined` until the hosts were asked once. */
export function healthOf(
  system: SystemSummary,
  running: GenerationSummary | undefined,
  statuses: readonly PlacementStatus[] | undefined,
  now: number,
): Health {
  const byPlacement = new Map(statuses?.map((status) => [status.placement, status]))
  const processes = (running?.processes ?? [])
    .filter((process) => process.change !== 'stop')
    .map(({ placement, instance, host }) => ({
      placement,
      instance,
      host,
      seen: seen(byPlacement.get(placement), now),
    }))
  const any = (name: GlyphName) => processes.some((process) => process.seen === name)
  const condition: Condition =
    system.generation === null
      ? 'nothing'
      : any('failed')
        ? 'failed'
        : any('unknown') || (statuses === undefined && processes.length > 0)
          ? 'unknown'
          : any('drift')
            ? 'drift'
            : any('starting')
              ? 'starting'
              : 'recorded'
  return { system, condition, processes }
}

export interface StateWords {
  readonly glyph: GlyphName
  readonly text: string
  readonly detail: string
  readonly tone: Phrase['tone']
}

/** What stands in a system's row: the worst thing first, else the draft, else that all is well. */
export function stateOf({ system, condition, processes }: Health): StateWords {
  const which = (name: GlyphName) => processes.filter((process) => process.seen === name)
  const at = (name: GlyphName) => {
    const [first, ...rest] = which(name)
    return first ? `${first.instance} on ${first.host}${rest.length ? ` and ${rest.length} more` : ''}` : ''
  }
  const draft = system.draft ? 'and a draft waits' : ''
  if (system.deploying !== null)
    return { glyph: 'starting', text: `Deploying, ${system.deploying}`, detail: draft, tone: 'plain' }
  switch (condition) {
    case 'failed':
      return { glyph: 'failed', text: 'Failed', detail: at('failed'), tone: 'failed' }
    case 'drift':
      return { glyph: 'drift', text: 'Differs', detail: `${at('drift')} does not run`, tone: 'drift' }
    case 'unknown':
      return { glyph: 'unknown', text: 'Unknown', detail: at('unknown') || 'no report yet', tone: 'plain' }
    default:
  }
  if (system.draft) return { glyph: 'not-deployed', text: 'Draft', detail: `saved by ${system.savedBy}`, tone: 'draft' }
  if (condition === 'nothing')
    return { glyph: 'stopped', text: 'Nothing runs', detail: 'nothing is drawn', tone: 'plain' }
  if (condition === 'starting') return { glyph: 'starting', text: 'Starting', detail: at('starting'), tone: 'plain' }
  return { glyph: 'running', text: 'As recorded', detail: `generation ${system.generation}`, tone: 'plain' }
}
