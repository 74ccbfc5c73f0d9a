/** Reads and rewrites the processes of a document: what the commands beside this file are made of. */
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { containerNameOf, placesOf as placesNamed } from '#generators/model/instance.ts'

export { constructorOf } from '#generators/model/instance.ts'

export type Processes = Readonly<Record<string, ProcessInstance>>
export interface Place {
  readonly host: string
  readonly container: string | null
}

export function processOf(document: SystemDocument, name: string): ProcessInstance | null {
  return Object.hasOwn(document.system.processes, name) ? (document.system.processes[name] ?? null) : null
}

/** Where an instance stands; a container that is not named is the host's first. */
export function placesOf(document: SystemDocument, instance: ProcessInstance): Place[] {
  return placesNamed(instance).map((place) => ({
    host: place.host,
    container: containerNameOf(document.system, place),
  }))
}

/** The id that a placement has everywhere: `instance@host/container`. */
export function placementId(instance: string, place: Place): string {
  return `${instance}@${place.host}/${place.container ?? ''}`
}

export function withProcesses(document: SystemDocument, processes: Processes): SystemDocument {
  return processes === document.system.processes ? document : { ...document, system: { ...document.system, processes } }
}

export function withProcess(document: SystemDocument, name: string, process: ProcessInstance): SystemDocument {
  return withProcesses(document, { ...document.system.processes, [name]: process })
}

/** Each process mapped; those for which `map` gives the same object keep it, and with it what was compiled from it. */
export function mapProcesses(
  document: SystemDocument,
  map: (process: ProcessInstance, name: string) => ProcessInstance,
): SystemDocument {
  let changed = false
  const processes = Object.fromEntries(
    Object.entries(document.system.processes).map(([name, process]) => {
      const next = map(process, name)
      if (next !== process) changed = true
      return [name, next]
    }),
  )
  return changed ? withProcesses(document, processes) : document
}

/** `process` with every reference to another process passed through `rename`; `null` drops it. */
export function mapReferences(process: ProcessInstance, rename: (instance: string) => string | null): ProcessInstance {
  const connects = mapConnects(process.connects, rename)
  const after = process.after && mapNames(process.after, rename)
  if (connects === process.connects && after === process.after) return process
  const { connects: _connects, after: _after, ...rest } = process
  return { ...rest, ...(connects && { connects }), ...(after?.length && { after }) }
}

function mapConnects(
  connects: ProcessInstance['connects'],
  rename: (instance: string) => string | null,
): ProcessInstance['connects'] {
  if (!connects) return connects
  let changed = false
  const entries = Object.entries(connects).map(([slot, targets]) => {
    const next = targets === '*' ? targets : mapNames(targets, rename)
    if (next !== targets) changed = true
    return [slot, next] as const
  })
  if (!changed) return connects
  const kept = entries.filter(([, targets]) => targets.length > 0)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

/** A reference is `instance` or `instance.provision`: only the first part is a process's name. */
function mapNames(names: readonly string[], rename: (instance: string) => string | null): readonly string[] {
  const next = names.flatMap((name) => {
    const { instance, provision } = splitReference(name)
    const renamed = rename(instance)
    return renamed === null ? [] : [provision ? `${renamed}.${provision}` : renamed]
  })
  return next.length === names.length && next.every((name, index) => name === names[index]) ? names : next
}

export function splitReference(reference: string): { instance: string; provision: string | null } {
  const dot = reference.indexOf('.')
  return dot < 0
    ? { instance: reference, provision: null }
    : { instance: reference.slice(0, dot), provision: reference.slice(dot + 1) }
}

/** `base`, or `base` with the smallest number that makes it free: `webapp3` after `webapp1` and `webapp2`. */
export function freshName(document: SystemDocument, base: string): string {
  const taken = document.system.processes
  if (!Object.hasOwn(taken, base) && !/\d$/.test(base)) {
    const numbered = Object.keys(taken).some((name) => name.startsWith(base) && /^\d+$/.test(name.slice(base.length)))
    if (!numbered) return base
  }
  const stem = base.replace(/\d+$/, '') || base
  let number = 1
  while (Object.hasOwn(taken, `${stem}${number}`)) number += 1
  return `${stem}${number}`
}
