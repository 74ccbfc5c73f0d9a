/** Placements: what reaches a process, where each text comes from, and what is not worked out again. */
import { describe, expect, it } from 'vitest'
import { BUILTIN_CONSTRUCTORS, BUILTIN_INTERFACES } from '../constructors/index.ts'
import type { Container, HostFacts, Placement } from '../contract/backend.ts'
import { formatPath } from '../contract/path.ts'
import { fillHoles, type Text } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { checkConstructors, interfacesByName } from '../language/check.ts'
import { idRequests } from '../language/id-requests.ts'
import type { Constructor, IdsModel, ProcessInstance, SystemDocument } from '../model/document.ts'
import { place } from './place.ts'

const FACTS: HostFacts = {
  platform: 'linux',
  system: 'Test',
  privileged: true,
  user: 'root',
  home: '/root',
  prefix: '/p',
  shell: '/bin/sh',
  programs: {
    'node.node': '/usr/bin/node',
    'nginx.nginx': '/usr/sbin/nginx',
    'nginx:mime.types': '/etc/nginx/mime.types',
  },
  tools: ['sh'],
}
type Processes = Readonly<Record<string, object>>
interface World {
  readonly constructors?: readonly object[]
  readonly ids?: IdsModel['assigned']
  readonly userChange?: boolean
}

function documentOf(processes: Processes, world: World = {}): SystemDocument {
  const host = (address: string) => ({ platform: 'linux', address, containers: { main: { type: 'any' } } })
  return {
    format: 1,
    interfaces: [],
    constructors: (world.constructors ?? []) as Constructor[],
    ids: { assigned: world.ids ?? {}, last: {} },
    system: {
      system: 'demo',
      hosts: { a: host('10.0.0.1'), b: host('10.0.0.2') },
      processes: processes as Readonly<Record<string, ProcessInstance>>,
    },
  }
}

/** As `containersOf` has it: the same container is the same object. */
const containers = new Map<string, Container>()
function containerOn(host: string, userChange: boolean, type = 'any'): Container {
  const key = `${host} ${userChange} ${type}`
  const made: Container = containers.get(key) ?? {
    type,
    name: 'main',
    host,
    platform: 'linux',
    properties: {},
    privileged: true,
    userChange,
  }
  containers.set(key, made)
  return made
}

function run(document: SystemDocument, userChange = true, type = 'any') {
  const diagnostics: Diagnostic[] = []
  const report = (one: Diagnostic) => diagnostics.push(one)
  const interfaces = interfacesByName([...BUILTIN_INTERFACES, ...document.interfaces])
  const constructors = checkConstructors(
    [...BUILTIN_CONSTRUCTORS, ...document.constructors],
    [...interfaces.values()],
    report,
  )
  const container = (host: string): Container => containerOn(host, userChange, type)
  const placements = place(
    { document, constructors, interfaces, ids: document.ids, inside: () => FACTS, container },
    report,
  )
  return {
    placements,
    requests: idRequests(document, constructors, report),
    said: diagnostics.map((one) => `${one.code} ${formatPath(one.at)}`),
  }
}
const placed = (processes: Processes, world: World = {}) => run(documentOf(processes, world), world.userChange ?? true)
const only = (processes: Processes, world: World = {}): Placement => placed(processes, world).placements.at(-1)!
const plain = (of: Text | undefined): string =>
  fillHoles(of ?? [], (hole) =>
    hole.kind === 'artefact'
      ? `<${hole.of.name} ${hole.via}>`
      : hole.kind === 'directory'
        ? `<${hole.of}>`
        : `<${hole.kind}>`,
  )
const origins = (of: Text | undefined) => (of ?? []).flatMap((part) => (part.from ? [formatPath(part.from)] : []))
const byHand = (process: object, more: object = {}) => ({
  on: ['a'],
  extends: { ...more, process: { program: '/bin/x', ...process } },
})
const content = (placement: Placement, name: string) =>
  plain(placement.files.find((file) => file.name === name)?.content)

it('a group that stands only in a user is made with its number', () => {
  const users = { main: { name: 'w', group: 'web', uid: 2000, gid: 2500 } }
  const { accounts } = only({ one: byHand({ user: 'main' }, { users }) })
  expect(
    accounts.map((one) => [one.kind, plain(one.name), one.kind === 'group' ? plain(one.gid) : plain(one.group)]),
  ).toEqual([
    ['group', 'web', '2500'],
    ['user', 'w', 'web'],
  ])
})

