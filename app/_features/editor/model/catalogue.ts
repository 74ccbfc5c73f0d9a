/** The constructors that a document can use, its own and the built-in ones, in the shape that forms and edges need. */

import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '#generators/constructors/index.ts'
import type { CheckedConstructor } from '#generators/contract/passes.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { checkConstructors } from '#generators/language/check.ts'
import type {
  Constructor,
  Parameter,
  ProcessInstance,
  Provision,
  Slot,
  SystemDocument,
} from '#generators/model/document.ts'
import { constructorOf } from '../commands/processes.ts'

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

const NOTHING: Shape = {
  title: null,
  help: null,
  icon: null,
  parameters: {},
  slots: {},
  provides: {},
  users: undefined,
}

/** One catalogue per pair of own constructors and interfaces; shapes are kept per instance, as documents are immutable. */
export function makeCatalogue(document: Pick<SystemDocument, 'constructors' | 'interfaces'>): Catalogue {
  const diagnostics: Diagnostic[] = []
  const own = new Set(document.constructors.map((constructor_) => constructor_.constructor))
  const constructors = checkConstructors(
    [...BUILTIN_CONSTRUCTORS, ...document.constructors],
    [...BUILTIN_INTERFACES, ...document.interfaces],
    (diagnostic) => diagnostics.push(diagnostic),
  )
  const shapes = new WeakMap<ProcessInstance, Shape>()

  function shapeOf(instance: ProcessInstance): Shape {
    const known = shapes.get(instance)
    if (known) return known
    const name = constructorOf(instance)
    const base = name === null ? undefined : constructors.get(name)?.document
    const shape: Shape = {
      ...NOTHING,
      title: instance.extends?.title ?? base?.title ?? null,
      help: base?.help ?? null,
      icon: instance.extends?.icon ?? base?.icon ?? null,
      parameters: overlay(base?.parameters, instance.extends?.parameters),
      slots: overlay(base?.connects, instance.extends?.connects),
      provides: overlay(base?.provides, instance.extends?.provides),
      users: overlay(base?.users, instance.extends?.users),
    }
    shapes.set(instance, shape)
    return shape
  }

  function providersOf(whole: SystemDocument, slot: Slot | undefined, except: string): string[] {
    if (!slot) return []
    const wanted = new Set(typeof slot.interface === 'string' ? [slot.interface] : slot.interface)
    return Object.entries(whole.system.processes)
      .filter(([name, instance]) => name !== except && provided(shapeOf(instance)).some((one) => wanted.has(one)))
      .map(([name]) => name)
  }

  return { constructors, diagnostics, shapeOf, isOwn: (name) => own.has(name), providersOf }
}

/** The names of the interfaces that a process provides; a provision is named after its interface unless it says another. */
export function provided(shape: Shape): string[] {
  return Object.entries(shape.provides).map(([name, provision]) => provision.interface ?? name)
}

function overlay<T>(
  base: Readonly<Record<string, T>> | undefined,
  over: Readonly<Record<string, T>> | undefined,
): Readonly<Record<string, T>> {
  if (!over) return base ?? {}
  const merged: Record<string, T> = { ...base }
  for (const [key, value] of Object.entries(over))
    if (value === null) delete merged[key]
    else merged[key] = Object.hasOwn(merged, key) ? { ...merged[key], ...value } : value
  return merged
}
