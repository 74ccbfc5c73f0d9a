/** The secrets of systems as the rest of the server sees them: set, named, counted, brought to deployments; never read back by anybody. */
import { loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import { secretsOf } from '#generators/plan/host-outputs.ts'
import type { SecretView } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { SecretKeeper } from '#server/deploy/secrets.ts'
import { logger } from '#server/log.ts'
import { dataDirectory } from '#server/store/data-directory.ts'
import { factsFor } from '#server/store/facts.ts'
import type { Store } from '#server/store/store.ts'
import { makeSealing, type Sealing, sealingKey } from './sealing.ts'
import { checkName, checkValue, newVersion } from './values.ts'

let sealing: Sealing | undefined
/** Read when the first value is sealed or opened: a server without secrets has no key. */
function ours(): Sealing {
  sealing ??= makeSealing(sealingKey(dataDirectory()))
  return sealing
}

/** The version of each secret that the next deployment uses. */
export async function secretVersions(store: Store, system: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await store.secrets.list(system)).map(({ name, version }) => [name, version]))
}

/** Values for a deployment. One that does not open is like one that is not kept: the plan says so before. */
export function secretKeeper(store: Store, system: string): SecretKeeper {
  return {
    async value(name, version) {
      const sealed = await store.secrets.sealed(system, name, version)
      if (sealed === null) return null
      try {
        return ours().open(sealed, { system, name, version })
      } catch (error) {
        logger.error({ err: error, system, secret: name }, 'the value of a secret cannot be opened')
        return null
      }
    },
  }
}

/** Every secret that there is or that the draft names, with who uses it. */
export async function listSecrets(store: Store, system: string): Promise<readonly SecretView[]> {
  const [stored, users, generations, { generation: current }] = await Promise.all([
    store.secrets.list(system),
    usersOf(store, system),
    store.generations.secrets(system),
    store.systems.get(system),
  ])
  const kept = new Map(stored.map((one) => [one.name, one]))
  const names = [...new Set([...kept.keys(), ...users.keys()])].sort()
  return names.map((name): SecretView => {
    const one = kept.get(name)
    const naming = (version: string) =>
      generations.filter(({ secrets }) => secrets.some((each) => each.name === name && each.version === version))
    return {
      name,
      version: one?.version ?? null,
      createdAt: one?.createdAt ?? null,
      createdBy: one?.createdBy ?? null,
      versions: (one?.versions ?? []).map((each) => ({
        ...each,
        generations: naming(each.version).map(({ number }) => number),
      })),
      usedBy: users.get(name) ?? [],
      running: generations.some(
        ({ number, secrets }) => number === current && secrets.some((each) => each.name === name),
      ),
    }
  })
}

/** The instances of the newest revision that use each secret. */
async function usersOf(store: Store, system: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { document } = await store.systems.get(system)
  const facts = await factsFor(store, document)
  const { outputs } = compile({ document, backends: await loadBackends(), facts })
  const users = new Map<string, Set<string>>()
  for (const output of outputs)
    for (const secret of secretsOf(output).keys())
      users.set(secret, (users.get(secret) ?? new Set()).add(output.placement.instance))
  return new Map([...users].map(([secret, instances]) => [secret, [...instances].sort()]))
}

/** Gives a secret its first or another value. The versions that no generation needs any more are forgotten. */
export async function setSecret(
  store: Store,
  {
    system,
    name,
    value,
    by,
  }: { readonly system: string; readonly name: string; readonly value: string; readonly by: string },
): Promise<string> {
  checkName(name)
  checkValue(value)
  const had = (await store.secrets.list(system)).some((one) => one.name === name)
  const version = newVersion()
  await store.secrets.put(system, { name, version, sealed: ours().seal(value, { system, name, version }), by })
  // What a deployment under way needs is in no generation yet.
  if ((await store.deployments.active(system)) === null) {
    const needed = (await store.generations.secrets(system)).flatMap(({ secrets }) => secrets)
    await store.secrets.prune(
      system,
      name,
      needed.filter((one) => one.name === name).map((one) => one.version),
    )
  }
  const action = had ? 'changed a secret' : 'set a secret'
  await store.audit.append({ by, action, about: system, detail: `${name}, version ${version}` })
  return version
}

/** Refused while the draft or what runs uses it. Generations of before can then only be gone back to where hosts still have it. */
export async function removeSecret(
  store: Store,
  { system, name, by }: { readonly system: string; readonly name: string; readonly by: string },
): Promise<void> {
  const view = (await listSecrets(store, system)).find((one) => one.name === name)
  if (!view || view.version === null) throw new AppError('not-found', `${system} has no secret named ${name}.`)
  if (view.usedBy.length > 0)
    throw new AppError('conflict', `${view.usedBy.join(', ')} ${view.usedBy.length === 1 ? 'uses' : 'use'} ${name}.`, {
      wayOut: 'Let the model name another secret first, and save it.',
    })
  if (view.running || (await store.deployments.active(system)) !== null)
    throw new AppError('conflict', `What runs of ${system} uses ${name}.`, {
      wayOut: 'Deploy the model that does without it first.',
    })
  await store.secrets.remove(system, name)
  await store.audit.append({ by, action: 'removed a secret', about: system, detail: name })
}