describe('a process from a constructor', () => {
  const webapp = only(
    { webapp1: { constructor: 'webapp', on: ['a'], with: { greeting: 'Hi' } } },
    { ids: { 'webappPorts/webapp1.port': 5000, 'uids/user:webapp1': 2000, 'gids/group:webapp1': 2001 } },
  )

  it('has its programs, environment, account and directories', () => {
    expect(webapp.id).toBe('webapp1@a/main')
    expect(plain(webapp.foreground?.path)).toBe('/usr/bin/node')
    expect(webapp.foreground?.args.map(plain)).toEqual(['<webapp.mjs store>'])
    expect(webapp.daemon?.args.map(plain)).toEqual(['<webapp.mjs store>', '-D'])
    expect(Object.fromEntries([...webapp.steps.environment!].map(([name, text]) => [name, plain(text)]))).toEqual({
      GREETING: 'Hi',
      LISTEN: '0.0.0.0',
      NAME: 'webapp1',
      PID_FILE: '<runtime>/webapp1/webapp1.pid',
      PORT: '5000',
    })
    expect(plain(webapp.steps.user?.name)).toBe('webapp1')
    expect(
      webapp.accounts.map((account) => [
        account.kind,
        plain(account.name),
        plain(account.kind === 'user' ? account.uid : account.gid),
      ]),
    ).toEqual([
      ['group', 'webapp1', '2001'],
      ['user', 'webapp1', '2000'],
    ])
    expect(webapp.directories.map((directory) => [plain(directory.path), plain(directory.owner)])).toEqual([
      ['<runtime>/webapp1', 'webapp1'],
    ])
    expect(webapp.ready).toMatchObject({ kind: 'tcp', seconds: 20 })
  })

  it('says of every text where it comes from, and of every field where it was set', () => {
    expect(origins(webapp.steps.environment!.get('GREETING'))).toEqual([
      'builtin.webapp.process.environment.GREETING',
      'system.processes.webapp1.with.greeting',
    ])
    expect(origins(webapp.steps.environment!.get('PORT'))).toContain('ids.assigned["webappPorts/webapp1.port"]')
    expect(formatPath(webapp.set.get('environment.PORT')!)).toBe('builtin.webapp.process.environment.PORT')
    expect([...webapp.set.keys()]).toEqual(
      expect.arrayContaining(['program', 'arguments', 'description', 'user', 'ready', 'files.server']),
    )
  })

  it('gives nobody anything where users cannot be changed', () => {
    const bare = only({ webapp1: { constructor: 'webapp', on: ['a'] } }, { userChange: false })
    expect(bare.accounts).toEqual([])
    expect(bare.directories.map((directory) => directory.owner)).toEqual([undefined])
    expect(plain(bare.pidFile)).toBe(plain(webapp.pidFile))
  })
})

const HOSTILE = [
  '${name}',
  '$${name}',
  "it's",
  '"',
  '\\',
  '`id`',
  '$(id)',
  '%n %(x)s',
  'a\nb\tc',
  ';#',
  ' lead and trail ',
  'ünï ☃ 😀',
  '',
  '$for x in y',
  '{}[]',
  '--',
  '\u0001\u007f',
]

describe('what a person types', () => {
  it.each(HOSTILE)('%j reaches the process unchanged, with its place', (typed) => {
    const placement = only({ w: { constructor: 'webapp', on: ['a'], with: { greeting: typed } } })
    const text = placement.steps.environment!.get('GREETING')
    expect(plain(text)).toBe(typed)
    expect(origins(text)).toContain('system.processes.w.with.greeting')
    const { banner } = JSON.parse(
      content(
        only({ p: { constructor: 'reverseProxyHostBased', on: ['a'], with: { banner: typed } } }),
        'reverse-proxy.json',
      ),
    )
    expect(banner).toBe(typed)
  })

  it.each(['a\0b', '\ud800', 'x\udc00'])('%j is refused', (typed) => {
    expect(placed({ w: { constructor: 'webapp', on: ['a'], with: { greeting: typed } } }).said[0]).toMatch(
      /^text-(with-nul|not-unicode) system\.processes\.w\.with\.greeting$/,
    )
  })

  it.each([
    [{ port: 'eighty' }, 'value-wrong-type system.processes.w.with.port'],
    [{ port: 70000 }, 'value-wrong-type system.processes.w.with.port'],
    [{ port: 0 }, 'value-wrong-type system.processes.w.with.port'],
    [{ dnsName: 'a b' }, 'value-wrong-type system.processes.w.with.dnsName'],
    [{ mode: 'neither' }, 'value-wrong-type system.processes.w.with.mode'],
    [{ greeting: ['a'] }, 'value-wrong-type system.processes.w.with.greeting'],
  ])('%j has the wrong type', (given, said) =>
    expect(placed({ w: { constructor: 'webapp', on: ['a'], with: given } }).said).toContain(said),
  )

  it('may differ by host', () => {
    const { placements } = placed({
      w: { constructor: 'webapp', on: ['a', 'b'], with: { greeting: 'x' }, at: { b: { greeting: 'y' } } },
    })
    expect(placements.map((one) => plain(one.steps.environment!.get('GREETING')))).toEqual(['x', 'y'])
  })
})

