/**
 * Deployments as durable rows: a queue that workers claim from by compare-and-swap, a lease that they keep with a
 * heartbeat, and the events that pages replay. A worker whose lease ran out can write nothing any more.
 */
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import type { DeploymentSummary, Target } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { DeployEvent, DeploymentState, HostOutcome, Outcome, StoredEvent } from '#server/deploy/events.ts'
import { type Database, fromJson, isTaken } from './database.ts'

/** What a deployment is to do, fixed when it was confirmed. */
export interface DeploymentOrder {
  readonly system: string
  readonly target: Target
  readonly by: string
  readonly reason: string
  readonly base: number | null
  /** What runs, and what is to run; null: nothing. */
  readonly previous: Manifest | null
  readonly next: Manifest | null
  readonly document: SystemDocument | null
  readonly transition: Transition
}
export interface StoredDeployment extends DeploymentOrder {
  readonly id: string
  readonly number: number
  readonly state: DeploymentState
  readonly wave: number | null
  /** What the recipe keeps for itself between its states. */
  readonly memory: unknown
  readonly attempts: number
}
export interface DeploymentEnd {
  readonly outcome: Outcome
  readonly hosts: Readonly<Record<string, HostOutcome>>
  readonly generation: number | null
}
/** A deployment that this worker holds; every write fails with `LeaseLost` once another worker does. */
export interface Lease {
  readonly deployment: StoredDeployment
  renew(): Promise<void>
  /** Lets go of it: another worker may go on with it at once, or after some seconds. */
  release(afterSeconds?: number): Promise<void>
  save(state: DeploymentState, extra?: { readonly wave?: number; readonly memory?: unknown }): Promise<void>
  append(event: DeployEvent): Promise<StoredEvent>
  end(result: DeploymentEnd): Promise<void>
  cancelRequested(): Promise<boolean>
}
export class LeaseLost extends Error {
  constructor(id: string) {
    super(`another worker holds deployment ${id}`)
    this.name = 'LeaseLost'
  }
}
export interface Deployments {
  /** Newest first. */
  list(filter: { readonly system?: string; readonly take?: number }): Promise<readonly DeploymentSummary[]>
  get(id: string): Promise<DeploymentSummary & { readonly transition: Transition }>
  find(system: string, number: number): Promise<string>
  /** Queues it; refused with `conflict` while another deployment of the system is not over. */
  queue(order: DeploymentOrder): Promise<{ readonly id: string; readonly number: number }>
  requestCancel(id: string): Promise<void>
  events(id: string, after: number, take?: number): Promise<readonly StoredEvent[]>
  /** The number of the deployment of `system` that is not over. */
  active(system: string): Promise<number | null>
  /** The systems whose deployment is not over and takes part on `host`. */
  activeOn(host: string): Promise<readonly string[]>
  /** Median seconds from start to ready in the last deployments, by placement. */
  expectedSeconds(system: string): Promise<Readonly<Record<string, number>>>
  /** The oldest that is queued, or whose worker died; null where there is none. */
  claim(worker: string, leaseSeconds: number): Promise<Lease | null>
}

const SUMMARY = {
  id: true,
  number: true,
  target: true,
  state: true,
  outcome: true,
  hosts: true,
  generation: true,
  by: true,
  reason: true,
  createdAt: true,
  endedAt: true,
  cancelRequested: true,
  system: { select: { name: true } },
} as const
const ENDED = 'ended' satisfies DeploymentState

