/** What a deployment says while it runs: kept as rows, streamed to the page, replayed to whoever comes later. */
import type { ProcessState, Status } from '#generators/contract/backend.ts'

export type HostOutcome = 'new' | 'old' | 'stuck' | 'unknown'
export type Outcome = 'succeeded' | 'refused' | 'cancelled' | 'rolled-back' | 'partial' | 'rollback-failed' | 'waiting'
export type DeploymentState =
  | 'queued'
  | 'planned'
  | 'locking'
  | 'staging'
  | 'armed'
  | 'activating'
  | 'proving'
  | 'committing'
  | 'reverting'
  | 'sealing'
  | 'ended'

export type DeployEvent =
  | { readonly kind: 'state'; readonly state: DeploymentState; readonly wave?: number }
  | { readonly kind: 'host'; readonly host: string; readonly says: string }
  | {
      readonly kind: 'step'
      readonly host: string
      readonly id: number
      readonly placement: string | null
      readonly says: string
      readonly phase: 'begun' | 'done' | 'failed' | 'undone' | 'undo-failed'
      readonly seconds?: number
      readonly detail?: string
    }
  | {
      readonly kind: 'process'
      readonly placement: string
      readonly state: ProcessState
      readonly rests?: Status['rests']
      readonly pid?: number
      readonly untouched?: boolean
      readonly detail?: string
    }
  /** Last lines of the log of the process that is the cause. */
  | { readonly kind: 'log'; readonly placement: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'failure'
      readonly host: string | null
      readonly placement: string | null
      readonly what: string
      readonly wayOut: string
    }
  | {
      readonly kind: 'outcome'
      readonly outcome: Outcome
      readonly hosts: Readonly<Record<string, HostOutcome>>
      readonly says: string
      readonly generation?: number
    }
export interface StoredEvent {
  readonly seq: number
  readonly at: string
  readonly event: DeployEvent
}
