/** Reaches the hosts that the store knows, over the transport that each was enrolled with. */
import path from 'node:path'
import { loadBackends } from '#generators/backends/index.ts'
import { BUILTIN_CONSTRUCTORS } from '#generators/constructors/index.ts'
import type { HostManifest, Manifest, ManifestEntry } from '#generators/contract/manifest.ts'
import { wantedBy } from '#generators/packages/index.ts'
import { AppError } from '#server/app-error.ts'
import { capture } from '#server/deploy/capture.ts'
import { followLog, readLog } from '#server/deploy/logs.ts'
import { observe } from '#server/deploy/observe.ts'
import { type Kit, openKit } from '#server/host-kit/client.ts'
import { shutdown } from '#server/shutdown.ts'
import { dataDirectory } from '#server/store/data-directory.ts'
import type { StoredHost } from '#server/store/hosts.ts'
import type { Store } from '#server/store/store.ts'
import type { Connection } from '#server/transports/contract.ts'
import { fingerprint, probeKeys } from '#server/transports/ssh/probe.ts'
import { connectTo } from '#server/transports/transports.ts'
import type { HostReach } from './reach.ts'

const holder = globalThis as unknown as { longrunConnections?: Map<string, Promise<Connection>> }

/** One connection a host for the whole process: over SSH each further command costs a tenth of a new one. */
function connections(): Map<string, Promise<Connection>> {
  if (!holder.longrunConnections) {
    const open = new Map<string, Promise<Connection>>()
    holder.longrunConnections = open
    shutdown.signal.addEventListener('abort', () => {
      for (const connection of open.values()) connection.then((one) => one.close()).catch(() => undefined)
    })
  }
  return holder.longrunConnections
}

function connect(host: StoredHost): Promise<Connection> {
  const open = connections()
  const key = JSON.stringify(host.address)
  const connection = open.get(key) ?? connectTo(host.address, { runtimeDirectory: path.join(dataDirectory(), 'run') })
  open.set(key, connection)
  connection.catch(() => open.delete(key))
  return connection
}

/** Where the kit of this machine is to live, when not in its own place: for tests and for a second installation beside another. */
function prefixOf(host: StoredHost): string | undefined {
  return host.facts?.prefix ?? (host.address.kind === 'local' ? process.env.LONGRUN_PREFIX : undefined)
}

export function reach(store: Store): HostReach {
  async function entryOf(manifest: Manifest, placement: string): Promise<{ kit: Kit; entry: ManifestEntry }> {
    const found = Object.values(manifest.hosts)
      .flatMap((host) => host.entries.map((entry) => ({ host, entry })))
      .find(({ entry }) => entry.placement === placement)
    if (!found) throw new AppError('not-found', `There is no ${placement}.`)
    return { kit: await kitOf(found.host), entry: found.entry }
  }
  async function kitOf(host: HostManifest): Promise<Kit> {
    return openKit(await connect(await store.hosts.get(host.host)), { prefix: host.prefix })
  }
  return {
    probe: (host, port) => probeKeys(host, port),
    fingerprint: async (key) => fingerprint(key),
    connect,
    async capture(host) {
      const own = (await store.systems.list()).flatMap(({ document }) => document.constructors)
      const { hostId, facts, containers } = await capture(await connect(host), {
        backends: await loadBackends(),
        wanted: wantedBy([...BUILTIN_CONSTRUCTORS, ...own]),
        prefix: prefixOf(host),
        host: host.name,
      })
      return { hostId, facts, containers }
    },
    async statuses(manifest) {
      const at = new Date().toISOString()
      const hostNames = await store.hosts.list()
      const observed = await observe(manifest, await loadBackends(), async (name) =>
        connect(await store.hosts.get(name)),
      )
      for (const { id, name } of hostNames) {
        const silent = observed.silent[name]
        if (silent) await store.hosts.recordProblem(id, silent.message)
        else if (manifest.hosts[name]) await store.hosts.recordReached(id)
      }
      return observed.statuses.map((status) => ({ ...status, host: hostIn(manifest, status.placement), at }))
    },
    async logTail(manifest, placement, lines) {
      const { kit, entry } = await entryOf(manifest, placement)
      return readLog(kit, entry.running, await loadBackends(), lines)
    },
    async logFollow(manifest, placement, { signal, onLine }) {
      const { kit, entry } = await entryOf(manifest, placement)
      await followLog(kit, entry.running, await loadBackends(), { lines: 200, signal, onLine })
    },
  }
}

function hostIn(manifest: Manifest, placement: string): string {
  for (const { host, entries } of Object.values(manifest.hosts))
    if (entries.some((entry) => entry.placement === placement)) return host
  return ''
}
