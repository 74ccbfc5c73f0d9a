/** The command as scripts call it: its results, its words, and the numbers with which it ends. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const HOME = path.resolve(import.meta.dirname, '../..')
const EXAMPLE = path.join(HOME, 'examples/webapps.yaml')
let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'longrun-cli-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function longrun(...args: string[]) {
  const command = [path.join(import.meta.dirname, 'longrun.mjs'), ...args]
  const env = { ...process.env, LONGRUN_PREFIX: path.join(directory, 'host') }
  return spawnSync(process.execPath, command, { cwd: directory, env, encoding: 'utf8', timeout: 60_000 })
}
function model(text: string): string {
  const file = path.join(directory, 'model.yaml')
  writeFileSync(file, text)
  return file
}
const example = () => readFileSync(EXAMPLE, 'utf8')

test('every command explains itself', { timeout: 60_000 }, () => {
  const { stdout } = longrun('--help')
  const commands = [...stdout.matchAll(/^ {2}([a-z-]+) \[options\]/gm)].map(([, name]) => name ?? '')
  const local = ['deploy', 'undeploy', 'rollback', 'status', 'logs', 'generations']
  const all = ['validate', 'compile', 'assign-ids', ...local, 'import', 'export']
  expect(commands).toEqual(all)
  for (const command of commands) {
    const help = longrun(command, '--help')
    expect([help.status, help.stdout]).toEqual([0, expect.stringMatching(/--json[\s\S]*Exit status/)])
  }
})

test.each([
  [['nonsense'], 2],
  [['validate'], 2],
  [['validate', 'missing.yaml'], 2],
  [['compile', EXAMPLE, '--process-manager', 'nonsense', '--out', 'out'], 2],
  [['rollback', 'nobody'], 2],
  [['status', 'nobody'], 1],
  [['validate', EXAMPLE], 0],
])('%j ends with %i', { timeout: 60_000 }, (args, status) => {
  expect(longrun(...args).status).toBe(status)
})

test('an error is said at its line and column, and as JSON', { timeout: 60_000 }, () => {
  const file = model(example().replace('constructor: webapp\n', 'constructor: webap\n'))
  const said = longrun('validate', file)
  expect(said.status).toBe(1)
  expect(said.stderr).toMatch(/model\.yaml:\d+:\d+: error [a-z-]+ .*webap/)
  const { ok, diagnostics } = JSON.parse(longrun('validate', file, '--json').stdout)
  expect(ok).toBe(false)
  expect(diagnostics[0]).toMatchObject({ severity: 'error', line: expect.any(Number), wayOut: expect.any(String) })
})

test('a file with a syntax error is refused with its place', { timeout: 60_000 }, () => {
  const said = longrun('validate', model(`${example()}\n  - : [`))
  expect([said.status, said.stderr]).toEqual([1, expect.stringMatching(/model\.yaml:\d+:\d+: error /)])
})

test('numbers are kept in the file, the rest of which stays', { timeout: 60_000 }, () => {
  const file = model(example())
  const first = longrun('assign-ids', file, '--json', '--write')
  expect(JSON.parse(first.stdout).assigned).toMatchObject({ 'webappPorts/webapp1.port': 5000 })
  const kept = readFileSync(file, 'utf8')
  expect(kept.startsWith(example().trimEnd())).toBe(true)
  expect(longrun('assign-ids', file, '--write').status).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe(kept)
})

test('file trees for all managers; a file that was edited is not written over', { timeout: 60_000 }, () => {
  const args = ['compile', EXAMPLE, '--process-manager', 'all', '--out', 'out', '--json']
  const { files, written } = JSON.parse(longrun(...args).stdout)
  expect(written).toBe(files.length)
  expect(JSON.parse(longrun(...args).stdout)).toMatchObject({ written: 0, kept: files.length })
  writeFileSync(
    path.join(
      directory,
      'out',
      files.find((one: string) => one.includes('/etc/')),
    ),
    'mine',
  )
  expect(longrun(...args).status).toBe(3)
})

describe('from and to files of others', () => {
  test('what is imported is a model, and never written over', { timeout: 60_000 }, () => {
    writeFileSync(path.join(directory, 'Procfile'), 'web: ./web -p $PORT\n')
    const said = longrun('import', 'procfile', path.join(directory, 'Procfile'), '--out', 'imported.yaml', '--json')
    expect([said.status, JSON.parse(said.stdout)]).toMatchObject([0, { ok: true, processes: ['web'], diagnostics: [] }])
    expect(longrun('validate', 'imported.yaml').status).toBe(0)
    expect(longrun('import', 'procfile', path.join(directory, 'Procfile'), '--out', 'imported.yaml').status).toBe(2)
  })
  test('a file that cannot be read makes no model', { timeout: 60_000 }, () => {
    writeFileSync(path.join(directory, 'broken.json'), '{ "name": "x",\n  "procces": "/bin/x" }')
    const said = longrun('import', 'processmgmt', path.join(directory, 'broken.json'), '--out', 'none.yaml')
    expect([said.status, said.stderr]).toEqual([
      1,
      expect.stringMatching(/broken\.json:2:\d+: error import-unreadable/),
    ])
    expect(longrun('validate', 'none.yaml').status).toBe(2)
    expect(longrun('import', 'nonsense', 'x').status).toBe(2)
  })
  test('a model is written as Nix, with what Nix has no word for', { timeout: 60_000 }, () => {
    const said = longrun('export', 'nix', EXAMPLE, '--out', 'nix')
    expect([said.status, said.stderr]).toEqual([0, expect.stringContaining('export-lost webapp1: ready')])
    expect(readFileSync(path.join(directory, 'nix/ids.nix'), 'utf8')).toContain('webapp1 = 5000;')
    const json = longrun('export', 'processmgmt', EXAMPLE, '--out', 'json')
    expect([json.status, json.stderr]).toEqual([0, expect.stringContaining('export-lost webapp1: ready')])
    // It names its own files where they are, and is a model again.
    const { foregroundProcessArgs } = JSON.parse(readFileSync(path.join(directory, 'json/webapp1.json'), 'utf8'))
    expect(existsSync(foregroundProcessArgs[0])).toBe(true)
    const again = longrun('import', 'processmgmt', 'json', '--out', 'again.yaml')
    expect([again.status, longrun('validate', 'again.yaml').status]).toEqual([0, 0])
    expect(longrun('export', 'nonsense', EXAMPLE, '--out', 'nix').status).toBe(2)
  })
})
