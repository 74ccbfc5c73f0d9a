/** Deployments of real processes over the kit: forward, back, undone, resumed, contended; PIDs compared. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Action, Manifest, Transition } from '#generators/contract/manifest.ts'
import { type TemporaryHost, temporaryHost } from '#server/host-kit/temporary-host.ts'
import { type Connection, TransportError } from '#server/transports/contract.ts'
import { deploy } from './deploy.ts'
import type { DeployEvent } from './events.ts'
import type { Deployment, World } from './ports.ts'
import { memoryStore, type Toy, toyBackends, toyManifest, toyTransition } from './temporary-system.ts'

const LIVES = 'while :; do sleep 1000; done\n'
const DIES = 'echo "cannot bind"; exit 1\n'
let hosts: Record<string, TemporaryHost> = {}
let number = 0

beforeEach(async () => {
  hosts = { one: await temporaryHost('/bin/sh'), two: await temporaryHost('/bin/sh') }
})
afterEach(async () => {
  for (const host of Object.values(hosts)) {
    const kill = `for f in ${host.prefix}/toys/*.pid; do read -r p _ <$f && kill -9 -$p; done`
    await host.connection.exec({ argv: ['sh', '-c', kill], seconds: 10 })
    host.remove()
  }
})

function manifest(toys: Record<string, Toy>): Manifest {
  return toyManifest(
    'toys',
    Object.fromEntries(Object.entries(hosts).map(([name, { prefix }]) => [name, prefix])),
    toys,
  )
}
function toy(host: string, program = LIVES, ports: readonly number[] = []): Toy {
  return { host, program, ports }
}
function order(previous: Manifest | null, next: Manifest | null): Deployment {
  return { id: `d${++number}`, system: 'toys', by: 'ada', reason: 'a test', previous, next, document: null }
}
type Plan = (previous: Manifest | null, next: Manifest | null) => Transition
type Reach = (host: string) => Promise<Connection>
const reach: Reach = async (host) => hosts[host]!.connection.fresh()

function world(
  { previous, next }: Deployment,
  store: World['store'],
  plan: Plan = toyTransition,
  connect = reach,
): World {
  return { store, backends: toyBackends(), plan: () => plan(previous, next), connect }
}
async function go(previous: Manifest | null, next: Manifest | null, plan?: Plan, connect?: Reach) {
  const { store, kept } = memoryStore({ generation: number })
  const deployment = order(previous, next)
  const ending = await deploy(deployment, world(deployment, store, plan, connect))
  return { ...kept, ending, deployment }
}
async function stands(host: string) {
  const kit = await hosts[host]!.open()
  const reply = await kit.call({ verb: 'hello', headers: { profile: 'toys' } })
  return `${reply.first('state')?.words[0]} ${reply.first('head')?.words[1] === '-' ? 'nothing' : 'something'}`
}
function pids(of: Manifest): Record<string, string | null> {
  const entries = Object.values(of.hosts).flatMap((host) => host.entries)
  const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : null)
  return Object.fromEntries(entries.map(({ instance, running }) => [instance, read(running.pidFile)]))
}
function failure(events: readonly DeployEvent[]) {
  return events.find((event) => event.kind === 'failure')
}
/** An action before each start: blocks the first time that it is carried out there, in a way that only a kill ends. */
function blocking(flag: string): Plan {
  const block: Action = {
    do: 'run',
    command: {
      argv: ['sh', '-c', 'test -e "$0" || { touch "$0"; exec sleep 600; }', flag],
      changes: true,
      seconds: 30,
    },
  }
  return (previous, next) => toyTransition(previous, next, [block])
}

