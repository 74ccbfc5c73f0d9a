/** Which of the found process managers a system uses on a host, and the document that uses another. */
import type { SystemDocument } from '#generators/model/document.ts'
import type { HostView } from '#server/api/views.ts'

type Found = HostView['containers'][number]

function alike(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => one[key] === other[key])
}

/** Index into the host's found ones; `null`: none of them. Where properties say nothing, the type decides. */
export function chosenManager(document: SystemDocument, host: Pick<HostView, 'name' | 'containers'>): number | null {
  const [used] = Object.values(document.system.hosts[host.name]?.containers ?? {})
  if (!used) return null
  const exact = host.containers.findIndex(
    ({ type, properties }) => type === used.type && alike(properties, used.properties ?? {}),
  )
  if (exact >= 0) return exact
  const byType = host.containers.findIndex(({ type }) => type === used.type)
  return byType >= 0 && !used.properties ? byType : null
}

/** The first container of that host becomes the found one; its name stays, since instances refer to it. */
export function withManager(
  document: SystemDocument,
  hostName: string,
  { type, properties }: Pick<Found, 'type' | 'properties'>,
): SystemDocument {
  const host = document.system.hosts[hostName]
  if (!host) return document
  const [name = 'default', ...others] = Object.keys(host.containers)
  const container = { type, ...(Object.keys(properties).length > 0 ? { properties } : {}) }
  const containers = {
    [name]: container,
    ...Object.fromEntries(others.map((other) => [other, host.containers[other]!])),
  }
  return {
    ...document,
    system: { ...document.system, hosts: { ...document.system.hosts, [hostName]: { ...host, containers } } },
  }
}
