/** Sessions, under the hash of their token: whoever reads the database cannot sign in with it. */
import type { Me } from '#server/api/views.ts'
import type { Database } from './database.ts'
import { me } from './users.ts'

export interface Sessions {
  create(session: {
    readonly tokenHash: string
    readonly userId: string
    readonly expiresAt: Date
    readonly address: string
  }): Promise<void>
  /** Whose it is; `null` where it is unknown or over. */
  find(tokenHash: string, now: Date): Promise<{ readonly me: Me; readonly expiresAt: Date } | null>
  extend(tokenHash: string, expiresAt: Date): Promise<void>
  remove(tokenHash: string): Promise<void>
  removeExpired(now: Date): Promise<void>
}

export function makeSessions(db: Database): Sessions {
  return {
    async create(session) {
      await db.session.create({ data: session })
    },
    async find(tokenHash, now) {
      const row = await db.session.findUnique({ where: { tokenHash }, include: { user: true } })
      return row && row.expiresAt > now ? { me: me(row.user), expiresAt: row.expiresAt } : null
    },
    async extend(tokenHash, expiresAt) {
      await db.session.updateMany({ where: { tokenHash }, data: { expiresAt } })
    },
    async remove(tokenHash) {
      await db.session.deleteMany({ where: { tokenHash } })
    },
    async removeExpired(now) {
      await db.session.deleteMany({ where: { expiresAt: { lte: now } } })
    },
  }
}
