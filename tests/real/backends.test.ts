/** Each backend against its real manager as PID 1: the chain, order by readiness, restarts that touch nobody else, boot, the end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backend as supervisord } from '#generators/backends/supervisord/backend.ts'
import { supervisord as supervisordDeclaration } from '#generators/backends/supervisord/index.ts'
import { backend as systemd } from '#generators/backends/systemd/backend.ts'
import { systemd as systemdDeclaration } from '#generators/backends/systemd/index.ts'
import type { Change, ContainerTransition, Placement, Running, Status } from '#generators/contract/backend.ts'
import type { LoadedBackend } from '#generators/contract/compiled.ts'
import { root } from '#generators/contract/path.ts'
import { text } from '#generators/contract/text.ts'
import { run, runAll, send, until } from '#tests/conformance/host.ts'
import { container, placement } from '#tests/conformance/lowered.ts'
import { FACTS, type HostFile, type Rendition, render } from '#tests/conformance/pipeline.ts'
import { type Lab, upLab } from '#tests/lab/lab.ts'

let lab: Lab
beforeAll(() => {
  lab = upLab('backends', { systemd: 'systemd', supervisord: 'supervisord' }, '10.213.43')
}, 120_000)
afterAll(() => lab?.down(), 60_000)

const MANAGERS: readonly { id: string; target: LoadedBackend }[] = [
  { id: 'systemd', target: { declaration: systemdDeclaration, backend: systemd } },
  { id: 'supervisord', target: { declaration: supervisordDeclaration, backend: supervisord } },
]
const PORT = '8123'
const words = (...values: string[]) => values.map((one) => text(one))
const shell = (script: string) => ({ path: text('/bin/sh'), args: words('-c', script) })

/** What the chain promises, seen from inside the process: it must be the same under every manager. */
const SEEN = `{ id -un; id -gn; umask; nice; pwd; ulimit -n; echo "$GREETING"; echo "$HOME"; } >new; mv new seen; echo said; exec sleep 1000`

function model(where: ReturnType<typeof container>, change = 'one'): readonly Placement[] {
  const tcp = { kind: 'tcp', address: text('127.0.0.1'), port: text(PORT), seconds: 20 } as const
  const store = placement(where, {
    name: 'store',
    description: text('The store: 100% "there"'),
    foreground: shell(`sleep 1; exec /usr/bin/python3 -m http.server ${PORT} --bind 127.0.0.1`),
    ready: tcp,
    restart: 'always',
  })
  const web = placement(where, {
    name: 'web',
    // Fails at once unless the store answers: it must have been waited for.
    foreground: shell(
      `/usr/bin/python3 -c 'import socket; socket.create_connection(("127.0.0.1", ${PORT}))' && exec sleep 1000`,
    ),
    steps: { environment: new Map([['CHANGE', text(change)]]) },
    restart: 'never',
    after: [{ placement: store.id, onChange: 'order', from: root }],
  })
  const chained = placement(where, {
    name: 'chained',
    foreground: {
      path: text('/bin/sh'),
      args: words('-c', SEEN),
    },
    steps: {
      limits: new Map([['nofile', text('777')]]),
      environment: new Map([['GREETING', text('100% $HOME "it\'s"')]]),
      umask: text('027'),
      prepare: [
        { do: 'directory', path: text('/var/lib/web'), owner: text('games'), group: text('games'), mode: 0o755 },
      ],
      nice: text('5'),
      user: { name: text('games'), group: text('games'), groups: [], home: text('/usr/games') },
      directory: text('/var/lib/web'),
      output: text('/var/lib/web/chained.log'),
    },
  })
  const bell = placement(where, {
    name: 'bell',
    foreground: shell('trap "echo rung >>/var/bell" HUP; while :; do sleep 0.1; done'),
    reload: { signal: 'HUP' },
  })
  const daemon = placement(where, {
    name: 'daemon',
    foreground: undefined,
    daemon: shell('(exec sleep 1000) & echo $! >/run/forked.pid'),
    pidFile: text('/run/forked.pid'),
    steps: {},
  })
  return [store, web, chained, bell, daemon]
}

