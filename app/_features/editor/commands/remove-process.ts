/** Removes processes, and every reference to them. */
import type { SystemDocument } from '#generators/model/document.ts'
import { mapProcesses, mapReferences, withProcesses } from './processes.ts'

/** The numbers that the processes held stay in `last`, so that the next process is not given the same ones at once. */
export function removeProcesses(document: SystemDocument, names: ReadonlySet<string>): SystemDocument {
  const kept = Object.entries(document.system.processes).filter(([name]) => !names.has(name))
  if (kept.length === Object.keys(document.system.processes).length) return document
  const without = withProcesses(document, Object.fromEntries(kept))
  return mapProcesses(without, (process) => mapReferences(process, (name) => (names.has(name) ? null : name)))
}
