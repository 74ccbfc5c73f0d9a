/** What the compiler is given and what it gives: the types that the editor, the command line and the deployment share. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { IdsModel, SystemDocument } from '../model/document.ts'
import type { Backend, Declaration, HostFacts, Lowered, Placement, Rendered } from './backend.ts'
import type { Manifest } from './manifest.ts'
import type { Path } from './path.ts'
import type { Artefact } from './text.ts'

export interface LoadedBackend {
  readonly declaration: Declaration
  readonly backend: Backend<unknown>
}
export type Backends = ReadonlyMap<string, LoadedBackend>

export interface CompileInput {
  readonly document: SystemDocument
  readonly backends: Backends
  /** What is known of each host; a host that is missing here gets its platform's defaults. */
  readonly facts: Readonly<Record<string, HostFacts>>
  /** Preview only: every container is taken to be of this type. */
  readonly as?: string
  /** Names the host's profile, and stands before every name that a manager is given; default: the system's name. */
  readonly profile?: string
  /** The version that holds of each secret that has a value. Absent: nobody knows, and nothing is said of missing ones. */
  readonly secrets?: Readonly<Record<string, string>>
}
export type FieldOutcome = 'native' | 'launcher' | 'engine' | 'lost'
/** Computed from origins in the output, never declared. */
export interface FieldReport {
  readonly field: string
  readonly at: Path
  readonly outcome: FieldOutcome
}
export interface Output {
  readonly placement: Placement
  readonly lowered: Lowered
  readonly rendered: Rendered
  readonly fields: readonly FieldReport[]
}
/** One file as the preview shows it: parts with their origins, holes already shown as text. */
export interface PreviewFile {
  readonly path: string
  readonly host: string
  readonly placement: string | null
  readonly kind: Artefact['kind']
  readonly format: string
  readonly mode: number
  readonly parts: readonly { readonly s: string; readonly from?: Path }[]
}
export interface Compiled {
  readonly diagnostics: readonly Diagnostic[]
  /** With everything assigned that could be. */
  readonly ids: IdsModel
  readonly outputs: readonly Output[]
  /** `null` where an error stands in the way. */
  readonly manifest: Manifest | null
  /** Made on demand, for one host or all. */
  files(host?: string): readonly PreviewFile[]
}
