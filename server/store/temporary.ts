/** A store in a directory of its own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { migrationsDirectory } from './data-directory.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openStore, type Store } from './store.ts'

export interface TemporaryStore {
  readonly file: string
  readonly store: Store
  /** As another process would see it: nothing in memory survives. */
  reopen(): Promise<void>
  remove(): Promise<void>
}

export function temporaryStore(): TemporaryStore {
  const directory = mkdtempSync(path.join(tmpdir(), 'longrun-store-'))
  const file = path.join(directory, 'longrun.db')
  migrate(file, readMigrations(migrationsDirectory()))
  let store = openStore(file)
  return {
    file,
    get store() {
      return store
    },
    async reopen() {
      await store.close()
      store = openStore(file)
    },
    async remove() {
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
