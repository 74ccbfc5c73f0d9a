/** Draws and removes the edges of the graph: a slot filled with another process, or order alone. */
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { processOf, splitReference, withProcess } from './processes.ts'

export interface Connection {
  readonly from: string
  /** `null`: order alone. */
  readonly slot: string | null
  /** `instance`, or `instance.provision` where the target provides the interface more than once. */
  readonly to: string
}

/** Fills the slot; one that takes a single process gives up the one it had. */
export function connectProcesses(
  document: SystemDocument,
  connection: Connection & { readonly many: boolean },
): SystemDocument {
  const process = processOf(document, connection.from)
  if (!process) return document
  if (connection.slot === null) {
    if (process.after?.includes(connection.to)) return document
    return withProcess(document, connection.from, { ...process, after: [...(process.after ?? []), connection.to] })
  }
  const before = targetsOf(process, connection.slot)
  if (before === '*' || before.includes(connection.to)) return document
  const targets = connection.many ? [...before, connection.to] : [connection.to]
  return withTargets(document, connection.from, process, connection.slot, targets)
}

/** Takes one edge away. From a slot that takes everybody (`*`) the others are then named one by one: `all` says who they are. */
export function disconnectProcesses(
  document: SystemDocument,
  connection: Connection,
  all: readonly string[] = [],
): SystemDocument {
  const process = processOf(document, connection.from)
  if (!process) return document
  const { instance } = splitReference(connection.to)
  const others = (names: readonly string[]) => names.filter((name) => splitReference(name).instance !== instance)
  if (connection.slot === null) {
    const { after, ...rest } = process
    const left = others(after ?? [])
    return withProcess(document, connection.from, { ...rest, ...(left.length > 0 && { after: left }) })
  }
  const before = targetsOf(process, connection.slot)
  return withTargets(document, connection.from, process, connection.slot, others(before === '*' ? all : before))
}

function targetsOf(process: ProcessInstance, slot: string): readonly string[] | '*' {
  return process.connects && Object.hasOwn(process.connects, slot) ? (process.connects[slot] ?? []) : []
}

function withTargets(
  document: SystemDocument,
  name: string,
  process: ProcessInstance,
  slot: string,
  targets: readonly string[],
): SystemDocument {
  const { connects, ...rest } = process
  const { [slot]: _before, ...others } = connects ?? {}
  const next = targets.length > 0 ? { ...connects, [slot]: targets } : others
  return withProcess(document, name, { ...rest, ...(Object.keys(next).length > 0 && { connects: next }) })
}