export function makeDeployments(db: Database): Deployments {
  type SummaryRow = Awaited<ReturnType<typeof summaryRows>>[number]

  function summaryRows(where: object, take: number) {
    return db.deployment.findMany({ where, select: SUMMARY, orderBy: { createdAt: 'desc' }, take })
  }
  function summary(row: SummaryRow): DeploymentSummary {
    return {
      id: row.id,
      number: row.number,
      systemId: row.system.name,
      system: row.system.name,
      target: fromJson(row.target),
      state: row.state as DeploymentState,
      outcome: row.outcome as Outcome | null,
      hosts: fromJson(row.hosts),
      generation: row.generation,
      by: row.by,
      reason: row.reason,
      createdAt: row.createdAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
      cancelRequested: row.cancelRequested,
    }
  }
  function noDeployment(): AppError {
    return new AppError('not-found', 'There is no such deployment.')
  }

  return {
    async list({ system, take = 100 }) {
      return (await summaryRows(system ? { system: { name: system } } : {}, take)).map(summary)
    },
    async get(id) {
      const row = await db.deployment.findUnique({ where: { id }, select: { ...SUMMARY, transition: true } })
      if (!row) throw noDeployment()
      return { ...summary(row), transition: fromJson(row.transition) }
    },
    async find(system, number) {
      const row = await db.deployment.findFirst({ where: { system: { name: system }, number }, select: { id: true } })
      if (!row) throw noDeployment()
      return row.id
    },
    async queue(order) {
      const system = await db.system.findUnique({ where: { name: order.system }, select: { id: true } })
      if (!system) throw new AppError('not-found', `There is no system named ${order.system}.`)
      const last = await db.deployment.findFirst({
        where: { systemId: system.id },
        orderBy: { number: 'desc' },
        select: { number: true, state: true, by: true },
      })
      const busy = (by: string, number: number) =>
        new AppError('conflict', `${by} is deploying (deployment ${number}).`, {
          wayOut: 'Wait for its end, then plan again.',
        })
      if (last && last.state !== ENDED) throw busy(last.by, last.number)
      const number = (last?.number ?? 0) + 1
      try {
        const { id } = await db.deployment.create({
          data: {
            systemId: system.id,
            number,
            by: order.by,
            reason: order.reason,
            base: order.base,
            target: JSON.stringify(order.target),
            previous: JSON.stringify(order.previous),
            next: JSON.stringify(order.next),
            document: JSON.stringify(order.document),
            transition: JSON.stringify(order.transition),
          },
          select: { id: true },
        })
        return { id, number }
      } catch (error) {
        // Two at the same moment take the same number: the unique key lets one through.
        if (isTaken(error)) throw busy('Somebody', number)
        throw error
      }
    },
    async requestCancel(id) {
      const { count } = await db.deployment.updateMany({
        where: { id, state: { not: ENDED } },
        data: { cancelRequested: true },
      })
      if (!count)
        throw new AppError('conflict', 'This deployment is over.', { wayOut: 'Go back to a generation instead.' })
    },
    async events(id, after, take = 1000) {
      const rows = await db.deploymentEvent.findMany({
        where: { deploymentId: id, seq: { gt: after } },
        orderBy: { seq: 'asc' },
        take,
      })
      return rows.map((row) => ({ seq: row.seq, at: row.at.toISOString(), event: fromJson(row.event) }))
    },
    async active(system) {
      const row = await db.deployment.findFirst({
        where: { system: { name: system }, state: { not: ENDED } },
        select: { number: true },
      })
      return row?.number ?? null
    },
    async activeOn(host) {
      const rows = await db.deployment.findMany({
        where: { state: { not: ENDED } },
        select: { previous: true, next: true, system: { select: { name: true } } },
      })
      const takesPart = (manifest: string) => Object.hasOwn(fromJson<Manifest | null>(manifest)?.hosts ?? {}, host)
      return rows
        .filter(({ previous, next }) => takesPart(previous) || takesPart(next))
        .map(({ system }) => system.name)
    },
    async expectedSeconds(system) {
      const last = await db.deployment.findMany({
        where: { system: { name: system }, state: ENDED, outcome: 'succeeded' satisfies Outcome },
        orderBy: { number: 'desc' },
        take: 5,
        select: { id: true },
      })
      const seen = new Map<string, number[]>()
      for (const { id } of last)
        for (const { event } of await this.events(id, 0, 10_000))
          if (event.kind === 'step' && event.phase === 'done' && event.placement && event.seconds !== undefined)
            seen.set(event.placement, [...(seen.get(event.placement) ?? []), event.seconds])
      return Object.fromEntries([...seen].map(([placement, seconds]) => [placement, median(seconds)]))
    },
    async claim(worker, leaseSeconds) {
      for (;;) {
        const free = {
          state: { not: ENDED },
          OR: [{ lockedUntil: null }, { lockedUntil: { lt: new Date() } }],
        }
        const candidate = await db.deployment.findFirst({
          where: free,
          orderBy: { createdAt: 'asc' },
          select: { id: true },
        })
        if (!candidate) return null
        const [won] = await db.deployment.updateManyAndReturn({
          where: { id: candidate.id, ...free },
          data: { lockedBy: worker, lockedUntil: inSeconds(leaseSeconds), attempts: { increment: 1 } },
        })
        if (won) return makeLease(db, won, worker, leaseSeconds)
      }
    },
  }
}

