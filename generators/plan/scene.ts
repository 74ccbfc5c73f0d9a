/** What surrounds the passes: the constructors, hosts, containers and linkers of one compilation, found again by the next one. */

import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import type { Container, Declaration, HostFacts } from '../contract/backend.ts'
import type { CompileInput } from '../contract/compiled.ts'
import type { CheckedConstructor } from '../contract/passes.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { checkConstructors, interfacesByName } from '../language/check.ts'
import type { Host, Interface, SystemDocument } from '../model/document.ts'
import { wantedBy } from '../packages/index.ts'
import { defaultFacts } from '../platforms/index.ts'
import { type Containers, containersOf } from './containers.ts'
import { directoriesOf } from './directories.ts'
import { type Linker, makeLinker } from './link.ts'

export interface Scene {
  readonly document: SystemDocument
  readonly profile: string
  readonly constructors: ReadonlyMap<string, CheckedConstructor>
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly containers: Containers
  declaration(type: string): Declaration | null
  readonly declarations: readonly Declaration[]
  facts(host: string): HostFacts
  container(host: string, name: string | null): Container | null
  linker(host: string): Linker
}

/** Diagnostics: those of checking constructors. */
export function makeScene(
  input: CompileInput,
  registry: Pick<Scene, 'declaration' | 'declarations'>,
  report: Report,
): Scene {
  const { document, as } = input
  const profile = input.profile ?? document.system.system
  const interfaces = [...BUILTIN_INTERFACES, ...document.interfaces]
  const constructors = checkConstructors([...BUILTIN_CONSTRUCTORS, ...document.constructors], interfaces, report)
  const wanted = () => wantedBy([...document.constructors, ...BUILTIN_CONSTRUCTORS])
  const facts = (host: string): HostFacts => {
    if (Object.hasOwn(input.facts, host)) return input.facts[host]!
    return assumed(document.system.hosts[host], document, wanted)
  }
  const containers = containersOf({ document, facts, declaration: registry.declaration, as })
  return {
    document,
    profile,
    constructors,
    interfaces: interfacesByName(interfaces),
    containers,
    ...registry,
    facts,
    container: (host, name) => containers.of(host, name),
    linker: (host) => linkerFor(facts(host), document, profile),
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

const linkers = new WeakMap<HostFacts, Map<string, Linker>>()
/** One linker as long as a host's facts and the system's directories stay: addresses are then hashed once. */
function linkerFor(facts: HostFacts, document: SystemDocument, profile: string): Linker {
  const directories = directoriesOf(document.system.settings, facts)
  const key = JSON.stringify([profile, directories])
  const known = linkers.get(facts) ?? new Map<string, Linker>()
  linkers.set(facts, known)
  const linker = known.get(key) ?? makeLinker({ profile, facts, directories })
  known.set(key, linker)
  return linker
}
