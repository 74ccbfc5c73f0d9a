/** What the recipe of a deployment is handed: what to do, where to remember, how to reach hosts. Kept by the worker on the store, by the command line on the host. */
import type { Status } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import type { Connection } from '#server/transports/contract.ts'
import type { DeployEvent, DeploymentState, HostOutcome, Outcome } from './events.ts'
import type { SecretKeeper } from './secrets.ts'

/** What a deployment is to do; fixed when it was confirmed. */
export interface Deployment {
  /** Unique for all time: a host knows a coordinator that came back by it. */
  readonly id: string
  /** Names the profile on each host. */
  readonly system: string
  readonly by: string
  readonly reason: string
  /** What runs, and what is to run; null: nothing. */
  readonly previous: Manifest | null
  readonly next: Manifest | null
  /** Kept beside the manifest on each host, so that a host can be asked for its model. */
  readonly document: SystemDocument | null
}

/** What the recipe keeps for itself between its states; plain JSON, opaque to whoever stores it. */
export interface Memory {
  readonly generation: number
  /** Fixed when the hosts were asked; what every later state follows. Without the texts of files, which nothing here reads. */
  readonly transition: Transition
  /** Tokens that hosts issued. */
  readonly tokens: Readonly<Record<string, string>>
  /** PID and birth of each process as it was found, to prove later that it was left alone. */
  readonly before: Readonly<Record<string, { readonly pid: number; readonly born: string }>>
  /** As proved, for the record of the generation. */
  readonly processes: readonly GenerationProcess[]
  /** Why it goes back, once it does. */
  readonly cause: Cause | null
}
export interface Cause {
  readonly outcome: 'refused' | 'cancelled' | 'failed'
  readonly host: string | null
  readonly placement: string | null
  readonly what: string
  readonly wayOut: string
}
/** What a process did in a generation, as the list of generations shows it. */
export interface GenerationProcess {
  readonly placement: string
  readonly instance: string
  readonly host: string
  readonly change: string
  readonly pid: number | null
}

/** Durable when a promise resolves: every state is saved before the message that enters it is sent. */
export interface DeploymentStore {
  save(state: DeploymentState, extra?: { readonly wave?: number; readonly memory?: Memory }): Promise<void>
  append(event: DeployEvent): Promise<unknown>
  cancelRequested(): Promise<boolean>
  /** The number that a new generation of this system gets. */
  nextGeneration(): Promise<number>
  /** Doing so twice with the same number changes nothing. `next` of the deployment is what it holds; null after an undeployment. */
  record(generation: { readonly number: number; readonly processes: readonly GenerationProcess[] }): Promise<void>
}

export interface World {
  readonly store: DeploymentStore
  readonly backends: Backends
  connect(host: string): Promise<Connection>
  /** Pure; from what was observed just now: `transition({previous, next, backends, statuses})`. */
  plan(statuses: readonly Status[]): Transition | Promise<Transition>
  /** The values of the system's secrets. Absent: there are none. */
  readonly secrets?: SecretKeeper
  /** The coordinator's own end: the deployment stops where it is, to be resumed. */
  readonly signal?: AbortSignal
}

/** Where a deployment stands, or stood when its coordinator died. */
export interface Standing {
  readonly state: DeploymentState
  readonly wave: number | null
  readonly memory: Memory | null
}
export interface Ending {
  /** `waiting`: decided, and a host does not answer; the state is not `ended`, and resuming later goes on. */
  readonly outcome: Outcome
  readonly hosts: Readonly<Record<string, HostOutcome>>
  readonly generation: number | null
}