describe('slots', () => {
  const web = (on: string[], listen = 'any') => ({ constructor: 'webapp', on, with: { port: 5000, listen } })
  const proxy = (webapps: unknown) => ({ constructor: 'reverseProxyHostBased', on: ['a'], connects: { webapps } })
  const hosts = (processes: Processes) => JSON.parse(content(only(processes), 'reverse-proxy.json')).hosts

  it('hold what others provide, as this host reaches it, whatever the order of edges', () => {
    const one = { w2: web(['b']), w1: web(['a']) }
    const expected = [
      { name: 'w1.localhost', servers: [{ address: '127.0.0.1', port: 5000 }] },
      { name: 'w2.localhost', servers: [{ address: '10.0.0.2', port: 5000 }] },
    ]
    expect(hosts({ ...one, p: proxy(['w2', 'w1']) })).toEqual(expected)
    expect(hosts({ ...one, p: proxy('*') })).toEqual(expected)
  })

  it('give an edge to every place of what they are connected to', () => {
    const placement = only({ w: web(['a', 'b']), other: byHand({}), p: { ...proxy(['w']), after: ['other'] } })
    expect(placement.after.map((edge) => [edge.placement, edge.onChange, formatPath(edge.from)])).toEqual([
      ['w@a/main', 'reload', 'system.processes.p.connects.webapps[0]'],
      ['w@b/main', 'reload', 'system.processes.p.connects.webapps[0]'],
      ['other@a/main', 'order', 'system.processes.p.after[0]'],
    ])
  })

  it('refuse a loopback of another host', () => {
    expect(placed({ w: web(['b'], 'loopback'), p: proxy(['w']) }).said).toContain(
      'endpoint-unreachable system.processes.p.connects.webapps[0]',
    )
  })

  it('may hold the process itself, without an edge to it', () => {
    const peer = {
      constructor: 'peer',
      parameters: { port: { type: 'port', default: 7000 } },
      connects: { peers: { interface: 'tcp', many: true, self: true } },
      provides: { tcp: { port: '${port}' } },
      process: {
        program: '/bin/peer',
        arguments: [{ $for: 'e', $in: 'peers.endpoints', $do: '${e.host.address}:${e.port}${e.self ? "*" : ""}' }],
      },
    }
    const placement = only({ e: { constructor: 'peer', on: ['a', 'b'] } }, { constructors: [peer] })
    expect(placement.foreground?.args.map(plain)).toEqual(['10.0.0.1:7000', '10.0.0.2:7000*'])
    expect(placement.after).toEqual([])
  })

  it('say a circle of values between processes, once, and go on', () => {
    const link = {
      constructor: 'link',
      connects: { next: { interface: 'tcp' } },
      provides: { tcp: { port: '${next.port}' } },
      process: { program: '/bin/x', arguments: ['${next.port}'] },
    }
    const { said } = placed(
      {
        x: { constructor: 'link', on: ['a'], connects: { next: ['y'] } },
        y: { constructor: 'link', on: ['a'], connects: { next: ['x'] } },
      },
      { constructors: [link] },
    )
    expect(said.filter((line) => line.startsWith('value-cycle'))).toHaveLength(1)
  })
})

