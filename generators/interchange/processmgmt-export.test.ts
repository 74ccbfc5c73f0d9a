/** A model that is written as the JSON of nix-processmgmt and read back means the same; what does not come back was named. */
import { expect, test } from 'vitest'
import { codesOf, compileText } from '#tests/fixtures/compiling.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import type { Account, Placement } from '../contract/backend.ts'
import { root } from '../contract/path.ts'
import { fillHoles, type Text } from '../contract/text.ts'
import { assemble } from './assemble.ts'
import { processmgmt } from './processmgmt.ts'
import { exportProcessmgmt } from './processmgmt-export.ts'

const plain = (value: Text) => fillHoles(value, (hole) => (hole.kind === 'directory' ? `/var/${hole.of}` : hole.kind))

/** What a process is, whoever describes it; where a text stood in the model is left out. */
function meaningOf({ name, description, foreground, daemon, pidFile, steps, accounts, after }: Placement) {
  const program = (of: typeof foreground) => (of ? [of.path, ...of.args].map(plain) : null)
  const account = (of: Account) =>
    of.kind === 'group'
      ? ['group', plain(of.name), of.gid ? plain(of.gid) : null]
      : [
          'user',
          ...[of.name, of.group, of.home, of.shell, of.description].map(plain),
          of.uid ? plain(of.uid) : null,
          of.createHome,
        ]
  return {
    name,
    description: plain(description),
    foreground: program(foreground),
    daemon: program(daemon),
    pidFile: daemon ? plain(pidFile) : null,
    environment: Object.fromEntries(Array.from(steps.environment ?? [], ([key, value]) => [key, plain(value)])),
    steps: [steps.umask, steps.nice, steps.user?.name, steps.directory].map((one) => (one ? plain(one) : null)),
    accounts: accounts.map(account).sort(),
    after: after.map(({ placement }) => placement.split('@')[0]).sort(),
  }
}
function placementsOf(text: string) {
  const compiled = compileText(text)
  expect(codesOf({ diagnostics: compiled.diagnostics.filter((one) => one.severity === 'error') })).toEqual([])
  return compiled.outputs.map((one) => one.placement)
}
function exported(placements: readonly Placement[]) {
  const { files, diagnostics } = exportProcessmgmt({ placements, at: '/out', directory: (name) => `/var/${name}` })
  const texts = new Map(files.map((one) => [one.path, 'link' in one ? `-> ${one.link}` : one.text]))
  return { texts, lost: diagnostics.map(({ data }) => `${data.process}: ${data.what}`) }
}
function modelOf(processes: object, hosts: object = {}): string {
  const here = { platform: 'linux', address: '127.0.0.1', containers: { main: { type: 'sysvinit' } } }
  return JSON.stringify([{ system: 'demo', hosts: { local: here, ...hosts }, processes }])
}
const literal = (s: string) => s.replaceAll('${', () => '$${')

const USERS = {
  www: {
    name: 'www',
    group: 'www',
    uid: 2001,
    home: '/srv',
    shell: '/bin/sh',
    description: 'the "web"',
    createHome: true,
  },
}
const WEB = {
  on: ['local'],
  after: ['db', 'cache'],
  extends: {
    users: USERS,
    groups: { www: { name: 'www', gid: 2002 } },
    process: {
      description: 'A "web" for ${no} body'.replace('${', () => '$${'),
      program: '/bin/web',
      foreground: { arguments: ['-f', ...HOSTILE.map(literal)] },
      daemon: { arguments: ['-d'] },
      pidFile: '/run/web pid',
      environment: Object.fromEntries(HOSTILE.map((one, index) => [`V${index}`, literal(one)])),
      umask: '027',
      nice: -5,
      user: 'www',
      directory: "/srv/it's $HOME",
    },
  },
}
const DB = { on: ['local'], extends: { process: { program: '/bin/db', daemon: {}, foreground: { when: 'false' } } } }
const CACHE = { on: ['local'], after: ['db'], extends: { process: { program: '/bin/cache', arguments: [''] } } }

