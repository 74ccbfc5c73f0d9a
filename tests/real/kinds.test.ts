/** Oneshots and timers against real managers, as root and as nobody: exactly once, who waits for them, failures, times, the next boot. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import type {
  Change,
  Command,
  ContainerTransition,
  Oneshot,
  Placement,
  Running,
  Status,
  Timer,
} from '#generators/contract/backend.ts'
import { root } from '#generators/contract/path.ts'
import { text } from '#generators/contract/text.ts'
import { run, runAll, send, until } from '#tests/conformance/host.ts'
import { placement } from '#tests/conformance/lowered.ts'
import { type HostFile, type Rendition, render } from '#tests/conformance/pipeline.ts'
import type { Ground } from '#tests/lab/ground.ts'
import { type Lab, upLab } from '#tests/lab/lab.ts'
import { asUser, GROUNDS } from './grounds.ts'

const backends = await loadBackends()
let lab: Lab

const shell = (script: string) => ({ path: text('/bin/sh'), args: [text('-c'), text(script)] })
/** When process 1 of the host began: another one after each boot. */
const boot = ({ firstProcess = '/proc/1/stat' }: Ground) => `$(sed 's/.*) //' ${firstProcess} | cut -d ' ' -f 20)`
const oneshot = (onChange: 'run' | 'boot'): Oneshot => ({ is: 'oneshot', onChange, seconds: 60 })
const EVERY_MINUTE: Timer = {
  is: 'timer',
  schedule: text('* * * * *'),
  missed: 'skip',
  jitterSeconds: 0,
  overlap: 'skip',
}

/** What takes its time and is needed, what is run at boot only, who needs the first one, what runs every minute, and what fails. */
function model(ground: Ground, change: string): readonly Placement[] {
  const { container: where, base } = ground
  const first = placement(where, {
    name: 'first',
    kind: oneshot('run'),
    restart: 'never',
    foreground: shell(`echo begins; sleep 1; echo ${boot(ground)} >>${base}/first; echo ended`),
  })
  const atBoot = placement(where, {
    name: 'tables',
    kind: oneshot('boot'),
    restart: 'never',
    foreground: shell(`echo ${change} >>${base}/tables`),
  })
  const web = placement(where, {
    name: 'web',
    restart: 'always',
    after: [{ placement: first.id, onChange: 'order', from: root }],
    foreground: shell(
      `[ "$(tail -n 1 ${base}/first)" = "${boot(ground)}" ] && echo saw >>${base}/web; exec sleep 1000`,
    ),
  })
  const ticks = placement(where, {
    name: 'ticks',
    kind: EVERY_MINUTE,
    restart: 'always',
    foreground: shell(`echo tick >>${base}/ticks; exit 4`),
  })
  const bad = placement(where, {
    name: 'bad',
    kind: oneshot('run'),
    restart: 'never',
    foreground: shell(`echo reason; exit ${change === 'mended' ? 0 : 3}`),
    boot: false,
  })
  return [first, atBoot, web, ticks, bad]
}

