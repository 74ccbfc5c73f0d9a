/** Who may take an edge from a process, through which slot, and why the others may not. */
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { processOf } from './commands/processes.ts'
import { dependenciesOf } from './model/graph.ts'
import type { Catalogue } from './model/shape.ts'
import { provided } from './model/shape.ts'

export interface Candidates {
  /** By target, the slots that would take it; an empty name is order alone. */
  readonly accepts: ReadonlyMap<string, readonly string[]>
  readonly refuses: ReadonlyMap<string, string>
  /** By target, the processes of the cycle that the edge would close, from the target round to it again. */
  readonly cycles: ReadonlyMap<string, readonly string[]>
}

/** A process without slots can still be told to start after another one. */
export const ORDER_ALONE = ''

export function candidatesFor(document: SystemDocument, catalogue: Catalogue, from: string): Candidates {
  const accepts = new Map<string, readonly string[]>()
  const refuses = new Map<string, string>()
  const cycles = new Map<string, readonly string[]>()
  const process = processOf(document, from)
  if (!process) return { accepts, refuses, cycles }
  const waits = orderOf(document, catalogue)
  for (const [to, target] of Object.entries(document.system.processes)) {
    const slots = slotsFor(catalogue, process, from, to, target)
    if (slots.length === 0) {
      refuses.set(to, to === from ? 'itself' : `${from} has no slot for what ${to} provides`)
      continue
    }
    const ordered = slots.filter((slot) => isOrdered(catalogue, process, slot))
    const way = ordered.length > 0 ? pathBetween(waits, to, from) : null
    if (!way) accepts.set(to, slots)
    else if (ordered.length < slots.length)
      accepts.set(
        to,
        slots.filter((slot) => !ordered.includes(slot)),
      )
    else {
      cycles.set(to, [from, ...way])
      refuses.set(to, `would make a cycle: ${[from, ...way].join(', ')}`)
    }
  }
  return { accepts, refuses, cycles }
}

function slotsFor(
  catalogue: Catalogue,
  process: ProcessInstance,
  from: string,
  to: string,
  target: ProcessInstance,
): string[] {
  const slots = Object.entries(catalogue.shapeOf(process).slots)
  if (slots.length === 0) return to === from || process.after?.includes(to) ? [] : [ORDER_ALONE]
  const offers = new Set(provided(catalogue.shapeOf(target)))
  return slots
    .filter(([name, slot]) => {
      if (to === from && !slot.self) return false
      const filled = process.connects?.[name]
      if (filled === '*' || filled?.some((reference) => reference === to || reference.startsWith(`${to}.`)))
        return false
      const wanted = typeof slot.interface === 'string' ? [slot.interface] : slot.interface
      return wanted.some((one) => offers.has(one))
    })
    .map(([name]) => name)
}

function isOrdered(catalogue: Catalogue, process: ProcessInstance, slot: string): boolean {
  return slot === ORDER_ALONE || catalogue.shapeOf(process).slots[slot]?.order !== 'none'
}

/** Who waits for whom: only these edges must be without a cycle. */
export function orderOf(document: SystemDocument, catalogue: Catalogue): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(document.system.processes).map(([name, process]) => [
      name,
      dependenciesOf(document, catalogue, name, process)
        .filter(({ slot, to }) => to !== name && isOrdered(catalogue, process, slot ?? ORDER_ALONE))
        .map(({ to }) => to),
    ]),
  )
}

/** The shortest way along the edges, both ends named; `null` where there is none. */
export function pathBetween(edges: ReadonlyMap<string, readonly string[]>, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]])
  const queue = [from]
  for (const name of queue) {
    if (name === to) {
      const way: string[] = []
      for (let here: string | null = name; here !== null; here = cameFrom.get(here) ?? null) way.unshift(here)
      return way
    }
    for (const next of edges.get(name) ?? [])
      if (!cameFrom.has(next)) {
        cameFrom.set(next, name)
        queue.push(next)
      }
  }
  return null
}

/** The order in which processes start, as the keyboard walks through them: what others wait for comes first. */
export function startUpOrder(document: SystemDocument, catalogue: Catalogue): string[] {
  const waits = orderOf(document, catalogue)
  const order: string[] = []
  const seen = new Set<string>()
  function visit(name: string): void {
    if (seen.has(name)) return
    seen.add(name)
    for (const other of waits.get(name) ?? []) visit(other)
    order.push(name)
  }
  for (const name of waits.keys()) visit(name)
  return order
}
