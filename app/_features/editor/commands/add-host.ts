/** Adds a host to the system's infrastructure, and takes one away that nothing stands on. */
import type { Host, SystemDocument } from '#generators/model/document.ts'
import { placesOf } from './processes.ts'

export function addHost(document: SystemDocument, name: string, host: Host): SystemDocument {
  if (Object.hasOwn(document.system.hosts, name)) return document
  return { ...document, system: { ...document.system, hosts: { ...document.system.hosts, [name]: host } } }
}

/** A host on which something still stands stays: moving it away first is a decision. */
export function removeHost(document: SystemDocument, name: string): SystemDocument {
  const used = Object.values(document.system.processes).some((process) =>
    placesOf(document, process).some((place) => place.host === name),
  )
  if (used || !Object.hasOwn(document.system.hosts, name)) return document
  const { [name]: _gone, ...hosts } = document.system.hosts
  return { ...document, system: { ...document.system, hosts } }
}