describe('a deployment', () => {
  test('starts, changes one and leaves the others alone, goes back, and stops everything', {
    timeout: 60_000,
  }, async () => {
    const first = manifest({ a: toy('one'), b: toy('one'), c: toy('two') })
    const one = await go(null, first)
    expect(failure(one.events)).toBeUndefined()
    expect(one.ending).toMatchObject({ outcome: 'succeeded', hosts: { one: 'new', two: 'new' } })
    expect(one.recorded[0]?.processes.map(({ instance, change }) => `${instance} ${change}`)).toEqual([
      'a start',
      'b start',
      'c start',
    ])
    const before = pids(first)
    expect(Object.values(before).every(Boolean)).toBe(true)
    expect(await stands('one')).toBe('idle something')

    const second = manifest({ a: toy('one'), b: toy('one', `# changed\n${LIVES}`), c: toy('two') })
    const two = await go(first, second)
    expect(two.ending).toMatchObject({ outcome: 'succeeded' })
    const after = pids(second)
    expect({ a: after.a, c: after.c }).toEqual({ a: before.a, c: before.c })
    expect(after.b).not.toBe(before.b)
    const untouched = two.events.flatMap((event) =>
      event.kind === 'process' ? [[event.placement, event.untouched]] : [],
    )
    expect(Object.fromEntries(untouched)).toEqual({ 'a@one/toy': true, 'b@one/toy': false, 'c@two/toy': true })

    const again = await go(second, second)
    expect(again.ending).toEqual({ outcome: 'succeeded', hosts: { one: 'new', two: 'new' }, generation: null })
    expect(again.events.map((event) => event.kind)).toEqual(['outcome'])

    expect((await go(second, first)).ending.outcome).toBe('succeeded')
    expect(pids(first).a).toBe(before.a)

    expect((await go(first, null)).ending.outcome).toBe('succeeded')
    expect(pids(first)).toEqual({ a: null, b: null, c: null })
    expect(await stands('one')).toBe('idle nothing')
  })

  test('where nothing is to be changed, what a manager does not know of is no success', async () => {
    const first = manifest({ a: toy('one'), b: toy('two') })
    await go(null, first)
    writeFileSync(`${hosts.two!.prefix}/toys/mute`, '')
    const { ending, events } = await go(first, first)
    expect(ending).toMatchObject({ outcome: 'refused', generation: null })
    expect(failure(events)).toMatchObject({ host: 'two', placement: 'b@two/toy' })
  })

  test('deploying what runs is one request a host, and no lock', async () => {
    const first = manifest({ a: toy('one'), b: toy('two') })
    await go(null, first)
    const sent: string[] = []
    const counting: Reach = async (host) => {
      const connection = await reach(host)
      return {
        ...connection,
        exec(options) {
          sent.push(`${options.stdin}`.split('\n')[1] ?? '')
          return connection.exec(options)
        },
      }
    }
    await go(first, first, toyTransition, counting)
    expect(sent).toHaveLength(2)
  })
})

