/** What surrounds the passes: the constructors, hosts, containers and linkers of one compilation, found again by the next one. */

import { BUILTIN_CONSTRUCTORS } from '../constructors/index.ts'
import type { Container, HostFacts } from '../contract/backend.ts'
import type { CompileInput } from '../contract/compiled.ts'
import type { Host, SystemDocument } from '../model/document.ts'
import { wantedBy } from '../packages/index.ts'
import { defaultFacts } from '../platforms/index.ts'
import { type Containers, containersOf } from './containers.ts'
import { directoriesOf } from './directories.ts'
import type { Groundwork, Registry } from './groundwork.ts'
import { type Linker, makeLinker } from './link.ts'

export interface Scene extends Groundwork, Registry {
  readonly document: SystemDocument
  readonly profile: string
  readonly containers: Containers
  facts(host: string): HostFacts
  /** Of the root file system that processes have there: the host's, or an image's. */
  inside(container: Container): HostFacts
  container(host: string, name: string | null): Container | null
  linker(host: string): Linker
}

export function makeScene(input: CompileInput, groundwork: Groundwork, registry: Registry): Scene {
  const { document, as } = input
  const profile = input.profile ?? document.system.system
  const wanted = () => wantedBy([...document.constructors, ...BUILTIN_CONSTRUCTORS])
  const facts = (host: string): HostFacts => {
    if (Object.hasOwn(input.facts, host)) return input.facts[host]!
    return assumed(document.system.hosts[host], document, wanted)
  }
  const containers = containersOf({ document, facts, declaration: registry.declaration, as })
  return {
    document,
    profile,
    containers,
    ...groundwork,
    ...registry,
    facts,
    inside: (container) => insideOf(container, facts(container.host), registry),
    container: (host, name) => containers.of(host, name),
    linker: (host) => linkerFor(facts(host), document, { profile, secrets: input.secrets }),
  }
}

const assumptions = new WeakMap<
  Host,
  { readonly constructors: SystemDocument['constructors']; readonly facts: HostFacts }
>()
/** Facts of a host that nobody captured; kept while neither it nor the constructors change. */
function assumed(
  host: Host | undefined,
  document: SystemDocument,
  wanted: () => ReturnType<typeof wantedBy>,
): HostFacts {
  if (!host) return defaultFacts({ platform: '', address: '', containers: {} }, wanted())
  const known = assumptions.get(host)
  if (known && known.constructors === document.constructors) return known.facts
  const facts = defaultFacts(host, wanted())
  assumptions.set(host, { constructors: document.constructors, facts })
  return facts
}

const insides = new WeakMap<Container, { readonly of: HostFacts; readonly facts: HostFacts }>()
/** The same object as long as the container and its host stay the same: everything made for it is found again by it. */
function insideOf(container: Container, of: HostFacts, registry: Registry): HostFacts {
  const declaration = registry.declaration(container.type)
  if (!declaration?.inside) return of
  const known = insides.get(container)
  if (known?.of === of) return known.facts
  const facts = declaration.inside(container, of)
  insides.set(container, { of, facts })
  return facts
}

const linkers = new WeakMap<HostFacts, Map<string, Linker>>()
/** One linker as long as a host's facts and the system's directories stay: addresses are then hashed once. */
function linkerFor(
  facts: HostFacts,
  document: SystemDocument,
  { profile, secrets }: { readonly profile: string; readonly secrets: CompileInput['secrets'] },
): Linker {
  const directories = directoriesOf(document.system.settings, facts)
  const key = JSON.stringify([profile, directories, secrets])
  const known = linkers.get(facts) ?? new Map<string, Linker>()
  linkers.set(facts, known)
  const linker = known.get(key) ?? makeLinker({ profile, facts, directories, secrets })
  known.set(key, linker)
  return linker
}