/** One ground with what is driven there. */
class Site {
  readonly ground: Ground
  now!: Rendition
  constructor(ground: Ground) {
    this.ground = ground
  }
  get target() {
    return backends.get(this.ground.manager)!
  }
  get activities() {
    return this.target.backend.activities
  }
  install(change: string): void {
    const { ground } = this
    const { facts, base, host } = ground
    this.now = render(this.target, model(ground, change), facts)
    const kept = [`${facts.prefix}/var/log`, `${facts.prefix}/var/run`, base].map((directory): [string, HostFile] => [
      `${directory}/.keep`,
      { content: '', mode: 0o644 },
    ])
    send(lab, host, new Map([...this.now.files, ...kept]), this.now.links)
    if (!facts.privileged) lab.inside(host, 'chown', '-R', facts.user, facts.home)
  }
  all(commands: readonly Command[] = []): void {
    runAll(
      lab,
      this.ground.host,
      commands.map((command) => asUser(this.ground, command)),
    )
  }
  one(command: Command) {
    return run(lab, this.ground.host, asUser(this.ground, command))
  }
  named(name: string): Running {
    return this.now.running.find((process) => process.name === name)!
  }
  transition(changes: Readonly<Record<string, Change>>, gone: readonly Running[] = []): ContainerTransition {
    return {
      container: this.ground.container,
      directory: this.now.running[0]!.directory,
      changes: new Map(this.now.running.map(({ name, placement }) => [placement, changes[name] ?? 'keep'])),
      running: this.now.running.filter((process) => !gone.includes(process)),
      gone,
    }
  }
  statuses(): Readonly<Record<string, Status>> {
    const { observe } = this.target.backend
    const read = observe.parse(
      this.now.running,
      observe.status(this.now.running).map((command) => this.one(command)),
    )
    return Object.fromEntries(read.map((status, index) => [this.now.running[index]!.name, status]))
  }
  /** A user's journal is kept by a host whose journal is, and the lab's is not. */
  get readsLogs(): boolean {
    return this.ground.facts.privileged || this.named('bad').log !== null
  }
  log(name: string): string {
    return this.one(this.target.backend.observe.logs(this.named(name), { lines: 9, follow: false })).stdout
  }
  lines(file: string): readonly string[] {
    const at = `${this.ground.base}/${file}`
    if (lab.status(this.ground.host, 'test', '-e', at) !== 0) return []
    return lab.inside(this.ground.host, 'cat', at).split('\n').slice(0, -1)
  }
  deploy(): void {
    const started = this.now.running.filter(({ name }) => name !== 'bad')
    const changes = this.transition(Object.fromEntries(this.now.running.map(({ name }) => [name, 'start' as const])))
    this.all(this.activities.stage?.(changes))
    this.all(this.activities.switch?.(changes))
    for (const process of started) {
      this.all(this.activities.start(process))
      until(20, `${process.name} is up`, () => this.one(this.activities.up(process)).status === 0)
    }
    this.all(this.activities.settle?.(changes))
  }
}

const SITES = GROUNDS.map((ground) => new Site(ground))
beforeAll(() => {
  const hosts = [...new Set(GROUNDS.map((one) => one.host))]
  lab = upLab('kinds', Object.fromEntries(hosts.map((host) => [host, host])))
  for (const site of SITES) {
    site.ground.prepare?.(lab)
    site.install('one')
  }
}, 180_000)
afterAll(() => lab?.down(), 60_000)

describe.each(SITES.map((site) => [site.ground.title, site] as const))('%s', (_title, site) => {
  test('a oneshot has ended when its start has, once, and who needs it began after it', () => {
    site.deploy()
    expect(site.lines('first')).toHaveLength(1)
    expect(site.lines('tables')).toEqual(['one'])
    until(10, 'the service saw it', () => site.lines('web').length > 0)
    const { first, tables, web, ticks } = site.statuses()
    expect(first).toMatchObject({ state: 'up', rests: 'done', detail: expect.stringContaining('ended with 0') })
    expect(tables).toMatchObject({ state: 'up', rests: 'done' })
    expect(web).toMatchObject({ state: 'up' })
    expect(ticks).toMatchObject({ rests: 'waits', detail: expect.stringMatching(/next run.*20\d\d/) })
    if (site.readsLogs) expect(site.log('first')).toMatch(/begins[\s\S]*ended/)
  })

  test('started again it does not run again; restarted it does, and nobody else', () => {
    const before = site.statuses().web?.pid
    site.all(site.activities.start(site.named('first')))
    expect(site.lines('first')).toHaveLength(1)
    const first = site.named('first')
    const changes = site.transition({ first: 'restart' })
    site.all(site.activities.switch?.(changes))
    site.all(site.activities.restart?.(first) ?? [...site.activities.stop(first), ...site.activities.start(first)])
    site.all(site.activities.settle?.(changes))
    expect(site.lines('first')).toHaveLength(2)
    expect(site.statuses().web?.pid).toBe(before)
  })

  test('one that fails is no success, says its status and its reason, and is mended by another', () => {
    const bad = site.named('bad')
    const results = site.activities.start(bad).map((command) => site.one(command))
    expect(results.some(({ status }) => status !== 0)).toBe(true)
    expect(site.one(site.activities.up(bad)).status).not.toBe(0)
    expect(site.statuses().bad).toMatchObject({ state: 'failed', detail: expect.stringContaining('3') })
    if (site.readsLogs) expect(site.log('bad')).toContain('reason')
    site.all(site.activities.stop(bad))
    // A manager may remember a failure until it is told to forget it, or the process is gone.
    expect(['down', 'failed']).toContain(site.statuses().bad?.state)
    site.install('mended')
    site.all(site.activities.switch?.(site.transition({ bad: 'restart' })))
    site.all(site.activities.start(site.named('bad')))
    expect(site.statuses().bad).toMatchObject({ state: 'up', rests: 'done' })
  })

  test('one that is changed for the next boot is registered, does not run, and says so', () => {
    expect(site.lines('tables')).toEqual(['one'])
    site.install('two')
    const changes = site.transition({ tables: 'register' })
    site.all(site.activities.stage?.(changes))
    site.all(site.activities.switch?.(changes))
    site.all(site.activities.settle?.(changes))
    expect(site.lines('tables')).toEqual(['one'])
    expect(site.statuses().tables).toMatchObject({ state: 'up', detail: expect.stringContaining('next boot') })
  })
})

