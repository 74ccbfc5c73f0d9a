/** What an edit of single processes changed in a document, told by identity: documents are immutable and share what stayed. */
import { alike } from '../contract/alike.ts'
import type { ProcessInstance, SystemDocument } from './document.ts'
import { constructorOf } from './instance.ts'

/**
 * The processes that are others now, where nothing else is: the same hosts, constructors, settings and pools, the same processes in
 * the same order, each made by the same constructor in the same places. `null`: more than that is different.
 */
export function changedProcesses(before: SystemDocument, after: SystemDocument): readonly string[] | null {
  const [a, b] = [before.system, after.system]
  if (
    before.constructors !== after.constructors ||
    before.interfaces !== after.interfaces ||
    a.hosts !== b.hosts ||
    a.pools !== b.pools ||
    a.settings !== b.settings ||
    a.system !== b.system
  )
    return null
  if (a.processes === b.processes) return []
  const changed: string[] = []
  const names = Object.keys(b.processes)
  let index = 0
  for (const name in a.processes) {
    if (names[index] !== name) return null
    const [old, now] = [a.processes[name]!, b.processes[name]!]
    if (old !== now) {
      if (!sameOutline(old, now)) return null
      changed.push(name)
    }
    index += 1
  }
  return index === names.length ? changed : null
}

function sameOutline(a: ProcessInstance, b: ProcessInstance): boolean {
  return constructorOf(a) === constructorOf(b) && a.extends === b.extends && alike(a.on, b.on)
}
