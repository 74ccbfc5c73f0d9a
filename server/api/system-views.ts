/** Systems as pages see them: the draft beside what runs. */
import type { SystemDocument } from '#generators/model/document.ts'
import { secretVersions } from '#server/secrets/secrets.ts'
import { factsFor } from '#server/store/facts.ts'
import type { Store } from '#server/store/store.ts'
import type { StoredSystem } from '#server/store/systems.ts'
import type { SystemSummary, SystemView } from './views.ts'

/** Whether a deployment of `document` would mean something else than what runs. Assigned numbers are the compiler's, not a change. */
export function differs(document: SystemDocument, running: SystemDocument | null): boolean {
  if (!running) return Object.keys(document.system.processes).length > 0
  const meaning = ({ interfaces, constructors, system }: SystemDocument) =>
    JSON.stringify([interfaces, constructors, system])
  return meaning(document) !== meaning(running)
}

export async function systemSummary(store: Store, system: StoredSystem): Promise<SystemSummary> {
  const running = system.generation === null ? null : await store.generations.document(system.name, system.generation)
  return summaryBeside(store, system, running)
}

/** Whether a secret has another value than the one with which a generation runs. */
async function rotated(store: Store, system: string, generation: number): Promise<boolean> {
  const versions = await secretVersions(store, system)
  const needed = (await store.generations.secrets(system)).find(({ number }) => number === generation)?.secrets ?? []
  return needed.some(({ name, version }) => Object.hasOwn(versions, name) && versions[name] !== version)
}

async function summaryBeside(
  store: Store,
  system: StoredSystem,
  running: SystemDocument | null,
): Promise<SystemSummary> {
  const { name, document, revision, savedAt, savedBy, generation } = system
  return {
    id: name,
    name,
    title: document.system.title ?? name,
    revision,
    savedAt,
    savedBy,
    generation,
    processes: Object.keys(document.system.processes).length,
    hosts: Object.keys(document.system.hosts),
    draft: differs(document, running) || (generation !== null && (await rotated(store, name, generation))),
    deploying: await store.deployments.active(name),
  }
}

export async function systemView(store: Store, name: string): Promise<SystemView> {
  const system = await store.systems.get(name)
  const running = system.generation === null ? null : await store.generations.get(name, system.generation)
  return {
    ...(await summaryBeside(store, system, running?.document ?? null)),
    document: system.document,
    layout: system.layout,
    facts: await factsFor(store, system.document),
    secrets: await secretVersions(store, name),
    newest: await store.generations.newest(name),
    running: running?.manifest ?? null,
    runningDocument: running?.document ?? null,
  }
}
