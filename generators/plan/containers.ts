/** The containers of a system as the compiler sees them: where they are, what drives them, who may run what there. */
import { sameMembers } from '../contract/alike.ts'
import type { Container, Declaration, HostFacts } from '../contract/backend.ts'
import type { SystemDocument } from '../model/document.ts'
import { containerNameOf } from '../model/instance.ts'

export interface ContainersInput {
  readonly document: SystemDocument
  readonly facts: (host: string) => HostFacts
  readonly declaration: (type: string) => Declaration | null
  /** Preview: every container is taken to be of this type, with that type's defaults. */
  readonly as?: string
}
export interface Containers {
  /** The named container of a host, or its first; `null` where there is none, or its manager is not known. */
  of(host: string, name: string | null): Container | null
}

/** By the container as it is written, then by the type that it is taken to be of: each type keeps its own few variants. */
const known = new WeakMap<object, Map<string, readonly Container[]>>()
const KEPT = 8
/** By the very objects that it was made from: so that nothing is parsed and compared again where nothing is different. */
const newest = new WeakMap<object, { readonly from: readonly unknown[]; readonly container: Container }[]>()
const KEPT_FROM = 32

/** The same document and facts give the same objects, so that whatever was made for a container is found again. */
export function containersOf({ document, facts, declaration, as }: ContainersInput): Containers {
  const { system } = document
  return {
    of(host, name) {
      const found = containerNameOf(system, { host, container: name })
      const model = found !== null && Object.hasOwn(system.hosts, host) ? system.hosts[host]!.containers : null
      if (found === null || !model || !Object.hasOwn(model, found)) return null
      const written = model[found]!
      const type = as ?? written.type
      const declared = declaration(type)
      if (!declared) return null
      const from = [declared, host, found, facts(host), system.settings?.forceDisableUserChange === true]
      const list = newest.get(written) ?? []
      newest.set(written, list)
      const known = list.find((one) => sameMembers(one.from, from))
      if (known) return known.container
      const properties = resolved(declared, written.type === type ? written.properties : undefined)
      const container = sameAsBefore(
        written,
        containerFrom({ host, name: found, type, properties, facts: facts(host), document }),
      )
      list.unshift({ from, container })
      list.length = Math.min(list.length, KEPT_FROM)
      return container
    },
  }
}

/** Properties with the defaults of the manager's own schema; what that refuses is said by `validate`. */
function resolved(
  declaration: Declaration,
  properties: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  try {
    const parsed = declaration.container.parse(properties) as Readonly<Record<string, string | undefined>>
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    )
  } catch {
    return properties
  }
}

function containerFrom(of: {
  host: string
  name: string
  type: string
  properties: Readonly<Record<string, string>>
  facts: HostFacts
  document: SystemDocument
}): Container {
  const { host, name, type, properties, facts, document } = of
  // `scope: user` says of any manager that it is one user's own, also on a host that we reach as root.
  const privileged = facts.privileged && properties.scope !== 'user'
  const userChange = privileged && document.system.settings?.forceDisableUserChange !== true
  return { type, name, host, platform: facts.platform, properties, privileged, userChange }
}

function sameAsBefore(written: object, container: Container): Container {
  const byType = known.get(written) ?? new Map<string, readonly Container[]>()
  known.set(written, byType)
  const before = byType.get(container.type) ?? []
  const key = JSON.stringify(container)
  const same = before.find((one) => JSON.stringify(one) === key)
  if (same) return same
  byType.set(container.type, [...before.slice(1 - KEPT), container])
  return container
}
