/** What a process takes and gives, as forms and edges need it. */
import type { CheckedConstructor } from '#generators/contract/passes.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import type {
  Constructor,
  Parameter,
  ProcessInstance,
  Provision,
  Slot,
  SystemDocument,
} from '#generators/model/document.ts'

/** What a process takes and gives: its constructor, flattened, with the instance's own adjustments laid over it. */
export interface Shape {
  readonly title: string | null
  readonly help: string | null
  readonly icon: string | null
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly slots: Readonly<Record<string, Slot>>
  readonly provides: Readonly<Record<string, Provision>>
  readonly users: Constructor['users']
}
export interface Catalogue {
  readonly constructors: ReadonlyMap<string, CheckedConstructor>
  /** What is wrong with the constructors themselves. */
  readonly diagnostics: readonly Diagnostic[]
  shapeOf(instance: ProcessInstance): Shape
  /** Whether the constructor was written in this system, or forked into it. */
  isOwn(name: string): boolean
  /** The processes that a slot of everybody (`*`) takes. */
  providersOf(document: SystemDocument, slot: Slot | undefined, except: string): string[]
}

/** The names of the interfaces that a process provides; a provision is named after its interface unless it says another. */
export function provided(shape: Shape): string[] {
  return Object.entries(shape.provides).map(([name, provision]) => provision.interface ?? name)
}
