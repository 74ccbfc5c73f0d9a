/** What readers of formats understand: tables of files, and the model that comes of them. */
import { describe, expect, test } from 'vitest'
import type { Reader, SourceFile } from '../contract/reader.ts'
import { parse } from '../model/parse.ts'
import { print } from '../model/print.ts'
import { assemble, literal, nameFor } from './assemble.ts'
import { compose } from './compose.ts'
import { withIds } from './ids.ts'
import { dependencyName, nixString, processmgmt } from './processmgmt.ts'
import { procfile } from './procfile.ts'

function imported(reader: Reader, files: readonly SourceFile[]) {
  const { document, diagnostics } = assemble(reader.read(files), { system: 'demo', manager: 'sysvinit' })
  // What is printed is read as the same document: nothing in it is read as an expression by accident.
  expect(parse(print(document))).toMatchObject({ document, diagnostics: [] })
  const said = diagnostics.map(({ severity, code, position }) => `${severity} ${code} ${position?.line}`)
  return { document, processes: document.system.processes, said }
}
const json = (path: string, value: unknown): SourceFile => ({ path, text: JSON.stringify(value, null, 2) })

test.each([
  ['${x}', '$${x}'],
  ['$${x}', '$$${x}'],
  ['$x', '$x'],
])('literal %s', (s, expected) => expect(literal(s)).toBe(expected))

test.each([
  ['web.1', 'web-1'],
  ['getty@tty1', 'getty-tty1'],
  ['-x-', 'x'],
  ['日本', 'process'],
])('name %s', (s, expected) => expect(nameFor(s)).toBe(expected))

describe('processmgmt', () => {
  test.each([
    [true, '1'],
    [false, ''],
    [null, ''],
    [5, '5'],
    [1.5, '1.500000'],
    ['a', 'a'],
    [['a', 1], 'a 1'],
  ])('%j as text', (value, expected) => expect(nixString(value)).toBe(expected))

  test.each([
    ['/nix/store/0c5b8vw40dy178xlpddw65q9gf1h2186-web1', 'web1'],
    ['/nix/store/0c5b8vw40dy178xlpddw65q9gf1h2186-web1/', 'web1'],
    ['./web1', 'web1'],
    ['/tmp/profile/my-web', 'my-web'],
  ])('dependency %s', (path, expected) => expect(dependencyName(path)).toBe(expected))

  test('all that a process says', () => {
    const { processes, said } = imported(processmgmt, [
      json('/p/web.json', {
        instanceName: 'web',
        description: 'A ${web}',
        initialize: 'mkdir -p ${dir}\n',
        process: '/nix/store/x/bin/web',
        args: ['-p', 80],
        daemonExtraArgs: ['-D'],
        path: ['/nix/store/y'],
        environment: { PORT: 80, ON: true, OFF: false },
        directory: '/srv',
        umask: '22',
        nice: '5',
        user: 'www',
        dependencies: ['/nix/store/0c5b8vw40dy178xlpddw65q9gf1h2186-db'],
        credentials: { groups: { www: {} }, users: { www: { group: 'www', homeDir: '/srv', createHomeDir: true } } },
      }),
      json('/p/db.json', { name: 'db', foregroundProcess: '/bin/db' }),
    ])
    expect(said).toEqual(['info import-needs 1'])
    expect(processes.web).toEqual({
      on: ['local'],
      after: ['db'],
      extends: {
        users: { www: { name: 'www', group: 'www', home: '/srv', createHome: true } },
        groups: { www: { name: 'www' } },
        process: {
          description: 'A $${web}',
          program: '/nix/store/x/bin/web',
          foreground: { arguments: ['-p', '80'] },
          daemon: { arguments: ['-p', '80', '-D'] },
          path: [{ root: '/nix/store/y' }],
          environment: { PORT: '80', ON: '1', OFF: '' },
          prepare: [{ script: 'mkdir -p $${dir}\n' }],
          umask: '022',
          nice: 5,
          user: 'www',
          directory: '/srv',
          pidFile: '/tmp/web.pid',
        },
      },
    })
    expect(processes.db).toEqual({ on: ['local'], extends: { process: { program: '/bin/db' } } })
  })

  test.each([
    ['{ "process": "/bin/x" }', ['error import-unreadable 1']],
    ['{ "name": "x",\n  "procces": "/bin/x" }', ['error import-unreadable 2']],
    ['{ "name": "x" }', ['error import-unreadable 1']],
    ['{ "name": ', ['error import-unreadable 1']],
    ['[]', ['error import-unreadable 1']],
    ['{ "name": "x", "process": "/bin/x",\n  "umask": 22 }', ['warning import-lost 2']],
    ['{ "name": "x", "process": "/bin/x",\n  "postInstall": "touch $out" }', ['warning import-lost 2']],
    ['{ "name": "x", "process": "/bin/x", "dependencies": ["/nix/store/y"] }', ['warning import-lost 1']],
    ['{ "name": "x", "process": "/bin/x",\n  "args": [{}] }', ['error import-unreadable 2']],
    ['{ "name": "x", "process": "/bin/x",\n  "args": [12345678901234567890] }', ['error import-unreadable 2']],
  ])('%s', (text, expected) => {
    expect(imported(processmgmt, [{ path: 'x.json', text }]).said).toEqual(expected)
  })

  test('a form that is given as null is not there', () => {
    const { processes } = imported(processmgmt, [json('x.json', { name: 'x', process: '/bin/x', daemon: null })])
    expect(processes.x?.extends?.process).toEqual({ program: '/bin/x' })
  })

  test('numbers stay with whom they were given to', () => {
    const { document } = imported(processmgmt, [
      json('web.json', {
        name: 'web',
        process: '/bin/web',
        credentials: { groups: { www: {} }, users: { www: { group: 'www' } } },
      }),
    ])
    const placed = (value: unknown) => ({ value, place: () => ({ line: 1, column: 1 }) })
    const pool = { min: 2000, max: 2999, scope: 'global' }
    const result = withIds(document, {
      resources: placed({ webPorts: { min: 5000, max: 5999 }, uids: pool, gids: pool, broken: { min: 'a' } }),
      ids: placed({
        ids: { webPorts: { web: 5003, gone: 5004 }, uids: { www: 2001 }, gids: { www: 2002 } },
        lastAssignments: { webPorts: 5004 },
      }),
    })
    expect(result.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error import-unreadable',
      'warning import-lost',
    ])
    expect(result.document.ids).toEqual({
      assigned: { 'webPorts/web.webPorts': 5003, 'uids/user:www': 2001, 'gids/group:www': 2002 },
      last: { webPorts: 5004 },
    })
    expect(parse(print(result.document))).toMatchObject({ document: result.document, diagnostics: [] })
  })
})

