/** Order must have a beginning: what waits for what may not go round in a circle. */
import { at, type Path } from '../contract/path.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { connectedBy, type Instance, type Model } from './model.ts'

interface OrderEdge {
  readonly to: string
  readonly at: Path
}

/** What must be up before this instance starts. Slots with `order: none` only know each other. */
export function orderEdgesOf(model: Model, one: Instance): readonly OrderEdge[] {
  const edges = Object.keys(one.instance.connects ?? {}).flatMap((slot) => {
    const declared = one.document?.connects?.[slot]
    if (declared?.order === 'none') return []
    return connectedBy(model, one, slot).map(({ instance, at: path }) => ({ to: instance, at: path }))
  })
  const after = (one.instance.after ?? []).map((to, index) => ({ to, at: at(one.at, 'after', index) }))
  // A process knows itself through a slot with `self`; it never waits for itself.
  return [...edges, ...after].filter(({ to }) => to !== one.name && model.instances.has(to))
}

/** Gives `order-cycle`, once a circle, with all its members. */
export function checkCycles(model: Model, report: Report): void {
  const done = new Set<string>()
  for (const start of model.instances.keys()) {
    const cycle = firstCycle(model, start, done)
    if (!cycle) continue
    const [first] = cycle
    report({
      code: 'order-cycle',
      severity: 'error',
      at: first!.at,
      related: cycle.map(({ from }) => model.instances.get(from)!.at),
      data: { members: [...cycle.map(({ from }) => from), first!.from].join(' > '), count: cycle.length },
    })
  }
}

interface Step {
  readonly from: string
  readonly at: Path
}
/** Depth first with a stack of our own: a chain of a thousand is a thousand deep. */
function firstCycle(model: Model, start: string, done: Set<string>): readonly Step[] | null {
  const way: { readonly name: string; readonly edges: readonly OrderEdge[]; next: number }[] = []
  const open = new Map<string, number>()
  const enter = (name: string) => {
    open.set(name, way.length)
    way.push({ name, edges: orderEdgesOf(model, model.instances.get(name)!), next: 0 })
  }
  let found: readonly Step[] | null = null
  if (!done.has(start)) enter(start)
  while (way.length > 0) {
    const top = way.at(-1)!
    const edge = top.edges[top.next++]
    if (!edge) {
      done.add(top.name)
      open.delete(top.name)
      way.pop()
    } else if (open.has(edge.to)) {
      const circle = way.slice(open.get(edge.to))
      found ??= circle.map(({ name, edges, next }) => ({ from: name, at: edges[next - 1]!.at }))
    } else if (!done.has(edge.to)) enter(edge.to)
  }
  return found
}
