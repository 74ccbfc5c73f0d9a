/** The graph of a document: a node for each placement, an edge for each dependency between two of them. */
import type { OnChange, ProcessInstance, Slot, SystemDocument } from '#generators/model/document.ts'
import { constructorOf, placementId, placesOf, splitReference } from '../commands/processes.ts'
import type { Catalogue } from './shape.ts'

export interface GraphNode {
  /** `instance@host/container`. */
  readonly id: string
  readonly instance: string
  readonly host: string | null
  readonly container: string | null
  /** What kind of thing it is, in words. */
  readonly kind: string
  readonly icon: string | null
}
export interface GraphEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly fromInstance: string
  readonly toInstance: string
  readonly slot: string | null
  /** As it is written: `webapp1`, `tomcat.ajp`, or `*`. */
  readonly reference: string
  readonly kind: OnChange
}
export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly hosts: readonly string[]
}
/** A dependency between two processes, before it is told apart by placement. */
export interface Dependency {
  readonly from: string
  readonly to: string
  readonly slot: string | null
  readonly reference: string
  readonly kind: OnChange
}

/** What a change of the other end means, where a slot does not say: whatever was read may be in the command line. */
export function policyOf(slot: Slot | undefined): OnChange {
  return slot?.onChange ?? 'restart'
}

/** The dependencies of one process, in the order in which its slots were declared; references to nobody are left to the diagnostics. */
export function dependenciesOf(
  document: SystemDocument,
  catalogue: Catalogue,
  name: string,
  instance: ProcessInstance,
): Dependency[] {
  const slots = catalogue.shapeOf(instance).slots
  const known = document.system.processes
  const found: Dependency[] = []
  for (const [slot, targets] of Object.entries(instance.connects ?? {})) {
    const kind = policyOf(slots[slot])
    const references = targets === '*' ? catalogue.providersOf(document, slots[slot], name) : targets
    for (const reference of references) {
      const to = splitReference(reference).instance
      if (Object.hasOwn(known, to))
        found.push({ from: name, to, slot, reference: targets === '*' ? '*' : reference, kind })
    }
  }
  for (const to of instance.after ?? [])
    if (Object.hasOwn(known, to)) found.push({ from: name, to, slot: null, reference: to, kind: 'order' })
  return found
}

export function buildGraph(document: SystemDocument, catalogue: Catalogue): Graph {
  const nodes: GraphNode[] = []
  const placed = new Map<string, string[]>()
  const processes = Object.entries(document.system.processes)
  for (const [name, instance] of processes) {
    const shape = catalogue.shapeOf(instance)
    const places = placesOf(document, instance)
    const ids = places.map((place) => placementId(name, place))
    if (places.length === 0) ids.push(`${name}@`)
    placed.set(name, ids)
    ids.forEach((id, index) => {
      const place = places[index]
      nodes.push({
        id,
        instance: name,
        host: place && Object.hasOwn(document.system.hosts, place.host) ? place.host : null,
        container: place?.container ?? null,
        kind: shape.title ?? constructorOf(instance) ?? 'Command',
        icon: shape.icon,
      })
    })
  }
  const edges = processes.flatMap(([name, instance]) =>
    dependenciesOf(document, catalogue, name, instance).flatMap((dependency) =>
      edgesOf(dependency, placed.get(name) ?? [], placed.get(dependency.to) ?? []),
    ),
  )
  return { nodes, edges, hosts: Object.keys(document.system.hosts) }
}

function edgesOf(dependency: Dependency, from: readonly string[], to: readonly string[]): GraphEdge[] {
  return from.flatMap((source) =>
    to
      .filter((target) => target !== source)
      .map((target) => ({
        id: `${source}|${dependency.slot ?? ''}|${target}`,
        from: source,
        to: target,
        fromInstance: dependency.from,
        toInstance: dependency.to,
        slot: dependency.slot,
        reference: dependency.reference,
        kind: dependency.kind,
      })),
  )
}
