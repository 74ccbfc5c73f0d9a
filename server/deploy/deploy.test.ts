import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import { type TemporaryHost, temporaryHost } from '#server/host-kit/temporary-host.ts'
import { deploy } from './deploy.ts'
import type { Deployment, Standing, World } from './ports.ts'
import { memoryStore, type Toy, toyBackends, toyManifest, toyTransition } from './temporary-system.ts'

const LIVES = 'while :; do sleep 1000; done\n'
const hosts: Record<string, TemporaryHost> = {}
let number = 0

beforeEach(async () => {
  hosts.one = await temporaryHost('/bin/sh')
  hosts.two = await temporaryHost('/bin/sh')
})
const started: Manifest[] = []
afterEach(async () => {
  for (const host of Object.values(hosts)) {
    await host.connection.exec({
      argv: ['sh', '-c', `for f in ${host.prefix}/toys/*.pid; do read -r p _ <$f && kill -9 -$p; done`],
      seconds: 10,
    })
    host.remove()
  }
  started.length = 0
})

function manifest(toys: Record<string, Toy>): Manifest {
  return toyManifest('toys', { one: hosts.one!.prefix, two: hosts.two!.prefix }, toys)
}
function toy(host: string, program = LIVES, ports: readonly number[] = []): Toy {
  return { host, program, ports }
}
function order(previous: Manifest | null, next: Manifest | null, change: Partial<Deployment> = {}): Deployment {
  return { id: `d${++number}`, system: 'toys', by: 'ada', reason: 'a test', previous, next, document: null, ...change }
}
function world(
  deployment: Deployment,
  store: World['store'],
  plan: () => Transition = () => toyTransition(deployment.previous, deployment.next),
): World {
  return { store, backends: toyBackends(), plan, connect: async (host) => hosts[host]!.connection.fresh() }
}
async function go(previous: Manifest | null, next: Manifest | null, plan?: () => Transition) {
  const memory = memoryStore({ generation: number })
  const deployment = order(previous, next)
  const ending = await deploy(deployment, world(deployment, memory.store, plan))
  return { ...memory.kept, ending }
}
async function state(host: string) {
  const kit = await hosts[host]!.open()
  const reply = await kit.call({ verb: 'hello', headers: { profile: 'toys' } })
  return { state: reply.first('state')?.words[0], head: reply.first('head')?.words.join(' ') }
}
function pids(manifest: Manifest): Record<string, string | null> {
  const entries = Object.values(manifest.hosts).flatMap((host) => host.entries)
  return Object.fromEntries(
    entries.map(({ instance, running }) => [
      instance,
      existsSync(running.pidFile) ? readFileSync(running.pidFile, 'utf8').trim() : null,
    ]),
  )
}
const failure = (events: readonly { kind: string }[]) => events.find((event) => event.kind === 'failure')

describe('a deployment', () => {
  test('starts, changes one and leaves the others alone, goes back, and stops everything', {
    timeout: 60_000,
  }, async () => {
    const first = manifest({ a: toy('one'), b: toy('one'), c: toy('two') })
    const { ending, kept: _, ...one } = { ...(await go(null, first)), kept: null }
    expect(failure(one.events)).toBeUndefined()
    expect(ending).toMatchObject({ outcome: 'succeeded', hosts: { one: 'new', two: 'new' } })
    const before = pids(first)
    expect(Object.values(before).every(Boolean)).toBe(true)
    expect(await state('one')).toMatchObject({ state: 'idle' })

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

    const back = await go(second, first)
    expect(back.ending.outcome).toBe('succeeded')
    expect(pids(first).a).toBe(before.a)

    const gone = await go(first, null)
    expect(gone.ending.outcome).toBe('succeeded')
    expect(pids(first)).toEqual({ a: null, b: null, c: null })
  })
})
