/** Hosts, with what each said of itself when it was last captured. */
import type { HostFacts } from '#generators/contract/backend.ts'
import type { Host } from '#prisma/generated/client.ts'
import type { HostView, Reach } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { TransportAddress } from '#server/transports/contract.ts'
import { type Database, fromJson, isTaken } from './database.ts'

export interface StoredHost {
  readonly id: string
  readonly name: string
  readonly address: TransportAddress
  readonly keyFingerprint: string | null
  readonly hostId: string | null
  readonly facts: HostFacts | null
  readonly containers: HostView['containers']
  readonly reach: Reach
  readonly reachedAt: string | null
  readonly problem: string | null
  readonly lockedBy: string | null
}
export interface Captured {
  readonly hostId: string | null
  readonly facts: HostFacts
  readonly containers: HostView['containers']
}
export interface Hosts {
  list(): Promise<readonly StoredHost[]>
  /** By id or name; throws `not-found`. */
  get(idOrName: string): Promise<StoredHost>
  create(host: {
    readonly name: string
    readonly address: TransportAddress
    readonly keyFingerprint: string | null
  }): Promise<StoredHost>
  recordCapture(id: string, captured: Captured): Promise<void>
  recordReached(id: string): Promise<void>
  recordProblem(id: string, problem: string): Promise<void>
  remove(id: string): Promise<void>
}

function stored(row: Host): StoredHost {
  return {
    id: row.id,
    name: row.name,
    address: fromJson(row.address),
    keyFingerprint: row.keyFingerprint,
    hostId: row.hostId,
    facts: row.facts === null ? null : fromJson(row.facts),
    containers: fromJson(row.containers),
    reach: row.reach as Reach,
    reachedAt: row.reachedAt?.toISOString() ?? null,
    problem: row.problem,
    lockedBy: row.lockedBy,
  }
}

export function makeHosts(db: Database): Hosts {
  return {
    async list() {
      return (await db.host.findMany({ orderBy: { name: 'asc' } })).map(stored)
    },
    async get(idOrName) {
      const row = await db.host.findFirst({ where: { OR: [{ id: idOrName }, { name: idOrName }] } })
      if (!row) throw new AppError('not-found', `There is no host named ${idOrName}.`)
      return stored(row)
    },
    async create({ name, address, keyFingerprint }) {
      try {
        return stored(await db.host.create({ data: { name, address: JSON.stringify(address), keyFingerprint } }))
      } catch (error) {
        if (isTaken(error))
          throw new AppError('conflict', `There is already a host named ${name}.`, { wayOut: 'Choose another name.' })
        throw error
      }
    },
    async recordCapture(id, { hostId, facts, containers }) {
      await db.host.updateMany({
        where: { id },
        data: {
          hostId,
          facts: JSON.stringify(facts),
          containers: JSON.stringify(containers),
          reach: 'reached' satisfies Reach,
          reachedAt: new Date(),
          problem: null,
        },
      })
    },
    async recordReached(id) {
      await db.host.updateMany({
        where: { id },
        data: { reach: 'reached' satisfies Reach, reachedAt: new Date(), problem: null },
      })
    },
    async recordProblem(id, problem) {
      await db.host.updateMany({ where: { id }, data: { reach: 'unreachable' satisfies Reach, problem } })
    },
    async remove(id) {
      const { count } = await db.host.deleteMany({ where: { id } })
      if (!count) throw new AppError('not-found', 'There is no such host.')
    },
  }
}