describe('a process written by hand', () => {
  it('works by the same path', () => {
    const placement = only({
      hand: byHand({
        arguments: ['-n', '${name}', '$${x}', '$HOME'],
        environment: { B: '1', A: 'on ${host.name}' },
        umask: '027',
        nice: -5,
        directory: '/srv',
        restart: 'always',
        limits: { nofile: 4096 },
        output: { file: '/tmp/log' },
        overrides: { any: { x: 1, y: ['${name}'] } },
      }),
    })
    expect(placement.foreground?.args.map(plain)).toEqual(['-n', 'hand', '${x}', '$HOME'])
    expect(placement.daemon).toBeUndefined()
    expect([...placement.steps.environment!.keys()]).toEqual(['A', 'B'])
    expect(placement).toMatchObject({
      restart: 'always',
      boot: true,
      reload: null,
      stop: { signal: 'TERM' },
      overrides: { any: { x: 1, y: ['hand'] } },
    })
    expect([
      plain(placement.steps.umask),
      plain(placement.steps.nice),
      plain(placement.steps.directory),
      plain(placement.steps.limits?.get('nofile')),
      plain(placement.steps.output),
    ]).toEqual(['027', '-5', '/srv', '4096', '/tmp/log'])
    expect(plain(placement.pidFile)).toBe('<runtime>/hand.pid')
    expect(formatPath(placement.set.get('umask')!)).toBe('system.processes.hand.extends.process.umask')
  })

  it.each([
    [{ program: 'python3' }, {}, 'program-not-absolute'],
    [{ name: 'a b' }, {}, 'process-name'],
    [{ environment: { 'a=b': 'c' } }, {}, 'variable-name'],
    [{ foreground: { when: 'false' } }, {}, 'no-mode'],
    [{}, { files: { a: { name: 'x y', format: 'raw', content: '' } } }, 'file-name'],
    [{}, { directories: { d: { in: 'state', path: '../x' } } }, 'directory-escapes'],
    [{}, { directories: { d: { path: 'x' } } }, 'directory-not-absolute'],
    [{ overrides: { any: { x: '${dirs.state}' } } }, {}, 'override-with-reference'],
    [
      {},
      {
        parameters: { p: { type: 'path', default: '/a b' } },
        files: { f: { format: 'nginx', content: 'root ${p};\n' } },
      },
      'format-cannot-hold',
    ],
  ])('%j %j is refused', (process, more, code) =>
    expect(placed({ hand: byHand(process, more) }).said.map((line) => line.split(' ')[0])).toContain(code),
  )

  it('says which program of which package a captured host lacks, and shows where it would be', () => {
    const { said, placements } = placed({ hand: byHand({ program: '${bin.notes.notesd}' }) })
    expect(said).toEqual(['program-not-found system.processes.hand'])
    expect(plain(placements[0]!.foreground?.path)).toBe('/usr/bin/notesd')
  })

  it('prepares with data: loops, conditions, scripts that nothing is spliced into', () => {
    const prepare = [
      {
        $for: 't',
        $in: 'kinds',
        $do: { unless: '${keys}/${t}', do: [{ run: ['/bin/gen', '${t}'], as: 'main' }], mark: true },
      },
      { $if: 'userChange', $then: [{ touch: '/x' }], $else: [{ touch: '/y' }] },
      { script: 'echo "$V" ${name}', variables: { V: '${name}' } },
      { copy: '${files.f}', to: '/etc/f', owner: 'main', mode: '0640' },
    ]
    const more = {
      values: { kinds: ['rsa', 'ed25519'] },
      directories: { keys: { in: 'lib', path: 'k' } },
      users: { main: { name: '${name}' } },
      files: { f: { format: 'raw', content: 'x' } },
    }
    const steps = only({ hand: byHand({ prepare }, more) }).steps.prepare!
    expect(steps.map((step) => step.do)).toEqual(['unless', 'unless', 'touch', 'script', 'copy'])
    expect(steps[0]).toMatchObject({ do: 'unless', mark: true, steps: [{ do: 'run', ok: [0] }] })
    expect(plain((steps[3] as { text: Text }).text)).toBe('echo "$V" ${name}')
    expect(steps[4]).toMatchObject({ mode: 0o640 })
  })
})

