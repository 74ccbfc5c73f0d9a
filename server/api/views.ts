/** What the API gives: the shapes that pages and the command line are written against. Dates are ISO 8601 text. */
import type { DetectedContainer, HostFacts, Status } from '#generators/contract/backend.ts'
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import type { Layout, SystemDocument } from '#generators/model/document.ts'
import type { DeploymentState, HostOutcome, Outcome, StoredEvent } from '#server/deploy/events.ts'
import type { TransportAddress } from '#server/transports/contract.ts'

export type Role = 'viewer' | 'operator' | 'admin'
export interface Me {
  readonly id: string
  readonly name: string
  readonly role: Role
}
export interface SystemSummary {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly revision: number
  readonly savedAt: string
  readonly savedBy: string
  /** The newest generation that runs; null: nothing runs. */
  readonly generation: number | null
  readonly processes: number
  readonly hosts: readonly string[]
  readonly draft: boolean
  readonly deploying: number | null
}
export interface SystemView extends SystemSummary {
  readonly document: SystemDocument
  readonly layout: Layout
  readonly facts: Readonly<Record<string, HostFacts>>
  /** The version of each secret that has a value. */
  readonly secrets: Readonly<Record<string, string>>
  /** The highest number that a generation of this system got: the next one gets one more. */
  readonly newest: number
  /** Of the generation that runs: what the draft is compared with. */
  readonly running: Manifest | null
  readonly runningDocument: SystemDocument | null
}
export interface RevisionView {
  readonly revision: number
  readonly savedAt: string
  readonly savedBy: string
  readonly message: string
}
export type Reach = 'reached' | 'unreachable' | 'unknown'
export interface HostView {
  readonly id: string
  readonly name: string
  readonly address: TransportAddress
  /** SHA256:... as ssh-keygen prints it; null for local. */
  readonly keyFingerprint: string | null
  readonly facts: HostFacts | null
  readonly containers: readonly (DetectedContainer & {
    readonly type: string
    readonly title: string
    readonly survivesLogout: boolean
    readonly restartsOnCrash: boolean
    readonly startsAtBoot: boolean
  })[]
  readonly hostId: string | null
  readonly reach: Reach
  readonly reachedAt: string | null
  readonly problem: string | null
  readonly systems: readonly string[]
  readonly lockedBy: string | null
}
export interface PlacementStatus extends Status {
  readonly host: string
  /** When the host said so. Green needs a report not older than twice the poll interval. */
  readonly at: string
}
export interface PlanCheck {
  readonly id: string
  readonly host: string | null
  readonly ok: boolean
  readonly says: string
  readonly wayOut?: string
}
export type Target =
  | { readonly kind: 'draft' }
  | { readonly kind: 'generation'; readonly number: number }
  | { readonly kind: 'nothing' }
export interface PlanView {
  readonly target: Target
  /** Names exactly this plan: `deployments.start` refuses another. */
  readonly digest: string
  readonly from: number | null
  readonly transition: Transition
  readonly checks: readonly PlanCheck[]
  readonly statuses: readonly PlacementStatus[]
  readonly problems: readonly {
    readonly code: string
    readonly message: string
    readonly wayOut: string
    readonly at: string
    readonly severity: 'error' | 'warning' | 'info'
  }[]
  /** Median seconds from start to ready in past deployments, by placement; absent: no past run. */
  readonly expected: Readonly<Record<string, number>>
}
export interface DeploymentSummary {
  readonly id: string
  readonly number: number
  readonly systemId: string
  readonly system: string
  readonly target: Target
  readonly state: DeploymentState
  readonly outcome: Outcome | null
  readonly hosts: Readonly<Record<string, HostOutcome>>
  readonly generation: number | null
  readonly by: string
  readonly reason: string
  readonly createdAt: string
  readonly endedAt: string | null
  readonly cancelRequested: boolean
}
export interface DeploymentView extends DeploymentSummary {
  readonly transition: Transition | null
  readonly events: readonly StoredEvent[]
}
export interface GenerationSummary {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly reason: string
  readonly deployment: number
  readonly current: boolean
  readonly processes: readonly {
    readonly placement: string
    readonly instance: string
    readonly host: string
    readonly change: string
    readonly pid: number | null
  }[]
}
export interface GenerationView extends GenerationSummary {
  readonly manifest: Manifest
  readonly document: SystemDocument
}
/** A secret as everybody may see it: without its value. */
export interface SecretView {
  readonly name: string
  /** The version that the next deployment uses; `null`: it is named in the draft and was never set. */
  readonly version: string | null
  readonly createdAt: string | null
  readonly createdBy: string | null
  /** Newest first, with the generations that need each. */
  readonly versions: readonly {
    readonly version: string
    readonly setAt: string
    readonly setBy: string
    readonly generations: readonly number[]
  }[]
  /** Instances of the draft. */
  readonly usedBy: readonly string[]
  /** Whether what runs uses it. */
  readonly running: boolean
}
/** A host key as shown before it is accepted. */
export interface ProbedKey {
  readonly type: string
  readonly fingerprint: string
  /** The line for known_hosts, without the host. */
  readonly key: string
}
/** A line of a followed log. `seq` counts from 1 on each connection: at 1 what was shown before is shown again. */
export interface LogLine {
  readonly seq: number
  readonly line: string
}
/** Who did what, when. */
export interface AuditEntry {
  readonly at: string
  readonly by: string
  readonly action: string
  readonly about: string
  readonly detail: string
}