describe('what fails', () => {
  test('a step: everything that was begun is undone on every host, with the cause and its last lines', {
    timeout: 60_000,
  }, async () => {
    const first = manifest({ a: toy('one'), b: toy('two') })
    await go(null, first)
    const before = pids(first)
    const second = manifest({ a: toy('one', `# new\n${LIVES}`), b: toy('two', DIES), c: toy('two') })
    const { ending, events, recorded } = await go(first, second)
    expect(ending).toEqual({ outcome: 'rolled-back', hosts: { one: 'old', two: 'old' }, generation: null })
    expect(failure(events)).toMatchObject({
      host: 'two',
      placement: 'b@two/toy',
      what: expect.stringContaining('b on two: restart failed'),
    })
    expect(events).toContainEqual({ kind: 'log', placement: 'b@two/toy', lines: ['cannot bind'] })
    expect(events.filter((event) => event.kind === 'step' && event.phase === 'undone').length).toBeGreaterThan(3)
    expect(recorded).toEqual([])
    expect(readFileSync(`${hosts.two!.prefix}/toys/b.program`, 'utf8')).toBe(LIVES)
    expect(existsSync(`${hosts.two!.prefix}/toys/c.program`)).toBe(false)
    const after = pids(first)
    expect(after.a).not.toBe(before.a)
    expect(await stands('one')).toBe('idle something')
    // Both hosts are what the first generation says: nothing is to be done.
    expect((await go(first, first)).ending.outcome).toBe('succeeded')
  })

  test('an undo: the deployment says so, the host keeps its lock', async () => {
    const first = manifest({ a: toy('one', DIES) })
    const plan: Plan = (previous, next) => {
      const transition = toyTransition(previous, next)
      const impossible: Action = { do: 'run', command: { argv: ['false'], changes: true, seconds: 5 } }
      return {
        ...transition,
        hosts: transition.hosts.map((host) => ({
          ...host,
          back: host.back.map((step) => ({ ...step, do: [impossible] })),
        })),
      }
    }
    const { ending } = await go(null, first, plan)
    expect(ending).toMatchObject({ outcome: 'rollback-failed', hosts: { one: 'stuck' } })
    expect(await stands('one')).toBe('stuck nothing')
  })

  test('what only seemed to start is found out when it is proved', async () => {
    const first = manifest({ a: toy('one', 'echo "late"; sleep 0.3\n') })
    const slow: Plan = (previous, next) => {
      const transition = toyTransition(previous, next)
      const wait: Action = {
        do: 'run',
        command: {
          argv: [
            'sh',
            '-c',
            'while sh "$0" status "$1" a; do sleep 0.05; done; :',
            first.hosts.one!.entries[0]!.running.scripts.launcher!,
            `${hosts.one!.prefix}/toys`,
          ],
          changes: true,
          seconds: 10,
        },
      }
      const hostPlans = transition.hosts.map((host) => ({
        ...host,
        steps: [
          ...host.steps,
          { id: 99, wave: 0, phase: 'settle' as const, placement: null, says: 'wait', do: [wait] },
        ],
      }))
      return { ...transition, hosts: hostPlans }
    }
    const { ending, events } = await go(null, first, slow)
    expect(ending.outcome).toBe('rolled-back')
    expect(failure(events)).toMatchObject({ placement: 'a@one/toy', what: expect.stringContaining('is not up') })
    expect(events).toContainEqual({ kind: 'log', placement: 'a@one/toy', lines: ['late'] })
  })

  test('what was stopped and still runs: nobody is told that it is gone', { timeout: 60_000 }, async () => {
    const first = manifest({ a: toy('one') })
    await go(null, first)
    const idle: Action = { do: 'run', command: { argv: ['true'], changes: true, seconds: 5 } }
    const { ending, events } = await go(first, null, (previous, next) => {
      const plan = toyTransition(previous, next)
      const steps = plan.hosts[0]!.steps.map((step) => (step.phase === 'stop' ? { ...step, do: [idle] } : step))
      return { ...plan, hosts: [{ ...plan.hosts[0]!, steps }] }
    })
    expect(failure(events)).toMatchObject({ what: expect.stringMatching(/^a on one was stopped and still runs/) })
    expect(ending).toMatchObject({ outcome: 'rolled-back', hosts: { one: 'old' } })
  })

  test('what was to be left alone and went down with it', { timeout: 60_000 }, async () => {
    const first = manifest({ a: toy('one'), b: toy('one') })
    await go(null, first)
    const { running } = first.hosts.one!.entries[0]!
    const argv = ['sh', running.scripts.launcher ?? '', 'stop', running.directory, 'a']
    const harm: Action = { do: 'run', command: { argv, changes: true, seconds: 10 } }
    const second = manifest({ a: toy('one'), b: toy('one', `#\n${LIVES}`) })
    const { ending, events } = await go(first, second, (previous, next) => toyTransition(previous, next, [harm]))
    expect(failure(events)).toMatchObject({
      placement: 'a@one/toy',
      what: 'a on one was to be left alone and is down.',
    })
    expect(ending.outcome).toBe('rolled-back')
  })

  test('a runner that is killed: its steps go on where they were', { timeout: 60_000 }, async () => {
    const flag = `${hosts.one!.prefix}/flag`
    const first = manifest({ a: toy('one') })
    const deployment = order(null, first)
    let killed = 0
    const { store, kept } = memoryStore({
      onEvent(event) {
        if (event.kind !== 'step' || event.says !== 'start' || event.phase !== 'begun' || killed++) return
        const [pid] = readFileSync(`${hosts.one!.prefix}/profiles/toys/txn/runner`, 'utf8').split(' ')
        process.kill(-Number(pid), 'SIGKILL')
      },
    })
    const ending = await deploy(deployment, world(deployment, store, blocking(flag)))
    expect(killed).toBeGreaterThan(1)
    expect([failure(kept.events), ending.outcome]).toEqual([undefined, 'succeeded'])
  })
})

