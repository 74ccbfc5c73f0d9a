/** Brings a database file to the newest schema: every SQL file of prisma/migrations once, in order, whole or not at all. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'

const TABLE = `CREATE TABLE IF NOT EXISTS "_migration" (
  "name" TEXT NOT NULL PRIMARY KEY,
  "checksum" TEXT NOT NULL,
  "applied_at" TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
)`

export interface Migration {
  readonly name: string
  readonly sql: string
}

/** The migrations that come with this version. */
export function readMigrations(directory: string): readonly Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({
      name: entry.name,
      sql: readFileSync(path.join(directory, entry.name, 'migration.sql'), 'utf8'),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Applies what is missing and returns the names of what it applied. Safe in several processes at once: each migration is one
 * immediate transaction that looks again at what is there. Refuses a migration that was edited after it was applied.
 */
export function migrate(file: string, migrations: readonly Migration[]): readonly string[] {
  const db = new Sqlite(file, { timeout: 30_000 })
  try {
    db.pragma('journal_mode = WAL')
    // Before any BEGIN, where alone SQLite heeds it: Prisma's way of changing a table drops and renames it, and with
    // foreign keys on that drop would delete every row that refers to it (sqlite.org/foreignkeys.html, section 5).
    db.pragma('foreign_keys = OFF')
    db.exec(TABLE)
    return migrations.filter((migration) => applyOnce(db, migration)).map((migration) => migration.name)
  } finally {
    db.close()
  }
}

function applyOnce(db: Sqlite.Database, migration: Migration): boolean {
  const checksum = createHash('sha256').update(migration.sql).digest('hex')
  db.exec('BEGIN IMMEDIATE')
  try {
    const applied = db.prepare('SELECT checksum FROM "_migration" WHERE name = ?').get(migration.name) as
      | { checksum: string }
      | undefined
    if (applied && applied.checksum !== checksum)
      throw new Error(`migration ${migration.name} was edited after it was applied`)
    if (!applied) {
      db.exec(migration.sql)
      const broken = db.pragma('foreign_key_check') as unknown[]
      if (broken.length) throw new Error(`migration ${migration.name} breaks a reference: ${JSON.stringify(broken[0])}`)
      db.prepare('INSERT INTO "_migration" (name, checksum) VALUES (?, ?)').run(migration.name, checksum)
    }
    db.exec('COMMIT')
    return !applied
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}