describe.each(MANAGERS)('$id', ({ id, target }) => {
  const { activities, observe } = target.backend
  const where = container(id)
  let now: Rendition
  const named = (name: string) => now.running.find((one) => one.name === name)!

  function install(rendition: Rendition): void {
    const keep: [string, HostFile][] = rendition.running.map((one) => [
      `/var/lib/longrun/var/log/.keep`,
      { content: one.name, mode: 0o644 },
    ])
    send(lab, id, new Map([...rendition.files, ...keep]), rendition.links)
  }
  function transition(changes: Readonly<Record<string, Change>>, gone: readonly Running[] = []): ContainerTransition {
    return {
      container: where,
      directory: now.running[0]!.directory,
      changes: new Map(Object.entries(changes).map(([name, change]) => [`${name}@here/main`, change])),
      running: now.running,
      gone,
    }
  }
  function statuses(): ReadonlyMap<string, Status> {
    const results = observe.status(now.running).map((command) => run(lab, id, command))
    return new Map(observe.parse(now.running, results).map((one) => [one.placement.replace('@here/main', ''), one]))
  }
  const isUp = (process: Running) => run(lab, id, activities.up(process)).status === 0
  const awaitUp = (process: Running) => until(20, `${process.name} is up`, () => isUp(process))
  const kept = (before: ReadonlyMap<string, Status>, after: ReadonlyMap<string, Status>) =>
    [...before]
      .filter(([name, status]) => status.pid !== undefined && after.get(name)?.pid === status.pid)
      .map(([name]) => name)

  beforeAll(() => {
    now = render(target, model(where), { ...FACTS, tools: ['setpriv', 'chroot', 'python3'] })
    install(now)
  }, 60_000)

  test('the manager accepts each file, and refuses a broken one', () => {
    for (const process of now.running) {
      const [file] = process.installed
      const command = activities.check?.(process, file!)
      const result = command ? run(lab, id, command) : null
      expect(
        result === null || (command!.ok ?? [0]).includes(result.status!),
        `${result?.stdout}${result?.stderr}`,
      ).toBe(true)
    }
    const broken = {
      systemd: '[Service]\nExecStart=relative/path\n',
      supervisord: '[program:x]\ncommand=/bin/true %(x)s\n',
    }[id]!
    const at = `/tmp/${id === 'systemd' ? 'x.service' : 'x.conf'}`
    send(lab, id, new Map([[at, { content: broken, mode: 0o644 }]]))
    expect(run(lab, id, activities.check!(now.running[0]!, at)).status).not.toBe(0)
  })

  test('a deployment starts everything in order, and every process is up', () => {
    const all = Object.fromEntries(now.running.map((one): [string, Change] => [one.name, 'start']))
    runAll(lab, id, activities.stage?.(transition(all)) ?? [])
    runAll(lab, id, activities.switch?.(transition(all)) ?? [])
    // Not in the order of dependencies: the manager, or the launcher, has to wait by itself.
    for (const name of ['web', 'chained', 'bell', 'daemon', 'store'])
      runAll(
        lab,
        id,
        activities.start(named(name)).map((one) => ({ ...one, ok: [0, 1, 7] })),
      )
    for (const process of now.running) awaitUp(process)
    const seen = statuses()
    expect([...seen.values()].map((one) => one.state)).toEqual(now.running.map(() => 'up'))
    for (const status of seen.values()) expect(status.pid).toBeGreaterThan(1)
  })

  test('the launch chain means the same as everywhere', () => {
    until(10, 'the process wrote what it saw', () => lab.status(id, 'test', '-e', '/var/lib/web/seen') === 0)
    expect(lab.inside(id, 'cat', '/var/lib/web/seen').split('\n').slice(0, -1)).toEqual([
      'games',
      'games',
      '0027',
      '5',
      '/var/lib/web',
      '777',
      '100% $HOME "it\'s"',
      '/usr/games',
    ])
    expect(lab.inside(id, 'cat', '/var/lib/web/chained.log')).toContain('said')
    expect(run(lab, id, observe.logs(named('chained'), { lines: 5, follow: false })).stdout).toContain('said')
  })

  test('starting and stopping again does no harm', () => {
    const before = statuses()
    runAll(lab, id, activities.start(named('bell')))
    expect(kept(before, statuses())).toEqual([...before.keys()])
  })

  test('a reload reaches the process, which stays', () => {
    const before = statuses()
    runAll(lab, id, activities.reload!(named('bell')))
    until(10, 'the bell rang', () => lab.status(id, 'test', '-s', '/var/bell') === 0)
    expect(kept(before, statuses())).toEqual([...before.keys()])
  })

  test('a changed process restarts with its new configuration, nobody else does', () => {
    const before = statuses()
    now = render(target, model(where, 'two'), { ...FACTS, tools: ['setpriv', 'chroot', 'python3'] })
    install(now)
    const changes = { store: 'keep', web: 'restart', chained: 'keep', bell: 'keep', daemon: 'keep' } as const
    runAll(lab, id, activities.switch?.(transition(changes)) ?? [])
    runAll(lab, id, activities.restart!(named('web')))
    awaitUp(named('web'))
    const after = statuses()
    expect(kept(before, after)).toEqual(['store', 'chained', 'bell', 'daemon'])
    expect(lab.inside(id, 'cat', `/proc/${after.get('web')!.pid}/environ`)).toContain('CHANGE=two\0')
  })

  test('a crash is noticed, and mended where the model says so', () => {
    const { pid } = statuses().get('store')!
    lab.inside(id, 'kill', '-9', String(pid))
    until(20, 'another process runs', () => {
      const status = statuses().get('store')!
      return status.state === 'up' && status.pid !== pid
    })
    lab.inside(id, 'kill', '-9', String(statuses().get('web')!.pid))
    until(10, 'it is seen', () => ['failed', 'down'].includes(statuses().get('web')!.state))
  })

  test('after a reboot everything is there again, in order', () => {
    until(20, 'the store is up', () => isUp(named('store')))
    lab.reboot(id)
    for (const process of now.running) until(30, `${process.name} is up`, () => isUp(process))
  })

  test('what is gone is stopped, once and twice, and unknown afterwards', () => {
    const before = statuses()
    for (const _ of [1, 2]) runAll(lab, id, activities.stop(named('daemon')))
    lab.inside(id, 'rm', ...named('daemon').installed)
    const gone = named('daemon')
    const changes = { store: 'keep', web: 'keep', chained: 'keep', bell: 'keep', daemon: 'stop' } as const
    runAll(lab, id, activities.switch?.(transition(changes, [gone])) ?? [])
    runAll(lab, id, activities.settle?.(transition(changes, [gone])) ?? [])
    const after = statuses()
    expect(after.get('daemon')?.state).toBe('down')
    expect(kept(before, after)).toEqual(['store', 'web', 'chained', 'bell'])
    expect(lab.status(id, 'sh', '-c', `kill -0 ${before.get('daemon')!.pid}`)).not.toBe(0)
  })

  test('the manager is found', () => {
    const results = target.backend.detect.ask(FACTS).map((command) => run(lab, id, command))
    const [found, ...others] = target.backend.detect.parse(FACTS, results)
    expect(others).toEqual([])
    expect(found).toMatchObject({ privileged: true, userChange: true })
    expect(target.declaration.directory({ ...where, properties: found!.properties }, FACTS)).toBe(
      now.running[0]!.directory,
    )
  })
})
