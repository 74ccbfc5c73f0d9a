/** Whether node_modules is what the lockfile says, and the command that makes it so. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} Locked
 * @typedef {{ packages: Record<string, Locked> }} Lockfile
 */

/** @returns {Lockfile | null} */
function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

/**
 * What is missing or of another version, of what running needs. Optional packages may be missing: they are for other platforms.
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile | null} installed npm's own note of what it installed
 * @returns {string[]}
 */
export function missingPackages(wanted, installed) {
  return Object.entries(wanted.packages)
    .filter(([place, one]) => {
      if (place === '' || one.link || one.dev || one.devOptional) return false
      const there = installed?.packages[place]
      return there ? there.version !== one.version : !one.optional
    })
    .map(([place]) => place)
}

/**
 * The arguments for npm that install what is missing; null: nothing is. Tools of development stay where they are there.
 * @param {string} home the checkout
 * @returns {string[] | null}
 */
export function installCommand(home) {
  const wanted = read(path.join(home, 'package-lock.json'))
  if (!wanted) throw new Error('package-lock.json is missing: is this a whole checkout?')
  const installed = read(path.join(home, 'node_modules', '.package-lock.json'))
  if (missingPackages(wanted, installed).length === 0) return null
  const developing = existsSync(path.join(home, 'node_modules', 'vitest'))
  // npm itself still runs on the machine's Node: its warnings that packages want a newer one are beside the point.
  return [
    'ci',
    ...(developing ? [] : ['--omit=dev']),
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
}
