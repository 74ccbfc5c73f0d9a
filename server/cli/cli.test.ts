/** The command as scripts call it: its results, its words, and the numbers with which it ends. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const HOME = path.resolve(import.meta.dirname, '../..')
const EXAMPLE = path.join(HOME, 'examples/webapps.yaml')
let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'longrun-cli-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true, force: true })
})

function longrun(...args: string[]) {
  return longrunReading('', ...args)
}
function longrunReading(input: string | Buffer, ...args: string[]) {
  const command = [path.join(import.meta.dirname, 'longrun.mjs'), ...args]
  const env = {
    ...process.env,
    LONGRUN_PREFIX: path.join(directory, 'host'),
    LONGRUN_DATA: path.join(directory, 'data'),
  }
  return spawnSync(process.execPath, command, { cwd: directory, env, input, encoding: 'utf8', timeout: 60_000 })
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
  const secret = ['set', 'list', 'remove'].map((verb) => ['secret', verb])
  for (const command of [...commands.map((one) => [one]), ...secret]) {
    const help = longrun(...command, '--help')
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
  test('a folder of processes brings its numbers along, with no Nix on this machine', { timeout: 60_000 }, () => {
    const folder = path.join(directory, 'profile')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'web.json'), '{ "name": "web", "process": "/bin/web" }')
    writeFileSync(path.join(folder, 'idresources.nix'), '{ ports = { min = 5000; max = 5999; }; }')
    writeFileSync(path.join(folder, 'ids.nix'), '{ ids.ports.web = 5007; lastAssignments.ports = 5009; }')
    // A machine on which there is env(1), and no Nix.
    mkdirSync(path.join(directory, 'bin'))
    symlinkSync('/usr/bin/env', path.join(directory, 'bin/env'))
    vi.stubEnv('PATH', path.join(directory, 'bin'))
    const said = longrun('import', 'processmgmt', folder, '--out', 'imported.yaml')
    expect([said.status, said.stderr]).toEqual([0, ''])
    const ids = JSON.parse(longrun('assign-ids', 'imported.yaml', '--json').stdout)
    expect(ids).toMatchObject({ assigned: { 'ports/web.ports': 5007 }, last: { ports: 5009 } })
    writeFileSync(path.join(folder, 'processes.nix'), '{ }')
    expect(longrun('import', 'processmgmt', path.join(folder, 'processes.nix'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no nix-instantiate\. Install Nix/),
    })
  })
  test('a folder of units: a link is a second name, one to nothing is masked', { timeout: 60_000 }, () => {
    const folder = path.join(directory, 'units')
    mkdirSync(path.join(folder, 'multi-user.target.wants'), { recursive: true })
    writeFileSync(path.join(folder, 'web.service'), '[Service]\nExecStart=/bin/web\n')
    symlinkSync('../web.service', path.join(folder, 'multi-user.target.wants/web.service'))
    symlinkSync('web.service', path.join(folder, 'alias.service'))
    symlinkSync('/dev/null', path.join(folder, 'off.service'))
    const said = longrun('import', 'systemd', folder, '--json')
    const { processes, diagnostics } = JSON.parse(said.stdout)
    expect(processes).toEqual(['web'])
    expect(diagnostics.map((one: { file: string; code: string }) => [path.basename(one.file), one.code])).toEqual([
      ['off.service', 'import-lost'],
    ])
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

const SECRETIVE = `constructor: app
parameters: { password: { type: secret } }
process:
  program: /bin/sh
  arguments: [-c, 'printf %s "$PASSWORD" >"$0"; exec sleep 3600', OUT]
  environment: { PASSWORD: "\${password}" }
---
system: hush
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } } }
processes:
  app: { constructor: app, on: [local], with: { password: db } }
`
test('secrets are set from standard input or a file, used, and never printed', { timeout: 180_000 }, () => {
  const out = path.join(directory, 'seen')
  const file = model(SECRETIVE.replace('OUT', out))
  const missing = longrun('deploy', file)
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('secret-missing')])

  const value = `it's "a" $(secret) — é`
  expect(longrunReading(`${value}\n`, 'secret', 'set', file, 'db').status).toBe(0)
  const listed = longrun('secret', 'list', 'hush', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject({ ok: true, secrets: [{ name: 'db', count: 1 }] })
  expect(listed.stdout).not.toContain('a secret')
  try {
    const deployed = longrun('deploy', file, '--json')
    expect([deployed.status, deployed.stderr]).toEqual([0, expect.not.stringContaining('$(secret)')])
    expect(deployed.stdout).not.toContain('$(secret)')
    expect(readFileSync(out, 'utf8')).toBe(value)

    const bytes = path.join(directory, 'value')
    writeFileSync(bytes, 'two\nlines\n')
    expect(longrun('secret', 'set', 'hush', 'db', '--file', bytes).status).toBe(0)
    expect(longrun('deploy', file, '--dry-run').stdout).toContain('(the secret db was changed)')
    expect(longrun('deploy', file).status).toBe(0)
    expect(readFileSync(out, 'utf8')).toBe('two\nlines\n')
    expect(longrun('secret', 'remove', 'hush', 'db')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('uses db'),
    })
    expect(longrun('rollback', 'hush').status).toBe(0)
    expect(readFileSync(out, 'utf8')).toBe(value)
  } finally {
    expect(longrun('undeploy', 'hush').status).toBe(0)
  }
  expect(longrun('secret', 'remove', 'hush', 'db').status).toBe(0)
  expect(longrun('secret', 'list', 'hush').stdout).toBe('No secrets are set.\n')
  const data = spawnSync('grep', ['-rl', '(secret)', path.join(directory, 'data')], { encoding: 'utf8' })
  expect(data.stdout).toBe('')
})

test.each<[string | Buffer, string[], RegExp]>([
  ['', ['db'], /The value is empty/],
  ['a\0b', ['db'], /holds a NUL/],
  [Buffer.from([0xff, 0xfe, 0x00]), ['db'], /not text in UTF-8/],
  ['x'.repeat(70_000), ['db'], /has 70000 bytes/],
  ['x', ['correct horse'], /cannot be the name of a secret/],
  ['x', ['db', '--file', 'nowhere'], /cannot be read: ENOENT/],
])('a value or name that cannot be one is refused with the reason', { timeout: 60_000 }, (input, args, why) => {
  const { status, stderr } = longrunReading(input, 'secret', 'set', 'hush', ...args)
  expect(status).not.toBe(0)
  expect(stderr).toMatch(why)
})
