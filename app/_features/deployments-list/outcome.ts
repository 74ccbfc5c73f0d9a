/** What became of a deployment, in words and with a glyph. */
import { duration } from '#app/_ui/duration.ts'
import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { DeploymentSummary, Target } from '#server/api/views.ts'
import type { Outcome } from '#server/deploy/events.ts'

const OUTCOMES: Readonly<Record<Outcome, { readonly glyph: GlyphName; readonly text: string }>> = {
  succeeded: { glyph: 'done', text: 'succeeded' },
  refused: { glyph: 'failed', text: 'refused' },
  cancelled: { glyph: 'stopped', text: 'cancelled' },
  'rolled-back': { glyph: 'failed', text: 'rolled back' },
  partial: { glyph: 'warning', text: 'partial' },
  'rollback-failed': { glyph: 'failed', text: 'rollback failed' },
  waiting: { glyph: 'unreachable', text: 'waits for a host' },
}

export function outcomeOf({ outcome, state }: Pick<DeploymentSummary, 'outcome' | 'state'>): {
  readonly glyph: GlyphName
  readonly text: string
} {
  if (outcome) return OUTCOMES[outcome]
  return state === 'queued'
    ? { glyph: 'open', text: 'waits for its turn' }
    : state === 'reverting'
      ? { glyph: 'stopping', text: 'going back' }
      : { glyph: 'starting', text: 'under way' }
}

export function targetWords(target: Target): string {
  return target.kind === 'draft' ? 'the draft' : target.kind === 'generation' ? `back to ${target.number}` : 'undeploy'
}

/** `the draft, succeeded as 13`; the reason that was given comes after it. */
export function deploymentWords(deployment: DeploymentSummary): string {
  const number =
    deployment.outcome === 'succeeded' && deployment.generation !== null ? ` as ${deployment.generation}` : ''
  return `${targetWords(deployment.target)}, ${outcomeOf(deployment).text}${number}`
}

/** How long it took; while it is under way, how long so far. */
export function tookWords(
  { createdAt, endedAt }: Pick<DeploymentSummary, 'createdAt' | 'endedAt'>,
  now: number,
): string {
  const end = endedAt ? Date.parse(endedAt) : now
  return end ? duration(Math.max(0, (end - Date.parse(createdAt)) / 1000)) : ''
}
