/** The whole way of an import: files are recognised, read, numbered, and what comes of them compiles for every process manager. */
import { describe, expect, test } from 'vitest'
import { BACKENDS, lineOf } from '#tests/fixtures/compiling.ts'
import { compile } from './compile.ts'
import type { SourceFile } from './contract/reader.ts'
import { type Evaluator, importFiles, needsEvaluation, recognise } from './import.ts'

const json = (path: string, value: unknown): SourceFile => ({ path, text: JSON.stringify(value, null, 2) })
const STORE = '/nix/store/0c5b8vw40dy178xlpddw65q9gf1h2186'

function imported(format: string, files: readonly SourceFile[], more: { evaluator?: Evaluator } = {}) {
  return importFiles({ format, files, folder: '', system: 'demo', manager: 'sysvinit', what: 'demo', ...more })
}
const short = ({ diagnostics }: Awaited<ReturnType<typeof imported>>) =>
  diagnostics.map(({ severity, code, position }) => `${severity} ${code} ${position?.file ?? ''}:${position?.line}`)

/** Processes as the null process manager writes them, in the manner of the framework's own services. */
const EXAMPLES: readonly Record<string, unknown>[] = [
  {
    name: 'nginx',
    instanceName: 'nginx',
    description: 'Nginx',
    initialize: 'mkdir -p /var/log/nginx\nchown nginx /var/log/nginx\n',
    process: `${STORE}-nginx/bin/nginx`,
    args: ['-p', '/var/nginx', '-c', `${STORE}-nginx.conf`],
    foregroundProcessExtraArgs: ['-g', 'daemon off;'],
    user: 'nginx',
    dependencies: [`${STORE}-webapp1`, `${STORE}-webapp2`],
    credentials: { groups: { nginx: {} }, users: { nginx: { group: 'nginx', description: 'Nginx user' } } },
    overrides: { sysvinit: { runlevels: [3, 4, 5] }, supervisord: { startsecs: 5 } },
  },
  {
    instanceName: 'webapp1',
    process: '/bin/webapp',
    daemonArgs: ['-D'],
    environment: { PORT: 5000, DEBUG: true, QUIET: false, NOTHING: null, WORDS: ['a', 2], RATIO: 0.5 },
    overrides: { systemd: { Service: { Restart: 'always' }, Made: { Up: 1 } }, nobody: { x: 1 } },
  },
  { name: 'webapp2', foregroundProcess: '/bin/webapp', foregroundProcessArgs: ['it\'s "so"', '$HOME', '${x}', ''] },
  { name: 'daemon', daemon: '/bin/d', daemonExtraArgs: ['-x'], pidFile: '/run/d.pid', umask: '0027', nice: -5 },
  { name: 'mysql', process: '/bin/mysqld', directory: '/var/lib/mysql', path: [`${STORE}-mysql`], nice: '10' },
  {
    name: 'own-path',
    process: '/bin/x',
    path: ['/opt/x'],
    environment: { PATH: '/only' },
    postInstall: 'touch $out/x',
  },
]

