/** Signatures of the passes, so that each can be written and tested without the others. */
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Constructor, IdsModel, Interface, SystemDocument } from '../model/document.ts'
import type { Container, HostFacts, Lowered, Placement } from './backend.ts'
import type { Backends, LoadedBackend } from './compiled.ts'
import type { Path } from './path.ts'

/** A constructor after `extends` was flattened and everything in it was type-checked. Made by `language/`. */
export interface CheckedConstructor {
  readonly name: string
  /** Flattened: no `extends` left. */
  readonly document: Constructor
  /** SHA-256 of the flattened document in canonical JSON. */
  readonly digest: string
  /** The language's own compiled form; opaque to everybody else. */
  readonly compiled: unknown
}
/** language/check.ts: built-in constructors and interfaces come first in the arrays; later ones of the same name replace them. */
export type CheckConstructors = (
  constructors: readonly Constructor[],
  interfaces: readonly Interface[],
  report: Report,
) => ReadonlyMap<string, CheckedConstructor>

/** A number wanted from a pool. `pinned`: written by hand in the model, so it is reserved. */
export interface IdRequest {
  readonly pool: string
  /** `instance.parameter`, `instance.parameter@host`, `user:<name>`, `group:<name>`. */
  readonly owner: string
  /** All hosts on which the number must be free where the pool's scope is machine. */
  readonly hosts: readonly string[]
  readonly pinned?: number
  readonly at: Path
}
/** language/id-requests.ts: static, so IDs come before evaluation. */
export type IdRequests = (
  document: SystemDocument,
  constructors: ReadonlyMap<string, CheckedConstructor>,
  report: Report,
) => readonly IdRequest[]
/** plan/assign-ids.ts */
export type AssignIds = (
  input: { readonly document: SystemDocument; readonly requests: readonly IdRequest[]; readonly previous: IdsModel },
  report: Report,
) => IdsModel

export interface PlaceInput {
  readonly document: SystemDocument
  readonly constructors: ReadonlyMap<string, CheckedConstructor>
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly ids: IdsModel
  /**
   * Of the root file system that processes have in a container: the host's, unless its manager says otherwise. Never missing: the
   * platform's defaults stand in for hosts that were never captured.
   */
  inside(container: Container): HostFacts
  /** The container as the compiler resolved it (privileged? user change?). */
  container(host: string, name: string | null): Container | null
}
/** plan/place.ts: evaluates every instance for every place where it stands. */
export type Place = (input: PlaceInput, report: Report) => readonly Placement[]

/** lower/lower.ts: splits the launch chain at the container's capabilities and writes the launcher's scripts. */
export type Lower = (
  placement: Placement,
  context: {
    readonly target: LoadedBackend
    /** Of every container: what a dependency is to its own manager. */
    readonly backends: Backends
    /** The manager's name of each placement, after the declaration's renaming. */
    readonly names: ReadonlyMap<string, string>
    readonly placements: ReadonlyMap<string, Placement>
    readonly facts: HostFacts
    readonly profile: string
  },
  report: Report,
) => Lowered

export type { Backends }
