/** systemd's own opinion of whole golden trees: what `systemd-analyze verify` prints, a warning too, is a fault. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const GOLDENS = path.join(import.meta.dirname, 'goldens')
const scratch = mkdtempSync(path.join(tmpdir(), 'longrun-verify-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** What stands in every system, so that nothing is said of its absence. */
const TARGETS = ['sysinit', 'basic', 'shutdown', 'multi-user', 'default', 'timers']

/** By fixture and host: the folders in which unit files stand, with the tree that they belong to. */
const trees = readdirSync(GOLDENS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(service|timer)$/.test(entry.name))
  .map(({ parentPath }) => parentPath)
const places = [...new Set(trees)].map((folder) => {
  const [fixture = '', host = ''] = path.relative(GOLDENS, folder).split(path.sep)
  return { fixture, host, folder }
})

/** A root of its own with the units and, as empty programs, everything that they would run. */
function rootOf(fixture: string, host: string, folder: string): { root: string; units: string[] } {
  const root = mkdtempSync(path.join(scratch, `${fixture}-${host}-`))
  const system = path.join(root, 'etc/systemd/system')
  mkdirSync(system, { recursive: true })
  cpSync(folder, system, { recursive: true })
  for (const target of TARGETS) writeFileSync(path.join(system, `${target}.target`), '[Unit]\nDescription=x\n')
  const units = readdirSync(system).filter((name) => /\.(service|timer)$/.test(name))
  for (const unit of units) {
    const text = readFileSync(path.join(system, unit), 'utf8')
    for (const [, program] of text.matchAll(/^Exec\w+=[-+!@:]*"?([^"\s]+)/gm)) {
      // What has no path is looked for where systemd was built to look.
      const at = path.join(root, program!.startsWith('/') ? '' : 'usr/bin', program!)
      mkdirSync(path.dirname(at), { recursive: true })
      if (!existsSync(at)) writeFileSync(at, '', { mode: 0o755 })
    }
  }
  return { root, units: units.map((unit) => path.join(system, unit)) }
}

describe.each(places)('$fixture on $host', ({ fixture, host, folder }) => {
  test('is verified without a word', () => {
    const { root, units } = rootOf(fixture, host, folder)
    expect(units.length).toBeGreaterThan(0)
    const argv = ['verify', '--man=no', `--root=${root}`, ...units]
    const { status, stdout, stderr } = spawnSync('systemd-analyze', argv, { encoding: 'utf8', timeout: 60_000 })
    expect(`${stdout}${stderr}`).toBe('')
    expect(status).toBe(0)
  })
})
