/** Who did what, when: append only, so there is nothing here that changes or removes an entry. */
import type { AuditEntry } from '#server/api/views.ts'
import type { Database } from './database.ts'

export interface Audit {
  append(entry: Omit<AuditEntry, 'at' | 'detail'> & { readonly detail?: string }): Promise<void>
  /** Newest first. */
  list(take: number): Promise<readonly AuditEntry[]>
}

export function makeAudit(db: Database): Audit {
  return {
    async append(entry) {
      await db.audit.create({ data: entry })
    },
    async list(take) {
      const rows = await db.audit.findMany({ orderBy: { id: 'desc' }, take })
      return rows.map(({ at, by, action, about, detail }) => ({ at: at.toISOString(), by, action, about, detail }))
    },
  }
}