describe('processes of nix-processmgmt', () => {
  const files = EXAMPLES.map((one) => json(`${String(one.name ?? one.instanceName)}.json`, one))

  test('become a model, with all that is not carried over', async () => {
    const result = await imported('processmgmt', files)
    expect(short(result)).toMatchInlineSnapshot(`
      [
        "info import-needs nginx.json:1",
        "info import-needs mysql.json:1",
        "warning import-lost own-path.json:10",
        "info import-kept nginx.json:34",
        "info import-kept nginx.json:41",
        "info import-kept webapp1.json:19",
        "warning import-lost webapp1.json:19",
        "warning import-lost webapp1.json:27",
      ]
    `)
    const { processes } = result.document!.system
    expect(processes.nginx?.after).toEqual(['webapp1', 'webapp2'])
    expect(processes.webapp1?.extends?.process?.environment).toEqual({
      PORT: '5000',
      DEBUG: '1',
      QUIET: '',
      NOTHING: '',
      WORDS: 'a 2',
      RATIO: '0.500000',
    })
    expect(processes.nginx?.extends?.process?.overrides).toEqual({
      sysvinit: { 'Default-Start': [3, 4, 5] },
      supervisord: { startsecs: 5 },
    })
    expect(processes.webapp1?.extends?.process?.overrides).toEqual({
      systemd: { Service: { Restart: 'always' } },
    })
  })

  test.each([...BACKENDS.keys()])('compile for %s without an error', async (as) => {
    const { document } = await imported('processmgmt', files)
    const { diagnostics, outputs } = compile({ document: document!, backends: BACKENDS, facts: {}, as })
    // A launcher's limits may be the reason of a warning; nothing of a process may be an error.
    expect(diagnostics.filter(({ severity }) => severity === 'error').map(lineOf)).toEqual([])
    expect(outputs).toHaveLength(EXAMPLES.length)
  })

  test('what the framework calls otherwise is taken under its own name by whom it is for', async () => {
    const SAMPLES = ['5', 'true', 'TERM', 'name']
    for (const { declaration } of BACKENDS.values())
      for (const [theirs, own] of Object.entries(declaration.frameworkNames ?? {})) {
        const taken = await Promise.all(
          SAMPLES.map(async (value) => {
            const overrides = { [declaration.id]: { [theirs]: value } }
            const { document } = await imported('processmgmt', [
              json('x.json', { name: 'x', process: '/x', overrides }),
            ])
            return document?.system.processes.x?.extends?.process?.overrides
          }),
        )
        expect(taken).toContainEqual({ [declaration.id]: { [own]: expect.any(String) } })
      }
  })

  test('a dependency is known by the name of its file', async () => {
    const { document } = await imported('processmgmt', [
      json('web.json', { name: 'web', process: '/bin/web', dependencies: [`${STORE}-database`] }),
      json('database.json', { name: 'postgresql', process: '/bin/postgres' }),
    ])
    expect(document?.system.processes.web?.after).toEqual(['postgresql'])
  })

  test('numbers are found beside them and stay', async () => {
    const result = await imported('processmgmt', [
      json('web.json', { name: 'web', process: '/bin/web' }),
      { path: 'idresources.nix', text: '{ ports = { min = 5000; max = 5999; scope = "machine"; }; }' },
      {
        path: 'ids.nix',
        text: '{\n ids.ports = { web = 5007;\n  gone = 5008; };\n lastAssignmentsPerTarget.ports.test1 = 5008;\n}',
      },
    ])
    expect(short(result)).toEqual(['warning import-lost ids.nix:3'])
    const { ids } = compile({ document: result.document!, backends: BACKENDS, facts: {} })
    expect(ids).toEqual({ assigned: { 'ports/web.ports': 5007 }, last: { 'ports@local': 5008 } })
  })

  test('a model in Nix is evaluated by whoever can', async () => {
    const model = { path: 'processes.nix', text: '{ createManagedProcess }: { }' }
    const ids = { path: 'ids.nix', text: 'import ./other.nix' }
    expect(await recognise([model, ids])).toBe('processmgmt')
    expect(await needsEvaluation('processmgmt', [model])).toBe(true)
    expect(await needsEvaluation('processmgmt', [json('x.json', { name: 'x', process: '/x' }), ids])).toBe(true)
    expect(await needsEvaluation('processmgmt', [json('x.json', { name: 'x', process: '/x' })])).toBe(false)
    expect(short(await imported('processmgmt', [model]))).toEqual(['error import-unreadable processes.nix:1'])
    const asked: string[] = []
    const evaluator: Evaluator = {
      processes: async (file) => {
        asked.push(file)
        return { web: JSON.stringify({ name: 'web', process: '/bin/web' }) }
      },
      value: async (file) => {
        asked.push(file)
        return {}
      },
    }
    const result = await imported('processmgmt', [model, ids], { evaluator })
    expect(asked).toEqual(['processes.nix', 'ids.nix'])
    expect([short(result), result.processes]).toMatchObject([
      [],
      [{ name: 'web', place: { file: 'processes.nix#web' } }],
    ])
  })
})

