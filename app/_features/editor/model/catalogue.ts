/** The constructors that a document can use, its own and the built-in ones, in the shape that forms and edges need. */

import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '#generators/constructors/index.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { checkConstructors } from '#generators/language/check.ts'
import type { ProcessInstance, Slot, SystemDocument } from '#generators/model/document.ts'
import { constructorOf } from '../commands/processes.ts'
import type { Catalogue, Shape } from './shape.ts'
import { provided } from './shape.ts'

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
