/** Failed tries to sign in, kept so that a restart forgives nobody. */
import { type Database, isTaken } from './database.ts'

export interface Attempt {
  readonly failures: number
  readonly lastAt: Date
  readonly blockedUntil: Date | null
}
export interface Attempts {
  find(key: string): Promise<Attempt | null>
  /** Replaces what was `seen` of a key, if it is still that; tells whether it did. Of several who saw the same one is told so. */
  claim(key: string, seen: Attempt | null, next: Attempt): Promise<boolean>
  remove(key: string): Promise<void>
  /** Forgets keys that were quiet since `before`. */
  removeQuiet(before: Date): Promise<void>
}

export function makeAttempts(db: Database): Attempts {
  return {
    async find(key) {
      return await db.attempt.findUnique({
        where: { key },
        select: { failures: true, lastAt: true, blockedUntil: true },
      })
    },
    async claim(key, seen, next) {
      if (seen) {
        const { count } = await db.attempt.updateMany({ where: { key, failures: seen.failures }, data: next })
        return count === 1
      }
      try {
        await db.attempt.create({ data: { key, ...next } })
        return true
      } catch (error) {
        if (isTaken(error)) return false
        throw error
      }
    },
    async remove(key) {
      await db.attempt.deleteMany({ where: { key } })
    },
    async removeQuiet(before) {
      await db.attempt.deleteMany({ where: { lastAt: { lt: before } } })
    },
  }
}