// After all of the above, so that the minute is waited for once, by all of them together.
describe.each(SITES.map((site) => [site.ground.title, site] as const))('%s', (_title, site) => {
  test('a timer runs at its time, and its status is that of its last run', () => {
    until(70, 'it ran', () => site.lines('ticks').length > 0)
    until(10, 'its end is known', () => site.statuses().ticks?.state === 'failed')
    expect(site.statuses().ticks).toMatchObject({ rests: 'waits', detail: expect.stringMatching(/ended with 4/) })
    expect(site.one(site.activities.up(site.named('ticks'))).status).toBe(0)
  })

  test('where it does not start at boot, what is gone is forgotten', () => {
    if (!site.target.declaration.promises(site.ground.container).startsAtBoot) takeAway(site)
  })
})

/** Stopped, once and twice, and taken away: nothing of them is left to be asked. */
function takeAway(site: Site): void {
  const gone = [site.named('tables'), site.named('ticks')]
  for (const process of gone) for (const _ of [1, 2]) site.all(site.activities.stop(process))
  lab.inside(site.ground.host, 'rm', '-f', ...gone.flatMap(({ installed }) => installed))
  site.all(site.activities.switch?.(site.transition({}, gone)))
  site.all(site.activities.settle?.(site.transition({}, gone)))
  const { tables, ticks } = site.statuses()
  expect([tables?.state, ticks?.state]).toEqual(['down', 'down'])
}

describe('after a reboot', () => {
  const booting = SITES.filter(({ ground, target }) => target.declaration.promises(ground.container).startsAtBoot)
  beforeAll(() => {
    for (const host of new Set(booting.map(({ ground }) => ground.host))) lab.reboot(host)
  }, 180_000)

  test.each(booting.map((site) => [site.ground.title, site] as const))('%s', (_title, site) => {
    for (const name of ['first', 'tables', 'web', 'ticks'])
      until(40, `${name} is up`, () => site.one(site.activities.up(site.named(name))).status === 0)
    until(20, 'the service saw the run of this boot', () => site.lines('web').length > 1)
    expect(site.lines('first')).toHaveLength(3)
    expect(new Set(site.lines('first')).size).toBe(2)
    expect(site.lines('tables')).toEqual(['one', 'two'])
    const { first, tables, bad } = site.statuses()
    expect(first).toMatchObject({ state: 'up', rests: 'done' })
    expect(tables?.detail).not.toContain('next boot')
    expect(bad?.state).toBe('down')
  })

  test.each(booting.map((site) => [site.ground.title, site] as const))(
    '%s: what is gone is forgotten',
    (_title, site) => takeAway(site),
  )
})
