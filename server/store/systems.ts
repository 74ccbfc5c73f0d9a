/** Systems and every revision that was ever saved of them. */
import type { Layout, SystemDocument } from '#generators/model/document.ts'
import type { RevisionView } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { DeploymentState } from '#server/deploy/events.ts'
import { type Database, fromJson, isTaken } from './database.ts'

export interface StoredSystem {
  readonly name: string
  readonly revision: number
  readonly document: SystemDocument
  readonly layout: Layout
  readonly savedAt: string
  readonly savedBy: string
  /** Of the generation that runs. */
  readonly generation: number | null
}
export interface Systems {
  list(): Promise<readonly StoredSystem[]>
  /** Throws `not-found`. */
  get(name: string): Promise<StoredSystem>
  create(system: {
    readonly name: string
    readonly document: SystemDocument
    readonly layout: Layout
    readonly by: string
  }): Promise<void>
  /**
   * Keeps a new revision, if nobody saved since `baseRevision`; gives its number. A document that says the same as the
   * newest revision makes none.
   */
  save(
    name: string,
    change: {
      readonly baseRevision: number
      readonly document: SystemDocument
      readonly layout: Layout
      readonly message: string
      readonly by: string
    },
  ): Promise<number>
  saveLayout(name: string, layout: Layout): Promise<void>
  revisions(name: string): Promise<readonly RevisionView[]>
  revision(name: string, number: number): Promise<RevisionView & { readonly document: SystemDocument }>
  /** Names the generation that runs; null: nothing does. */
  setGeneration(name: string, generation: number | null): Promise<void>
  remove(name: string): Promise<void>
}

export const EMPTY_LAYOUT: Layout = { nodes: {}, hosts: {} }

export function makeSystems(db: Database): Systems {
  const withNewest = { revisions: { orderBy: { number: 'desc' }, take: 1 } } as const
  type Row = NonNullable<Awaited<ReturnType<typeof find>>>

  function find(name: string) {
    return db.system.findUnique({ where: { name }, include: withNewest })
  }
  function noSystem(name: string): AppError {
    return new AppError('not-found', `There is no system named ${name}.`)
  }
  function stored(row: Row): StoredSystem {
    const newest = row.revisions[0]
    if (!newest) throw new Error(`system ${row.name} has no revision`)
    return {
      name: row.name,
      revision: newest.number,
      document: fromJson(newest.document),
      layout: fromJson(row.layout),
      savedAt: newest.savedAt.toISOString(),
      savedBy: newest.savedBy,
      generation: row.generation,
    }
  }
  async function idOf(name: string): Promise<string> {
    const row = await db.system.findUnique({ where: { name }, select: { id: true } })
    if (!row) throw noSystem(name)
    return row.id
  }

  return {
    async list() {
      return (await db.system.findMany({ include: withNewest, orderBy: { name: 'asc' } })).map(stored)
    },
    async get(name) {
      const row = await find(name)
      if (!row) throw noSystem(name)
      return stored(row)
    },
    async create({ name, document, layout, by }) {
      try {
        await db.system.create({
          data: {
            name,
            revision: 1,
            layout: JSON.stringify(layout),
            revisions: { create: { number: 1, document: JSON.stringify(document), message: 'Created', savedBy: by } },
          },
        })
      } catch (error) {
        if (isTaken(error))
          throw new AppError('conflict', `There is already a system named ${name}.`, { wayOut: 'Choose another name.' })
        throw error
      }
    },
    async save(name, { baseRevision, document, layout, message, by }) {
      const text = JSON.stringify(document)
      return await db.$transaction(async (tx) => {
        // The write comes first: it takes SQLite's lock, and it is the comparison.
        const { count } = await tx.system.updateMany({
          where: { name, revision: baseRevision },
          data: { layout: JSON.stringify(layout) },
        })
        const row = await tx.system.findUnique({ where: { name }, include: withNewest })
        if (!row) throw noSystem(name)
        const newest = row.revisions[0]
        if (!count)
          throw new AppError(
            'conflict',
            `${newest?.savedBy ?? 'Somebody'} saved revision ${row.revision} while you worked on revision ${baseRevision}.`,
            { wayOut: 'Load the newest revision and make your change again.' },
          )
        if (newest?.document === text) return newest.number
        const number = baseRevision + 1
        await tx.system.update({ where: { id: row.id }, data: { revision: number } })
        await tx.revision.create({ data: { systemId: row.id, number, document: text, message, savedBy: by } })
        return number
      })
    },
    async saveLayout(name, layout) {
      const { count } = await db.system.updateMany({ where: { name }, data: { layout: JSON.stringify(layout) } })
      if (!count) throw noSystem(name)
    },
    async revisions(name) {
      const rows = await db.revision.findMany({
        where: { systemId: await idOf(name) },
        orderBy: { number: 'desc' },
        select: { number: true, savedAt: true, savedBy: true, message: true },
      })
      return rows.map(({ number, savedAt, savedBy, message }) => ({
        revision: number,
        savedAt: savedAt.toISOString(),
        savedBy,
        message,
      }))
    },
    async revision(name, number) {
      const systemId = await idOf(name)
      const row = await db.revision.findUnique({ where: { systemId_number: { systemId, number } } })
      if (!row) throw new AppError('not-found', `${name} has no revision ${number}.`)
      return {
        revision: number,
        savedAt: row.savedAt.toISOString(),
        savedBy: row.savedBy,
        message: row.message,
        document: fromJson(row.document),
      }
    },
    async setGeneration(name, generation) {
      await db.system.updateMany({ where: { name }, data: { generation } })
    },
    async remove(name) {
      const over = { deployments: { none: { state: { not: 'ended' satisfies DeploymentState } } } }
      const { count } = await db.system.deleteMany({ where: { name, generation: null, ...over } })
      if (count) return
      const { generation } = await this.get(name)
      if (generation === null)
        throw new AppError('conflict', `${name} is being deployed.`, { wayOut: 'Stop the deployment first.' })
      throw new AppError('conflict', `Generation ${generation} of ${name} still runs.`, {
        wayOut: 'Undeploy it first.',
      })
    },
  }
}
