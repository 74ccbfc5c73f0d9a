/** Fits a model to a host as it is: which process manager is there, and where it looks. */
import type { ModelContainer, SystemDocument } from '#generators/model/document.ts'

export interface FoundContainer {
  readonly type: string
  readonly properties: Readonly<Record<string, string>>
}

/**
 * The document with the containers of `host` as they were found there. What says something of its own is left alone; what
 * names only a type gets its properties, and a type that is not there gives way to the first that is.
 */
export function withFoundContainers(
  document: SystemDocument,
  host: string,
  found: readonly FoundContainer[],
): SystemDocument {
  const model = document.system.hosts[host]
  const [first] = found
  if (!model || !first) return document
  const fitted = Object.entries(model.containers).map(([name, container]): [string, ModelContainer] => {
    if (container.properties) return [name, container]
    const { type, properties } = found.find((one) => one.type === container.type) ?? first
    return [name, { type, properties }]
  })
  const hosts = { ...document.system.hosts, [host]: { ...model, containers: Object.fromEntries(fitted) } }
  return { ...document, system: { ...document.system, hosts } }
}
