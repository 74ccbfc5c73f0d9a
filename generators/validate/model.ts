/** A system with its constructors resolved: the view that every check looks at. */
import type { CheckedConstructor } from '../contract/passes.ts'
import { at, type Path, root } from '../contract/path.ts'
import { checkedConstructorOf } from '../language/check.ts'
import type { Constructor, Interface, ProcessInstance, Slot, SystemDocument } from '../model/document.ts'

/** What a check needs of the scene of a compilation. */
export interface Surroundings {
  readonly document: SystemDocument
  readonly constructors: ReadonlyMap<string, CheckedConstructor>
  readonly interfaces: ReadonlyMap<string, Interface>
}
export interface Instance {
  readonly name: string
  readonly instance: ProcessInstance
  readonly at: Path
  /** Flattened, and adjusted by the instance's own `extends`; `null`: unknown. */
  readonly document: Constructor | null
}
export interface Model extends Surroundings {
  readonly instances: ReadonlyMap<string, Instance>
  /** Every instance that provides an interface, with the name under which it does. */
  readonly providers: ReadonlyMap<string, readonly { readonly instance: string; readonly provision: string }[]>
}

const models = new WeakMap<SystemDocument, Model>()

export function modelOf(surroundings: Surroundings): Model {
  const { document, constructors, interfaces } = surroundings
  const known = models.get(document)
  if (known && known.interfaces === interfaces && sameMembers(known.constructors, constructors)) return known
  const instances = new Map<string, Instance>()
  const providers = new Map<string, { instance: string; provision: string }[]>()
  for (const [name, instance] of Object.entries(document.system.processes)) {
    const one = instanceOf(name, instance, surroundings)
    instances.set(name, one)
    for (const [provision, provided] of Object.entries(one.document?.provides ?? {})) {
      const list = providers.get(provided.interface ?? provision)
      if (list) list.push({ instance: name, provision })
      else providers.set(provided.interface ?? provision, [{ instance: name, provision }])
    }
  }
  const model = { document, constructors, interfaces, instances, providers }
  models.set(document, model)
  return model
}

/** The same view of a document in which only the `changed` processes are others, of the same constructors. */
export function modelAfter(before: Model, surroundings: Surroundings, changed: readonly string[]): Model {
  const instances = new Map(before.instances)
  for (const name of changed)
    instances.set(name, instanceOf(name, surroundings.document.system.processes[name]!, surroundings))
  const { document, constructors, interfaces } = surroundings
  const model = { document, constructors, interfaces, instances, providers: before.providers }
  models.set(document, model)
  return model
}

function instanceOf(name: string, instance: ProcessInstance, { constructors, interfaces }: Surroundings): Instance {
  // What is wrong in an `extends` is said where the instance is evaluated.
  const checked = checkedConstructorOf(name, instance, constructors, interfaces, () => undefined)
  return { name, instance, at: at(root, 'system', 'processes', name), document: checked?.document ?? null }
}
function sameMembers<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean {
  return a === b || (a.size === b.size && [...a].every(([key, value]) => b.get(key) === value))
}

/** The interfaces that a slot takes. */
export function interfacesOf(slot: Slot): readonly string[] {
  return typeof slot.interface === 'string' ? [slot.interface] : slot.interface
}

/** `tomcat.ajp` as instance and provision. */
export function targetOf(written: string): { readonly instance: string; readonly provision: string | null } {
  const dot = written.indexOf('.')
  return dot < 0
    ? { instance: written, provision: null }
    : { instance: written.slice(0, dot), provision: written.slice(dot + 1) }
}

/** The instances that a slot of an instance is connected to, each once. */
export function connectedBy(
  model: Model,
  one: Instance,
  slotName: string,
): readonly { readonly instance: string; readonly at: Path }[] {
  const written = one.instance.connects?.[slotName]
  const here = at(one.at, 'connects', slotName)
  if (written === undefined) return []
  if (written !== '*')
    return written.map((target, index) => ({ instance: targetOf(target).instance, at: at(here, index) }))
  const slot = one.document?.connects?.[slotName]
  const found = slot ? interfacesOf(slot).flatMap((name) => model.providers.get(name) ?? []) : []
  const names = new Set(
    found.map(({ instance }) => instance).filter((name) => name !== one.name || slot?.self === true),
  )
  return [...names].map((instance) => ({ instance, at: here }))
}
