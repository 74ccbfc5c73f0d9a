/** Failed tries to sign in, kept so that a restart forgives nobody. */
import type { Database } from './database.ts'

export interface Attempt {
  readonly failures: number
  readonly lastAt: Date
  readonly blockedUntil: Date | null
}
export interface Attempts {
  find(key: string): Promise<Attempt | null>
  /** Counts one more failure in one statement, so that tries at the same time all count; gives the new number. */
  increment(key: string, now: Date): Promise<number>
  block(key: string, until: Date): Promise<void>
  remove(key: string): Promise<void>
  /** Forgets keys that were quiet since `before`. */
  removeQuiet(before: Date): Promise<void>
}

export function makeAttempts(db: Database): Attempts {
  return {
    async find(key) {
      return await db.attempt.findUnique({ where: { key } })
    },
    async increment(key, now) {
      const row = await db.attempt.upsert({
        where: { key },
        create: { key, failures: 1, lastAt: now },
        update: { failures: { increment: 1 }, lastAt: now },
      })
      return row.failures
    },
    async block(key, until) {
      await db.attempt.updateMany({ where: { key }, data: { blockedUntil: until } })
    },
    async remove(key) {
      await db.attempt.deleteMany({ where: { key } })
    },
    async removeQuiet(before) {
      await db.attempt.deleteMany({ where: { lastAt: { lt: before } } })
    },
  }
}