describe('what is refused before anything is changed', () => {
  test('a host that somebody else has locked, with who and why', async () => {
    const first = manifest({ a: toy('one') })
    const kit = await hosts.one!.open()
    await kit.call({
      verb: 'lock',
      headers: { profile: 'toys', owner: 'grace', reason: 'her change', coordinator: 'x', at: 'today', base: [0, ''] },
    })
    const { ending, events } = await go(null, first)
    expect(ending.outcome).toBe('refused')
    expect(failure(events)).toMatchObject({ host: 'one', what: 'one is locked by grace, "her change", since today.' })
  })
  test('a host that runs something else than was recorded', async () => {
    const first = manifest({ a: toy('one') })
    await go(null, first)
    const { ending, events } = await go(null, manifest({ a: toy('one', `#\n${LIVES}`) }))
    expect(ending).toMatchObject({ outcome: 'refused', hosts: { one: 'old' } })
    expect(failure(events)).toMatchObject({
      what: expect.stringMatching(/^one says that it runs generation \d+ of somebody else/),
    })
  })
  test('a port that is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const { port } = server.address() as { port: number }
    const { ending, events } = await go(null, manifest({ a: toy('one', LIVES, [port]) }))
    server.close()
    expect(ending.outcome).toBe('refused')
    expect(failure(events)).toMatchObject({
      placement: 'a@one/toy',
      what: `Port ${port} of one, which a is to have, is in use there.`,
    })
  })
  test('a host that cannot be reached', async () => {
    const gone: Reach = async () => {
      throw new TransportError('unreachable', 'two refuses connections')
    }
    const { ending, events } = await go(null, manifest({ a: toy('one'), b: toy('two') }), toyTransition, (host) =>
      host === 'two' ? gone(host) : reach(host),
    )
    expect(ending).toMatchObject({ outcome: 'refused', hosts: { one: 'old', two: 'old' } })
    expect(failure(events)).toMatchObject({ host: 'two', what: expect.stringContaining('two refuses connections') })
    expect(await stands('one')).toBe('idle nothing')
  })
  test.runIf(process.getuid?.() === 0)('a full disk', { timeout: 60_000 }, async () => {
    const { prefix } = hosts.one!
    const small = `${prefix}-small`
    await execa('mkdir', ['-p', small])
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', small])
    try {
      const host = await temporaryHost('/bin/sh', { prefix: `${small}/p` })
      hosts = { one: { ...host, remove: host.remove } }
      const { ending, events } = await go(null, manifest({ a: toy('one', `# ${'x'.repeat(3_000_000)}\n${LIVES}`) }))
      expect(ending.outcome).toBe('refused')
      expect(failure(events)).toMatchObject({ what: 'The disk of one is full.' })
      expect(await stands('one')).toBe('idle nothing')
      // Full in the middle: the intent cannot be written, what was begun is undone from the reserve.
      const fill: Action = {
        do: 'run',
        command: {
          argv: ['sh', '-c', `dd if=/dev/zero of=${small}/fill bs=1k count=9000 2>/dev/null; :`],
          changes: true,
          seconds: 20,
        },
      }
      const middle = await go(null, manifest({ a: toy('one'), b: toy('one') }), (previous, next) =>
        toyTransition(previous, next, [fill]),
      )
      expect(middle.ending).toMatchObject({ outcome: 'rolled-back', hosts: { one: 'old' } })
    } finally {
      await execa('umount', ['-l', small])
    }
  })
})