type Claimed = Awaited<ReturnType<Database['deployment']['updateManyAndReturn']>>[number]

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000)
}

async function makeLease(db: Database, row: Claimed, worker: string, leaseSeconds: number): Promise<Lease> {
  const mine = { id: row.id, lockedBy: worker }
  const system = await db.system.findUniqueOrThrow({ where: { id: row.systemId }, select: { name: true } })
  const newest = await db.deploymentEvent.aggregate({ where: { deploymentId: row.id }, _max: { seq: true } })
  let seq = newest._max.seq ?? 0

  async function write(data: Parameters<Database['deployment']['updateMany']>[0]['data']): Promise<void> {
    const { count } = await db.deployment.updateMany({ where: mine, data })
    if (!count) throw new LeaseLost(row.id)
  }
  async function writeWith(event: DeployEvent, data: Parameters<typeof write>[0]): Promise<StoredEvent> {
    const at = new Date()
    const next = ++seq
    await db.$transaction(async (tx) => {
      const { count } = await tx.deployment.updateMany({ where: mine, data })
      if (!count) throw new LeaseLost(row.id)
      await tx.deploymentEvent.create({ data: { deploymentId: row.id, seq: next, at, event: JSON.stringify(event) } })
    })
    return { seq: next, at: at.toISOString(), event }
  }

  return {
    deployment: {
      id: row.id,
      number: row.number,
      system: system.name,
      target: fromJson(row.target),
      by: row.by,
      reason: row.reason,
      base: row.base,
      previous: fromJson(row.previous),
      next: fromJson(row.next),
      document: fromJson(row.document),
      transition: fromJson(row.transition),
      state: row.state as DeploymentState,
      wave: row.wave,
      memory: row.memory === null ? null : fromJson(row.memory),
      attempts: row.attempts,
    },
    async renew() {
      await write({ lockedUntil: inSeconds(leaseSeconds) })
    },
    async release(afterSeconds = 0) {
      const lockedUntil = afterSeconds > 0 ? inSeconds(afterSeconds) : null
      // Decided and waiting for a host: that is no failure, and giving up would leave a record that no host agrees with.
      if (afterSeconds > 0)
        await db.deployment.updateMany({
          where: { ...mine, state: 'committing' satisfies DeploymentState },
          data: { attempts: 0 },
        })
      await db.deployment.updateMany({ where: mine, data: { lockedBy: null, lockedUntil } })
    },
    async save(state, { wave, memory } = {}) {
      await write({
        state,
        lockedUntil: inSeconds(leaseSeconds),
        ...(wave === undefined ? {} : { wave }),
        ...(memory === undefined ? {} : { memory: JSON.stringify(memory) }),
      })
    },
    async append(event) {
      return writeWith(event, { lockedUntil: inSeconds(leaseSeconds) })
    },
    async end({ outcome, hosts, generation }) {
      // One transaction: whoever reads that it ended finds how.
      await writeWith(
        { kind: 'state', state: ENDED },
        {
          state: ENDED,
          outcome,
          hosts: JSON.stringify(hosts),
          generation,
          endedAt: new Date(),
          lockedBy: null,
          lockedUntil: null,
        },
      )
    },
    async cancelRequested() {
      const now = await db.deployment.findUnique({ where: { id: row.id }, select: { cancelRequested: true } })
      return now?.cancelRequested ?? false
    },
  }
}
