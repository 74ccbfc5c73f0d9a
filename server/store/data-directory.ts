/** Where this installation keeps its data. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { homeDirectory } from '#server/home.ts'

/** `LONGRUN_DATA`, or `.data` in the checkout. Made where it is missing, closed to other users: it holds password hashes. */
export function dataDirectory(): string {
  const directory = path.resolve(process.env.LONGRUN_DATA ?? path.join(homeDirectory(), '.data'))
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}

export function databaseFile(): string {
  return path.join(dataDirectory(), 'longrun.db')
}

export function migrationsDirectory(): string {
  return path.join(homeDirectory(), 'prisma', 'migrations')
}
