/** Each backend against its real manager, as root and as nobody: the chain, order by readiness, who is left alone, boot, the end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import type { Change, Command, ContainerTransition, Running, Status } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import { bootHolds } from '#generators/lower/values.ts'
import { run, runAll, send, until } from '#tests/conformance/host.ts'
import { type HostFile, type Rendition, render } from '#tests/conformance/pipeline.ts'
import { type Lab, upLab } from '#tests/lab/lab.ts'
import { asUser, GROUNDS, model, seenOf, WRITTEN, writtenTo } from './grounds.ts'

const backends: Backends = await loadBackends()
let lab: Lab
beforeAll(() => {
  const hosts = [...new Set(GROUNDS.map((one) => one.host))]
  lab = upLab('backends', Object.fromEntries(hosts.map((host) => [host, host])))
}, 120_000)
afterAll(() => lab?.down(), 60_000)

describe.each(GROUNDS)('$title', (ground) => {
  const { host, base, facts, container } = ground
  const target = backends.get(ground.manager)!
  const { activities, observe, detect } = target.backend
  const promises = target.declaration.promises(container)
  let now: Rendition

  const all = (commands: readonly Command[] = []) =>
    runAll(
      lab,
      host,
      commands.map((command) => asUser(ground, command)),
    )
  const one = (command: Command) => run(lab, host, asUser(ground, command))
  const named = (name: string) => now.running.find((process) => process.name === name)!
  const isUp = (process: Running) => one(activities.up(process)).status === 0
  const awaitUp = (process: Running) => until(20, `${process.name} is up`, () => isUp(process))

  function install(change: string): void {
    now = render(target, model(ground, change), facts)
    const kept = [`${facts.prefix}/var/log`, `${facts.prefix}/var/run`, base].map((directory): [string, HostFile] => [
      `${directory}/.keep`,
      { content: '', mode: 0o644 },
    ])
    send(lab, host, new Map([...now.files, ...kept]), now.links)
    if (!facts.privileged) lab.inside(host, 'chown', '-R', facts.user, facts.home)
  }
  function transition(changes: Readonly<Record<string, Change>>, gone: readonly Running[] = []): ContainerTransition {
    const names = now.running.map(({ name, placement }): [string, Change] => [placement, changes[name] ?? 'keep'])
    return {
      container,
      directory: now.running[0]!.directory,
      changes: new Map(names),
      running: now.running.filter((process) => !gone.includes(process)),
      gone,
    }
  }
  function statuses(): ReadonlyMap<string, Status> {
    const read = observe.parse(now.running, observe.status(now.running).map(one))
    return new Map(read.map((status, index) => [now.running[index]!.name, status]))
  }
  function untouched(before: ReadonlyMap<string, Status>): string[] {
    const after = statuses()
    return [...before]
      .filter(([name, { pid }]) => pid !== undefined && after.get(name)?.pid === pid)
      .map(([name]) => name)
  }

  beforeAll(() => {
    ground.prepare?.(lab)
    install('one')
  }, 60_000)

  test('the manager accepts each file, and refuses a broken one', () => {
    const { check } = activities
    if (!check || !ground.broken) return
    all(now.running.flatMap((process) => check(process, process.installed[0]!) ?? []))
    const at = `/tmp/${ground.broken.name}`
    send(lab, host, new Map([[at, { content: ground.broken.content, mode: 0o644 }]]))
    expect(one(check(now.running[0]!, at)!).status).not.toBe(0)
  })

  test('a deployment starts everything, and every process is up', () => {
    const changes = transition(Object.fromEntries(now.running.map(({ name }) => [name, 'start' as const])))
    all(activities.stage?.(changes))
    all(activities.switch?.(changes))
    for (const process of now.running) {
      all(activities.start(process))
      awaitUp(process)
    }
    all(activities.settle?.(changes))
    const seen = [...statuses().values()]
    expect(seen.map(({ state }) => state)).toEqual(now.running.map(() => 'up'))
    for (const { pid } of seen) expect(pid).toBeGreaterThan(1)
  })

  test('the launch chain means the same as everywhere', () => {
    until(10, 'the process wrote what it saw', () => lab.status(host, 'test', '-e', `${base}/web/seen`) === 0)
    expect(lab.inside(host, 'cat', `${base}/web/seen`).split('\n').slice(0, -1)).toEqual(seenOf(ground))
    expect(lab.inside(host, 'cat', `${base}/web/chained.log`)).toContain('said')
    expect(one(observe.logs(named('chained'), { lines: 5, follow: false })).stdout).toContain('said')
  })

  /** What was kept, oldest first. */
  const written = () =>
    lab.inside(
      host,
      'sh',
      '-c',
      'for n in .5 .4 .3 .2 .1 ""; do cat "$1$n" 2>/dev/null; done; :',
      'sh',
      writtenTo(ground),
    )
  test('output that rotates is whole, and belongs to whom it belonged before', () => {
    until(10, 'everything is written', () => written().length >= WRITTEN.length)
    expect(written()).toBe(WRITTEN)
    const sizes = lab.inside(host, 'sh', '-c', 'stat -c "%s %U" "$1" "$1".1', 'sh', writtenTo(ground))
    for (const [size = '', owner] of sizes
      .trim()
      .split('\n')
      .map((line) => line.split(' '))) {
      expect(Number(size)).toBeLessThanOrEqual(
        target.declaration.capabilities(container).rotation === 'native' ? 8192 : 4096,
      )
      // A manager that writes itself writes as itself.
      if (target.declaration.capabilities(container).rotation !== 'native')
        expect(owner).toBe(facts.privileged ? 'games' : facts.user)
    }
  })

  test('starting again does no harm', () => {
    const before = statuses()
    all(activities.start(named('bell')))
    expect(untouched(before)).toEqual([...before.keys()])
  })

  test('a reload reaches the process, which stays', () => {
    const before = statuses()
    all(activities.reload?.(named('bell')))
    until(10, 'the bell rang', () => lab.status(host, 'test', '-s', `${base}/bell`) === 0)
    expect(untouched(before)).toEqual([...before.keys()])
  })

  test('a changed process restarts with its new configuration, nobody else does', () => {
    const before = statuses()
    install('two')
    all(activities.switch?.(transition({ web: 'restart' })))
    const web = named('web')
    all(activities.restart?.(web) ?? [...activities.stop(web), ...activities.start(web)])
    awaitUp(web)
    expect(untouched(before)).toEqual(['store', 'chained', 'bell', 'daemon', 'writes'])
    expect(lab.inside(host, 'cat', `/proc/${statuses().get('web')!.pid}/environ`)).toContain('CHANGE=two\0')
  })

  test('a crash is seen, and mended where the model and the manager say so', () => {
    lab.inside(host, 'kill', '-9', String(statuses().get('web')!.pid))
    until(10, 'it is seen', () => ['failed', 'down'].includes(statuses().get('web')!.state))
    if (!promises.restartsOnCrash) return
    const { pid } = statuses().get('store')!
    lab.inside(host, 'kill', '-9', String(pid))
    until(20, 'another process runs', () => {
      const status = statuses().get('store')!
      return status.state === 'up' && status.pid !== pid
    })
  })

  test('what is said last is written, when it is stopped and when it ends by itself', () => {
    const writes = named('writes')
    const { pid } = statuses().get('writes')!
    all(activities.stop(writes))
    until(10, 'it has said goodbye', () => written().endsWith('bye\n'))
    expect(written()).toBe(`${WRITTEN}bye\n`)
    expect(lab.status(host, 'kill', '-0', String(pid))).not.toBe(0)
    all(activities.start(writes))
    awaitUp(writes)
    until(10, 'all of it is there', () => written().length >= 2 * WRITTEN.length + 4)
    expect(written()).toBe(`${WRITTEN}bye\n${WRITTEN}`)
    lab.inside(host, 'kill', '-s', 'USR1', String(statuses().get('writes')!.pid))
    const dying = 'I die\n'.repeat(100)
    until(10, 'its last words are there', () => written().length >= 2 * WRITTEN.length + 4 + dying.length)
    expect(written().slice(0, 2 * WRITTEN.length + 4 + dying.length)).toBe(`${WRITTEN}bye\n${WRITTEN}${dying}`)
  })

  test('after a reboot everything is there again, in order', () => {
    if (!promises.startsAtBoot) return
    lab.reboot(host)
    const { boot } = target.declaration.capabilities(container)
    // What its manager cannot start at boot was named: `boot-needs-restart`.
    for (const [index, process] of now.running.entries())
      if (bootHolds(now.lowered[index]!.of, boot)) until(30, `${process.name} is up`, () => isUp(process))
      else expect(now.diagnostics.map(({ code }) => code)).toContain('boot-needs-restart')
  })

  test('what is gone is stopped, once and twice, and unknown afterwards', () => {
    const before = statuses()
    const gone = named('daemon')
    for (const _ of [1, 2]) all(activities.stop(gone))
    lab.inside(host, 'rm', '-f', ...gone.installed)
    all(activities.switch?.(transition({}, [gone])))
    all(activities.settle?.(transition({}, [gone])))
    expect(statuses().get('daemon')?.state).toBe('down')
    expect(untouched(before)).toEqual(
      [...before].filter(([name, { pid }]) => name !== 'daemon' && pid).map(([name]) => name),
    )
    expect(lab.status(host, 'kill', '-0', String(before.get('daemon')!.pid))).not.toBe(0)
  })

  test('the manager is found, and where it looks', () => {
    const found = detect.parse(facts, detect.ask(facts).map(one))
    const [first] = found.filter(({ properties }) => {
      const directory = target.declaration.directory({ ...container, properties }, facts)
      return directory === now.running[0]!.directory
    })
    expect(first).toMatchObject({ privileged: facts.privileged, userChange: facts.privileged })
  })
})