describe('two at once', () => {
  test('exactly one wins, the other is told who', { timeout: 60_000 }, async () => {
    const first = manifest({ a: toy('one'), b: toy('two') })
    const all = await Promise.all(Array.from({ length: 4 }, () => go(null, first)))
    const outcomes = all.map(({ ending }) => ending.outcome).sort()
    expect(outcomes).toEqual(['refused', 'refused', 'refused', 'succeeded'])
    for (const { ending, events } of all)
      if (ending.outcome === 'refused')
        expect(failure(events)).toMatchObject({ what: expect.stringMatching(/locked by ada|says that it runs/) })
    expect(await stands('one')).toBe('idle something')
  })
})

class Killed extends Error {}

describe('a coordinator that dies', () => {
  const STATES = ['planned', 'locking', 'staging', 'armed', 'activating', 'proving', 'committing', 'sealing'] as const
  test.each(STATES)('entering %s: another goes on from there', { timeout: 60_000 }, async (last) => {
    const first = manifest({ a: toy('one'), b: toy('two') })
    const deployment = order(null, first)
    let dead = false
    const { store, kept } = memoryStore({
      onSave(state) {
        if (state === last && !dead) {
          dead = true
          throw new Killed()
        }
      },
    })
    await expect(deploy(deployment, world(deployment, store))).rejects.toBeInstanceOf(Killed)
    const ending = await deploy(deployment, world(deployment, store), kept.standing)
    expect([failure(kept.events), ending.outcome]).toEqual([undefined, 'succeeded'])
    expect(await stands('one')).toBe('idle something')
    expect(new Set(kept.recorded.map((one) => one.number)).size).toBe(1)
  })
  test('in the middle of going back: another finishes that', { timeout: 60_000 }, async () => {
    const deployment = order(null, manifest({ a: toy('one'), b: toy('two', DIES) }))
    let dead = false
    const { store, kept } = memoryStore({
      onEvent(event) {
        if (event.kind === 'step' && event.phase === 'undone' && !dead) {
          dead = true
          throw new Killed()
        }
      },
    })
    await expect(deploy(deployment, world(deployment, store))).rejects.toBeInstanceOf(Killed)
    const ending = await deploy(deployment, world(deployment, store), kept.standing)
    expect(ending).toMatchObject({ outcome: 'rolled-back', hosts: { one: 'old', two: 'old' } })
    expect(await stands('one')).toBe('idle nothing')
  })
})