test('procfile', () => {
  const text = '# all\nweb: node server.js -p $PORT\n\nworker:   ./w "${X}" \nnothing\n'
  const { processes, said } = imported(procfile, [{ path: '/srv/app/Procfile', text }])
  expect(said).toEqual(['error import-unreadable 5'])
  expect(processes.worker?.extends?.process).toEqual({
    program: '/bin/sh',
    arguments: ['-c', './w "$${X}"'],
    environment: { PORT: '5100', PS: 'worker.1' },
    directory: '/srv/app',
  })
})

describe('compose', () => {
  const service = (more: string) => ({ path: '/c/compose.yaml', text: `services:\n  web:\n${more}\n` })
  test('a service', () => {
    const { processes, said } = imported(compose, [
      {
        path: 'compose.yaml',
        text: `services:
  db: { command: /usr/bin/db -D '/my data' }
  web:
    entrypoint: [/usr/bin/web]
    command: ["--cost", "$$5"]
    environment: [A=b=c, "D=$$x"]
    working_dir: /srv
    user: www:web
    restart: on-failure:3
    stop_signal: SIGQUIT
    stop_grace_period: 1m30s
    ulimits: { nofile: { soft: 10, hard: 20 } }
    depends_on: { db: { condition: service_healthy } }
`,
      },
    ])
    expect(said).toEqual([])
    expect(processes.db?.extends?.process).toEqual({
      program: '/usr/bin/db',
      arguments: ['-D', '/my data'],
      restart: 'never',
    })
    expect(processes.web).toEqual({
      on: ['local'],
      after: ['db'],
      extends: {
        users: { www: { name: 'www', group: 'web', existing: true } },
        process: {
          program: '/usr/bin/web',
          arguments: ['--cost', '$5'],
          environment: { A: 'b=c', D: '$x' },
          user: 'www',
          directory: '/srv',
          limits: { nofile: 10 },
          restart: 'on-failure',
          stop: { signal: 'QUIT', seconds: 90 },
        },
      },
    })
  })
  test.each([
    ['    image: web', ['warning import-lost 3', 'error import-unreadable 3']],
    ['    command: [/bin/web]\n    ports: ["80:80"]', ['warning import-lost 4']],
    ['    command: [/bin/web, "${TAG}"]', ['warning import-lost 3']],
    ['    command: web', ['warning import-lost 3']],
    ['    command: [/bin/web]\n    environment: [FROM_OUTSIDE]', ['warning import-lost 4']],
    ['    command: "/bin/web \'"', ['warning import-lost 3', 'error import-unreadable 3']],
    ['    command: [/bin/web', ['error import-unreadable 4']],
  ])('%s', (more, expected) => expect(imported(compose, [service(more)]).said).toEqual(expected))
})
