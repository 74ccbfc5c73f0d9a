/** What is known of the hosts of a system: all that the compiler learns of the world. */
import type { HostFacts } from '#generators/contract/backend.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import type { Store } from './store.ts'

/** What is known of the hosts that a document names. */
export async function factsFor(store: Store, document: SystemDocument): Promise<Record<string, HostFacts>> {
  const facts: Record<string, HostFacts> = {}
  for (const host of await store.hosts.list())
    if (host.facts && Object.hasOwn(document.system.hosts, host.name)) facts[host.name] = host.facts
  return facts
}