describe('a host that falls silent', () => {
  /** Everything to that host fails from the moment on that `verb` is sent. */
  function cutting(silent: string, verb: string): { connect: Reach; heal(): void } {
    let [cut, healed] = [false, false]
    const wrap = (host: string, connection: Connection): Connection => ({
      ...connection,
      fresh: async () => wrap(host, await connection.fresh()),
      async exec(options) {
        cut ||= host === silent && `${options.stdin}`.includes(`\nverb ${verb}\n`)
        if (host === silent && cut && !healed) throw new TransportError('unreachable', `${host} does not answer`)
        return connection.exec(options)
      },
    })
    return { connect: async (host) => wrap(host, await reach(host)), heal: () => (healed = true) }
  }
  test('after the decision: waiting, and forward once it answers', { timeout: 60_000 }, async () => {
    const cable = cutting('two', 'commit')
    const deployment = order(null, manifest({ a: toy('one'), b: toy('two') }))
    const { store, kept } = memoryStore()
    const waiting = await deploy(deployment, world(deployment, store, toyTransition, cable.connect))
    expect(waiting).toMatchObject({ outcome: 'waiting', hosts: { one: 'new', two: 'unknown' } })
    expect(kept.recorded).toEqual([])
    cable.heal()
    const ending = await deploy(deployment, world(deployment, store, toyTransition, cable.connect), kept.standing)
    expect(ending).toMatchObject({ outcome: 'succeeded', hosts: { one: 'new', two: 'new' } })
  })
  test('after the decision, and it went back meanwhile: never called new', { timeout: 60_000 }, async () => {
    const cable = cutting('two', 'commit')
    const deployment = order(null, manifest({ a: toy('one'), b: toy('two') }))
    const { store, kept } = memoryStore()
    await deploy(deployment, world(deployment, store, toyTransition, cable.connect))
    const kit = await hosts.two!.open()
    const headers = { profile: 'toys', token: kept.standing.memory!.tokens.two! }
    for (const verb of ['revert', 'follow', 'seal'] as const)
      expect((await kit.call({ verb, headers })).refused).toBeNull()
    cable.heal()
    const ending = await deploy(deployment, world(deployment, store, toyTransition, cable.connect), kept.standing)
    expect(ending).toMatchObject({ outcome: 'rolled-back', hosts: { one: 'old', two: 'old' } })
    expect(await stands('one')).toBe('idle nothing')
  })
  test('what was given up after its switch: the next deployment has it undone first', { timeout: 60_000 }, async () => {
    const first = manifest({ a: toy('one') })
    const deployment = order(null, first)
    const { store } = memoryStore({
      onSave(state) {
        if (state === 'proving') throw new Killed()
      },
    })
    await expect(deploy(deployment, world(deployment, store))).rejects.toBeInstanceOf(Killed)
    writeFileSync(`${hosts.one!.prefix}/profiles/toys/lock/window`, '-1\n')
    const { ending, events } = await go(null, first)
    expect([failure(events), ending.outcome]).toEqual([undefined, 'succeeded'])
  })
  test('before the decision: the others go back, it does so once it answers', { timeout: 60_000 }, async () => {
    const cable = cutting('two', 'follow')
    const deployment = order(null, manifest({ a: toy('one'), b: toy('two') }))
    const { store, kept } = memoryStore()
    const waiting = await deploy(deployment, world(deployment, store, toyTransition, cable.connect))
    expect(waiting).toMatchObject({ outcome: 'waiting', hosts: { one: 'old', two: 'unknown' } })
    cable.heal()
    const ending = await deploy(deployment, world(deployment, store, toyTransition, cable.connect), kept.standing)
    expect(ending).toMatchObject({ outcome: 'rolled-back', hosts: { one: 'old', two: 'old' } })
    expect(await stands('two')).toBe('idle nothing')
  })
})

describe('a wish to stop', () => {
  test('is heard at the next step, and everything is undone', { timeout: 60_000 }, async () => {
    // The first step goes on only once the host knows that it is to go back: there can be no second one.
    const decided = `${hosts.one!.prefix}/profiles/toys/txn/decision`
    const first = manifest({ a: toy('one'), b: toy('one') })
    const deployment = order(null, first)
    const { store, kept } = memoryStore({
      onEvent(event) {
        if (event.kind === 'step' && event.says === 'start' && event.phase === 'begun') kept.cancel = true
      },
    })
    const patient: Action = {
      do: 'await',
      seconds: 20,
      says: 'it may go on',
      command: { argv: ['test', '-e', decided], changes: false, seconds: 5 },
    }
    const ending = await deploy(
      deployment,
      world(deployment, store, (previous, next) => toyTransition(previous, next, [patient])),
    )
    expect(ending).toMatchObject({ outcome: 'cancelled', hosts: { one: 'old' } })
    const begun = kept.events.filter(
      (event) => event.kind === 'step' && event.says === 'start' && event.phase === 'begun',
    )
    expect(begun).toHaveLength(1)
    expect(pids(first)).toEqual({ a: null, b: null })
  })
  test('before anything is changed: locks are given back', async () => {
    const deployment = order(null, manifest({ a: toy('one') }))
    const { store, kept } = memoryStore({
      onSave(state) {
        if (state === 'staging') kept.cancel = true
      },
    })
    expect(await deploy(deployment, world(deployment, store))).toMatchObject({
      outcome: 'cancelled',
      hosts: { one: 'old' },
    })
    expect(await stands('one')).toBe('idle nothing')
  })
})
