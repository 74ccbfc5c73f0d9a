/** Renames a process, and carries its references and its assigned numbers along. */
import type { IdsModel, SystemDocument } from '#generators/model/document.ts'
import { mapProcesses, mapReferences, withProcesses } from './processes.ts'

export type NameProblem = 'empty' | 'taken' | 'characters'

/** Why `name` cannot be the name of a process; `null` if it can. */
export function nameProblem(document: SystemDocument, from: string, name: string): NameProblem | null {
  if (name === from) return null
  if (name === '') return 'empty'
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return 'characters'
  return Object.hasOwn(document.system.processes, name) ? 'taken' : null
}

export function renameProcess(document: SystemDocument, from: string, to: string): SystemDocument {
  if (from === to || nameProblem(document, from, to) || !Object.hasOwn(document.system.processes, from)) return document
  const entries = Object.entries(document.system.processes).map(
    ([name, process]) => [name === from ? to : name, process] as const,
  )
  const renamed = withProcesses(document, Object.fromEntries(entries))
  const referring = mapProcesses(renamed, (process) => mapReferences(process, (name) => (name === from ? to : name)))
  return { ...referring, ids: renameIds(document.ids, from, to) }
}

/** Owners are `instance.parameter`, `instance.parameter@host`, `user:<name>` and `group:<name>`; an account is mostly named after its process. */
function renameIds(ids: IdsModel, from: string, to: string): IdsModel {
  const assigned = Object.entries(ids.assigned).map(([key, number]) => {
    const slash = key.indexOf('/')
    const [pool, owner] = [key.slice(0, slash), key.slice(slash + 1)]
    if (owner.startsWith(`${from}.`)) return [`${pool}/${to}${owner.slice(from.length)}`, number] as const
    if (owner === `user:${from}` || owner === `group:${from}`)
      return [`${pool}/${owner.slice(0, owner.indexOf(':') + 1)}${to}`, number] as const
    return [key, number] as const
  })
  return { ...ids, assigned: Object.fromEntries(assigned) }
}
