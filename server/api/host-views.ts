/** Hosts as pages see them. */
import type { StoredHost } from '#server/store/hosts.ts'
import type { Store } from '#server/store/store.ts'
import type { HostView } from './views.ts'

/** A host with the systems that run there. */
export async function hostView(store: Store, host: StoredHost): Promise<HostView> {
  const systems: string[] = []
  for (const system of await store.systems.list()) {
    if (system.generation === null) continue
    const { processes } = await store.generations.summary(system.name, system.generation)
    if (processes.some((process) => process.host === host.name)) systems.push(system.name)
  }
  return { ...host, systems }
}
