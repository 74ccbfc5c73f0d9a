/** The rows of secrets: names, versions and sealed values. What is sealed in them is opened by `server/secrets` alone. */
import { AppError } from '#server/app-error.ts'
import type { Database } from './database.ts'

export interface StoredVersion {
  readonly version: string
  readonly setAt: string
  readonly setBy: string
}
export interface StoredSecret {
  readonly name: string
  readonly createdAt: string
  readonly createdBy: string
  /** The one that the next deployment uses. */
  readonly version: string
  /** Newest first. */
  readonly versions: readonly StoredVersion[]
}
export interface SecretRows {
  /** By name. */
  list(system: string): Promise<readonly StoredSecret[]>
  /** `null`: that version is not kept. */
  sealed(system: string, name: string, version: string): Promise<string | null>
  /** Makes `version` the one that the next deployment uses. */
  put(
    system: string,
    secret: { readonly name: string; readonly version: string; readonly sealed: string; readonly by: string },
  ): Promise<void>
  /** Throws `not-found`. */
  remove(system: string, name: string): Promise<void>
  /** Forgets the versions that `keep` does not name, but never the one that holds. */
  prune(system: string, name: string, keep: readonly string[]): Promise<void>
}

export function makeSecretRows(db: Database): SecretRows {
  async function idOf(name: string): Promise<string> {
    const row = await db.system.findUnique({ where: { name }, select: { id: true } })
    if (!row) throw new AppError('not-found', `There is no system named ${name}.`)
    return row.id
  }
  return {
    async list(system) {
      const rows = await db.secret.findMany({
        where: { systemId: await idOf(system) },
        orderBy: { name: 'asc' },
        include: {
          versions: { orderBy: { setAt: 'desc' }, select: { version: true, setAt: true, setBy: true } },
        },
      })
      return rows.map(({ name, createdAt, createdBy, version, versions }) => ({
        name,
        createdAt: createdAt.toISOString(),
        createdBy,
        version,
        versions: versions.map((one) => ({ ...one, setAt: one.setAt.toISOString() })),
      }))
    },
    async sealed(system, name, version) {
      const row = await db.secretVersion.findFirst({
        where: { name, version, secret: { system: { name: system } } },
        select: { sealed: true },
      })
      return row?.sealed ?? null
    },
    async put(system, { name, version, sealed, by }) {
      const systemId = await idOf(system)
      await db.$transaction([
        db.secret.upsert({
          where: { systemId_name: { systemId, name } },
          create: { systemId, name, createdBy: by, version },
          update: { version },
        }),
        db.secretVersion.create({ data: { systemId, name, version, sealed, setBy: by } }),
      ])
    },
    async remove(system, name) {
      const { count } = await db.secret.deleteMany({ where: { systemId: await idOf(system), name } })
      if (!count) throw new AppError('not-found', `${system} has no secret named ${name}.`)
    },
    async prune(system, name, keep) {
      const systemId = await idOf(system)
      const row = await db.secret.findUnique({ where: { systemId_name: { systemId, name } } })
      if (!row) return
      await db.secretVersion.deleteMany({ where: { systemId, name, version: { notIn: [...keep, row.version] } } })
    },
  }
}
