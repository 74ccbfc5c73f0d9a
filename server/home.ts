/** Where this installation of Longrun finds its own files. */
import path from 'node:path'

/**
 * The checkout. A bundle does not know where its source stood (`import.meta.dirname` is undefined there): `npm start` names
 * it, and a development server runs in it.
 */
export function homeDirectory(): string {
  if (process.env.LONGRUN_HOME) return process.env.LONGRUN_HOME
  return import.meta.dirname ? path.resolve(import.meta.dirname, '..') : process.cwd()
}
