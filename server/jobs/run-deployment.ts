/** One deployment out of the queue, run by the recipe: its ports kept on the store. */
import path from 'node:path'
import { loadBackends } from '#generators/backends/index.ts'
import { transition } from '#generators/plan/transition.ts'
import { deploy } from '#server/deploy/deploy.ts'
import type { DeploymentState } from '#server/deploy/events.ts'
import type { Deployment, DeploymentStore, Ending, Memory, Standing, World } from '#server/deploy/ports.ts'
import { logger } from '#server/log.ts'
import { secretKeeper } from '#server/secrets/secrets.ts'
import { dataDirectory } from '#server/store/data-directory.ts'
import type { Lease, StoredDeployment } from '#server/store/deployments.ts'
import type { Store } from '#server/store/store.ts'
import { connectTo } from '#server/transports/transports.ts'
import { reach } from './reach-hosts.ts'

const MOST_ATTEMPTS = 10
const SECONDS_BETWEEN_TRIES = 20
/** In these no host was changed. */
const UNTOUCHED: readonly DeploymentState[] = ['queued', 'planned', 'locking', 'staging', 'armed']

/** Begins it, or goes on where a killed worker stood; ends with the row ended, or untouched for the next worker. */
export async function runDeployment(store: Store, lease: Lease, signal: AbortSignal): Promise<void> {
  const row = lease.deployment
  const order: Deployment = {
    id: row.id,
    system: row.system,
    by: row.by,
    reason: row.reason,
    previous: row.previous,
    next: row.next,
    document: row.document,
  }
  const backends = await loadBackends()
  const world: World = {
    store: onTheStore(store, lease),
    backends,
    connect: async (host) =>
      connectTo((await store.hosts.get(host)).address, { signal, runtimeDirectory: path.join(dataDirectory(), 'run') }),
    plan: (statuses) => transition({ previous: row.previous, next: row.next, backends, statuses }),
    secrets: secretKeeper(store, row.system),
    signal,
  }
  const ending = row.attempts > MOST_ATTEMPTS ? await giveUp(lease) : await deploy(order, world, standingOf(row))
  if (ending.outcome === 'waiting') return lease.release(SECONDS_BETWEEN_TRIES)
  await lease.end(ending)
  await lookAgain(store, row, ending)
}

function standingOf({ state, wave, memory }: StoredDeployment): Standing {
  return { state, wave, memory: memory as Memory | null }
}

/** A mistake of ours that stops every worker must not keep the system from being deployed for ever. */
async function giveUp(lease: Lease): Promise<Ending> {
  const { state, next, previous, attempts } = lease.deployment
  const touched = !UNTOUCHED.includes(state)
  await lease.append({
    kind: 'failure',
    host: null,
    placement: null,
    what: `${attempts} workers could not go on with this deployment.`,
    wayOut: touched ? 'Look at the log of the worker and at the hosts.' : 'Look at the log of the worker.',
  })
  const names = Object.keys({ ...next?.hosts, ...previous?.hosts })
  const hosts = Object.fromEntries(names.map((name) => [name, touched ? ('unknown' as const) : ('old' as const)]))
  return { outcome: touched ? 'rollback-failed' : 'refused', hosts, generation: null }
}

function onTheStore(store: Store, lease: Lease): DeploymentStore {
  const { system, number, by, reason, next, document } = lease.deployment
  return {
    save: (state, extra) => lease.save(state, extra),
    append: (event) => lease.append(event),
    cancelRequested: () => lease.cancelRequested(),
    nextGeneration: async () => (await store.generations.newest(system)) + 1,
    async record(generation) {
      if (next === null || document === null) return store.systems.setGeneration(system, null)
      const processes = generation.processes
      await store.generations.record(system, {
        number: generation.number,
        by,
        reason,
        deployment: number,
        manifest: next,
        document,
        processes,
      })
    },
  }
}

/** What the pages of the hosts say is as old as the deployment otherwise. */
async function lookAgain(store: Store, row: StoredDeployment, { hosts }: Ending): Promise<void> {
  const names = new Set([...Object.keys(hosts), ...Object.keys(row.next?.hosts ?? {})])
  for (const name of names) {
    try {
      const host = await store.hosts.get(name)
      await store.hosts.recordCapture(host.id, await reach(store).capture(host))
    } catch (error) {
      logger.warn({ err: error, host: name }, 'the host could not be looked at after the deployment')
    }
  }
}
