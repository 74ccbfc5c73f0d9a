/** Says on which hosts a process stands. */
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { processOf, withProcess } from './processes.ts'

type Place = ProcessInstance['on'][number]

function hostOf(place: Place): string {
  return typeof place === 'string' ? place : place.host
}

/** Takes a process from one host to another; `from: null` where it stood on none. Standing there already, it only leaves `from`. */
export function moveProcess(
  document: SystemDocument,
  name: string,
  move: { readonly from: string | null; readonly to: string; readonly container?: string },
): SystemDocument {
  const process = processOf(document, name)
  if (!process || (move.from === move.to && !move.container)) return document
  const target: Place = move.container ? { host: move.to, container: move.container } : move.to
  const index = process.on.findIndex((place) => hostOf(place) === move.from)
  const others = process.on.filter((place, at) => at !== index && hostOf(place) !== move.to)
  const on = index < 0 ? [...others, target] : others.toSpliced(Math.min(index, others.length), 0, target)
  return withProcess(document, name, { ...process, on })
}

/** Adds a host to those on which a process stands. */
export function addPlace(document: SystemDocument, name: string, host: string): SystemDocument {
  const process = processOf(document, name)
  if (!process || process.on.some((place) => hostOf(place) === host)) return document
  return withProcess(document, name, { ...process, on: [...process.on, host] })
}

/** Takes a process off one of its hosts, and its values for that host with it. */
export function removePlace(document: SystemDocument, name: string, host: string): SystemDocument {
  const process = processOf(document, name)
  if (!process) return document
  const { at, ...rest } = process
  const values = Object.fromEntries(Object.entries(at ?? {}).filter(([key]) => key !== host))
  return withProcess(document, name, {
    ...rest,
    on: process.on.filter((place) => hostOf(place) !== host),
    ...(Object.keys(values).length > 0 && { at: values }),
  })
}
