/** Facts about this installation itself, by name. */
import { type Database, isTaken } from './database.ts'

export interface Settings {
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<void>
  /** Removes the setting if it still has this value; tells whether it did. Of several callers exactly one is told so. */
  take(key: string, value: string): Promise<boolean>
  /** Sets it only where it is not there yet; tells whether it did. */
  claim(key: string, value: string): Promise<boolean>
}

export function makeSettings(db: Database): Settings {
  return {
    async get(key) {
      return (await db.setting.findUnique({ where: { key } }))?.value ?? null
    },
    async set(key, value) {
      await db.setting.upsert({ where: { key }, create: { key, value }, update: { value } })
    },
    async take(key, value) {
      return (await db.setting.deleteMany({ where: { key, value } })).count === 1
    },
    async claim(key, value) {
      try {
        await db.setting.create({ data: { key, value } })
        return true
      } catch (error) {
        if (isTaken(error)) return false
        throw error
      }
    },
  }
}