test('there and back', () => {
  const before = placementsOf(modelOf({ web: WEB, db: DB, cache: CACHE }))
  const { texts, lost } = exported(before)
  expect(lost).toEqual([])
  const sources = [...texts].filter(([path]) => /^[^/]+\.json$/.test(path)).map(([path, text]) => ({ path, text }))
  const read = assemble(processmgmt.read(sources), { system: 'demo', manager: 'sysvinit' })
  expect(read.diagnostics).toEqual([])
  const after = placementsOf(JSON.stringify([{ ...read.document.system }]))
  const byName = (all: readonly Placement[]) => new Map(all.map((one) => [one.name, meaningOf(one)]))
  expect(byName(after)).toEqual(byName(before))
})

test('a file a process, and the directories by which the framework finds what it depends on', () => {
  const { texts } = exported(placementsOf(modelOf({ web: WEB, db: DB, cache: CACHE })))
  const stored = [...texts].filter(([path]) => path.startsWith('store/'))
  expect(stored.map(([path, link]) => [path.replace(/\/[0-9a-df-np-sv-z]{32}-/, '/HASH-'), link]).sort()).toEqual([
    ['store/HASH-cache/cache.json', '-> ../../cache.json'],
    ['store/HASH-db/db.json', '-> ../../db.json'],
    ['store/HASH-web/web.json', '-> ../../web.json'],
  ])
  const { dependencies, ...web } = JSON.parse(texts.get('web.json')!)
  // createManagedProcess refuses what it does not know.
  const known =
    'name instanceName description foregroundProcess foregroundProcessArgs daemon daemonArgs pidFile environment umask nice user directory credentials'
  expect(Object.keys(web).sort()).toEqual(known.split(' ').sort())
  for (const one of dependencies)
    expect(texts.has(`${one.slice('/out/'.length)}/${one.split('/').at(-1).slice(33)}.json`)).toBe(true)
  expect(JSON.parse(texts.get('db.json')!)).toEqual({
    name: 'db',
    instanceName: 'db',
    daemon: '/bin/db',
    daemonArgs: [],
    pidFile: expect.any(String),
  })
})

test('files of the model stand beside it, preparation becomes shell', () => {
  const process = {
    program: '/bin/x',
    arguments: ['${files.conf}'],
    prepare: [{ directory: "/srv/it's" }, { script: 'echo hello' }],
  }
  const files = { conf: { format: 'raw', content: 'in ${dirs.state}' } }
  const { texts, lost } = exported(placementsOf(modelOf({ x: { on: ['local'], extends: { files, process } } })))
  expect(lost).toEqual([])
  const { foregroundProcessArgs, initialize } = JSON.parse(texts.get('x.json')!)
  expect(foregroundProcessArgs).toEqual(['/out/files/x/conf'])
  expect(texts.get('files/x/conf')).toBe('in /var/state')
  expect(initialize).toBe("mkdir -p '/srv/it'\\''s'\necho hello\n")
})

test('what the framework has no word for is named, field by field', () => {
  const process = {
    program: '/bin/x',
    ready: { path: '/x' },
    restart: 'always',
    output: { file: '/x.log' },
    limits: { nofile: 10 },
    stop: { signal: 'INT' },
    reload: { signal: 'HUP' },
    boot: true,
    overrides: { sysvinit: { Description: 'x' } },
    prepare: [{ wait: { path: '/x' } }],
    user: 'u',
  }
  const users = { u: { name: 'u', group: 'u', groups: ['more'] } }
  const far = { platform: 'linux', address: '127.0.0.2', containers: { main: { type: 'sysvinit' } } }
  const all = placementsOf(
    modelOf(
      {
        x: { on: ['local'], after: ['far'], extends: { users, process } },
        far: { on: ['there'], extends: { process: { program: '/bin/far' } } },
      },
      { there: far },
    ),
  )
  // As a oneshot would be: what a process is beside its launch chain is a field like the others.
  const kind = (one: Placement) => ({ ...one, set: new Map([...one.set, ['kind', root]]) })
  const { lost } = exported(all.filter((one) => one.host === 'local').map(kind))
  const fields = [
    'after far@there/main',
    'boot',
    'kind',
    'limits.nofile',
    'output',
    'ready',
    'reload',
    'restart',
    'stop',
  ]
  const named = [
    ...fields,
    'what overrides say for sysvinit',
    'the preparation "wait"',
    'the supplementary groups of its user',
  ]
  expect(lost.map((one) => one.replace('x: ', '')).sort()).toEqual(named.sort())
})