describe('which format it is', () => {
  test.each([
    ['systemd', 'x', '[Unit]\n[Service]\nExecStart=/bin/x\n'],
    ['supervisord', 'x', '[supervisord]\n[program:x]\ncommand=/bin/x\n'],
    ['compose', 'x', 'services:\n  x:\n    command: /bin/x\n'],
    ['procfile', 'x', '# all\nweb: node server.js\nworker: ./w "x"\n'],
    ['processmgmt', 'x', '{ "name": "x", "process": "/bin/x" }'],
    [null, 'x', 'system: demo\nhosts: {}\nprocesses:\n  x: {}\n'],
    [null, 'package.json', '{ "name": "x", "version": "1" }'],
    [null, 'x', ''],
  ])('%s', async (format, path, text) => expect(await recognise([{ path, text }])).toBe(format))
})

describe('a folder', () => {
  test('of units: drop-ins belong to their units, and everything else is named', async () => {
    const result = await imported('systemd', [
      { path: 'web.service', text: '[Service]\nExecStart=/bin/web\nUser=www\n' },
      { path: 'web.service.d/20.conf', text: '[Service]\nEnvironment=A=2\n' },
      { path: 'web.service.d/10.conf', text: '[Service]\nEnvironment=A=1 B=1\nEnvironmentFile=/etc/web\n' },
      { path: 'gone.service.d/10.conf', text: '[Service]\nNice=1\n' },
      { path: 'web@.service', text: '[Service]\nExecStart=/bin/web %i\n' },
      { path: 'masked.service', text: '' },
      { path: 'off.service', text: '[Unit]\nSuccessAction=poweroff-force\n[Service]\nType=oneshot\n' },
      { path: 'back.service', text: '[Service]\nType=oneshot\nExecStart=/bin/back\n' },
      { path: 'back.timer', text: '[Unit]\nDescription=x\n[Timer]\nOnCalendar=daily\nOnBootSec=5\n' },
      { path: 'web.socket', text: '[Socket]\nListenStream=80\n' },
      { path: 'multi-user.target.wants/web.service', text: '[Service]\nExecStart=/bin/web\n' },
      { path: 'README', text: 'hello' },
    ])
    expect(short(result)).toMatchInlineSnapshot(`
      [
        "info import-passed-over multi-user.target.wants/web.service:1",
        "warning import-lost gone.service.d/10.conf:1",
        "warning import-lost web.socket:2",
        "warning import-lost web.service.d/10.conf:3",
        "warning import-lost web@.service:1",
        "warning import-lost masked.service:1",
        "warning import-lost off.service:1",
        "warning import-lost back.timer:5",
      ]
    `)
    expect(Object.keys(result.document!.system.processes)).toEqual(['web', 'back'])
    expect(result.document!.system.processes.web?.extends?.process?.environment).toEqual({ A: '2', B: '1' })
  })

  test('of supervisord: what includes name is there or said to be missing', async () => {
    const result = await imported('supervisord', [
      {
        path: 'supervisord.conf',
        text: '[supervisord]\nenvironment=A="1"\nlogfile=/x\n[include]\nfiles = conf.d/*.conf /etc/more/*.ini\n[group:all]\nprograms=a\n',
      },
      { path: 'conf.d/a.conf', text: '[program:a]\ncommand=/bin/a\nexitcodes=0,2\n' },
    ])
    expect(short(result)).toMatchInlineSnapshot(`
      [
        "warning import-lost supervisord.conf:2",
        "warning import-lost supervisord.conf:5",
        "warning import-lost supervisord.conf:6",
        "warning import-lost conf.d/a.conf:3",
      ]
    `)
  })

  test('of a project: only what is asked for is looked at', async () => {
    const result = await imported('procfile', [
      { path: 'Procfile', text: 'web: node server.js\n' },
      { path: '.env', text: '# x\nexport KEY=secret\n' },
      { path: 'server.js', text: '' },
      { path: 'other/Procfile', text: 'web: other\n' },
    ])
    expect(short(result)).toEqual(['warning import-lost Procfile:1', 'warning import-lost .env:2'])
    expect(result.text).not.toContain('secret')
  })

  test('without any process is an error', async () => {
    expect(short(await imported('systemd', [{ path: 'README', text: '' }]))).toEqual([
      'info import-passed-over README:1',
      'error import-empty demo:1',
    ])
  })
})
