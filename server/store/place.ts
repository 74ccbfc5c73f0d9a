/** Where this installation keeps its data and finds its own files. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'

/**
 * The checkout. `npm start` names it, because a bundled server cannot know; everything else runs from the sources.
 */
export function productDirectory(): string {
  return process.env.LONGRUN_HOME ?? path.resolve(import.meta.dirname, '../..')
}

/** `LONGRUN_DATA`, or `.data` in the checkout. Made where it is missing, closed to other users: it holds password hashes. */
export function dataDirectory(): string {
  const directory = path.resolve(process.env.LONGRUN_DATA ?? path.join(productDirectory(), '.data'))
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}

export function databaseFile(): string {
  return path.join(dataDirectory(), 'longrun.db')
}

export function migrationsDirectory(): string {
  return path.join(productDirectory(), 'prisma', 'migrations')
}