describe('budgets', () => {
  it('end what doubles with every value', () => {
    const values = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`v${i}`, i === 0 ? 'xx' : `\${v${i - 1}}\${v${i - 1}}`]),
    )
    expect(
      placed({ hand: byHand({ arguments: ['${v39}'] }, { values }) }).said.some((line) =>
        line.startsWith('budget-spent'),
      ),
    ).toBe(true)
  })
  it('end a chain of processes that would exhaust the stack', () => {
    const link = {
      constructor: 'link',
      connects: { next: { interface: 'tcp', optional: true } },
      provides: { tcp: { port: '${next ? next.port : 80}' } },
      process: { program: '/bin/x' },
    }
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [
        `p${i}`,
        { constructor: 'link', on: ['a'], connects: { next: [`p${i + 1}`] } },
      ]),
    )
    expect(placed(chain, { constructors: [link] }).said.some((line) => line.startsWith('budget-spent'))).toBe(true)
  })
  it('also where nothing is doubled', () => {
    const values = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`v${i}`, i === 0 ? '${empty}' : `\${v${i - 1}}\${v${i - 1}}`]),
    )
    const parameters = { empty: { type: 'text', default: '' } }
    expect(
      placed({ hand: byHand({ arguments: ['${v39}'] }, { values, parameters }) }).said.some((line) =>
        line.startsWith('budget-spent'),
      ),
    ).toBe(true)
  })
})

describe('numbers from pools', () => {
  it('are asked for by owner, before anything is evaluated', () => {
    const { requests } = placed({
      w1: { constructor: 'webapp', on: ['a', 'b'] },
      w2: { constructor: 'webapp', on: ['a'], with: { port: 5005 } },
    })
    expect(requests.map(({ pool, owner, hosts, pinned }) => [pool, owner, hosts.join(), pinned])).toEqual([
      ['webappPorts', 'w1.port', 'a,b', undefined],
      ['uids', 'user:w1', 'a,b', undefined],
      ['gids', 'group:w1', 'a,b', undefined],
      ['webappPorts', 'w2.port', 'a', 5005],
      ['uids', 'user:w2', 'a', undefined],
      ['gids', 'group:w2', 'a', undefined],
    ])
  })
  it('are refused for accounts whose name needs a number', () => {
    const users = { main: { name: 'u${port}', uid: { assign: 'uids' } } }
    const { said } = placed({ hand: byHand({}, { parameters: { port: { type: 'port', assign: 'ports' } }, users }) })
    expect(said.filter((line) => line.startsWith('id-not-static'))).toHaveLength(1)
  })
})

describe('what nothing changed for', () => {
  const processes = {
    w1: { constructor: 'webapp', on: ['a'], with: { port: 1 } },
    w2: { constructor: 'webapp', on: ['a'], with: { port: 2 } },
    p: { constructor: 'reverseProxyHostBased', on: ['a'], connects: { webapps: ['w1'] } },
  }

  it('is the same object, and what changed and all that looks at it is new', () => {
    const before = run(documentOf(processes)).placements
    const again = run(documentOf(processes)).placements
    expect(again.map((one, i) => one === before[i])).toEqual([true, true, true])
    const changed = run(
      documentOf({ ...processes, w1: { constructor: 'webapp', on: ['a'], with: { port: 3 } } }),
    ).placements
    expect(changed.map((one, i) => one === before[i])).toEqual([false, true, false])
    expect(JSON.parse(content(changed[2]!, 'reverse-proxy.json')).hosts[0].servers[0].port).toBe(3)
  })

  it('is evaluated once for two managers, and each has its own placement of it', () => {
    const document = documentOf(processes)
    const [one, other] = [run(document, true, 'any'), run(document, true, 'other')].map(({ placements }) => placements)
    expect(one!.map(({ container }) => container.type)).toEqual(['any', 'any', 'any'])
    expect(other!.map(({ container }) => container.type)).toEqual(['other', 'other', 'other'])
    expect(other!.map((it, i) => it.files === one![i]!.files && it.steps === one![i]!.steps)).toEqual([
      true,
      true,
      true,
    ])
    expect(run(document, true, 'any').placements.map((it, i) => it === one![i])).toEqual([true, true, true])
    expect(run(document, false).placements.map((it, i) => it.files === one![i]!.files)).toEqual([false, false, false])
  })

  it('gives the same placements as a compiler that remembers nothing', () => {
    run(documentOf(processes))
    const changed = { ...processes, w1: { ...processes.w1, with: { port: 4 } } }
    const incremental = run(documentOf(changed))
    const full = run(structuredClone(documentOf(changed)))
    expect(incremental).toEqual(full)
  })

  it('looks again where an assigned number changed', () => {
    const instance = { w: { constructor: 'webapp', on: ['a'] } }
    const port = (ids: IdsModel['assigned']) =>
      plain(run(documentOf(instance, { ids })).placements[0]!.steps.environment!.get('PORT'))
    expect([port({ 'webappPorts/w.port': 5000 }), port({ 'webappPorts/w.port': 5001 })]).toEqual(['5000', '5001'])
  })
})
