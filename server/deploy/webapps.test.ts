/** The example as people run it first: three web applications behind a proxy on an unprivileged host, from compiler to processes. */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import { BUILTIN_CONSTRUCTORS } from '#generators/constructors/index.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { Manifest } from '#generators/contract/manifest.ts'
import { parse } from '#generators/model/parse.ts'
import { wantedBy } from '#generators/packages/index.ts'
import { transition } from '#generators/plan/transition.ts'
import { type TemporaryHost, temporaryHost } from '#server/host-kit/temporary-host.ts'
import { type Captured, capture } from './capture.ts'
import { deploy } from './deploy.ts'
import { readLog } from './logs.ts'
import { observe } from './observe.ts'
import { memoryStore } from './temporary-system.ts'

let host: TemporaryHost
let backends: Backends
let captured: Captured
let generation = 0
let running: Manifest | null = null
/** Ports that no other run of the example on this machine takes. */
const base = 20_000 + (process.pid % 400) * 20

beforeAll(async () => {
  host = await temporaryHost('/bin/sh', process.getuid?.() === 0 ? { as: 54_321 } : {})
  backends = await loadBackends()
  captured = await capture(host.connection, {
    backends,
    wanted: wantedBy(BUILTIN_CONSTRUCTORS),
    prefix: host.prefix,
    host: 'local',
  })
})
afterAll(async () => {
  if (running) await go(running, null)
  host.remove()
})

function compiled(change: (yaml: string) => string = (yaml) => yaml): Manifest {
  const file = path.join(import.meta.dirname, '../../examples/webapps.yaml')
  const yaml = readFileSync(file, 'utf8')
    .replace('min: 5000, max: 5999', `min: ${base + 1}, max: ${base + 19}`)
    .replace('port: 8080', `port: ${base}`)
  const { document } = parse(change(yaml))
  const { manifest, diagnostics } = compile({ document: document!, backends, facts: { local: captured.facts } })
  expect(diagnostics.filter((one) => one.severity === 'error').map((one) => one.code)).toEqual([])
  return manifest!
}
async function go(previous: Manifest | null, next: Manifest | null) {
  const { store, kept } = memoryStore({ generation: generation++ })
  const ending = await deploy(
    { id: `g${generation}`, system: 'webapps', by: 'ada', reason: 'the example', previous, next, document: null },
    {
      store,
      backends,
      connect: async () => host.connection.fresh(),
      plan: (statuses) => transition({ previous, next, backends, statuses }),
    },
  )
  if (ending.outcome === 'succeeded') running = next
  const failure = kept.events.find((event) => event.kind === 'failure')
  const log = kept.events.find((event) => event.kind === 'log')
  return { ending, failure, log, events: kept.events }
}
async function pids(manifest: Manifest): Promise<Record<string, number | undefined>> {
  const { statuses } = await observe(manifest, backends, async () => host.connection)
  return Object.fromEntries(statuses.map(({ placement, pid }) => [placement.split('@')[0], pid]))
}
function page(hostName: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const asked = request(
    { host: '127.0.0.1', port: base, headers: { host: hostName }, agent: false, timeout: 5000 },
    (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.once('end', () => resolve(text))
      response.once('error', reject)
    },
  )
  asked.on('error', reject)
  asked.end()
  return promise
}

test('captured: what the host is, and what can manage processes there', () => {
  expect(captured.facts).toMatchObject({ platform: 'linux', prefix: host.prefix, privileged: false })
  expect(captured.facts.programs['node.node']).toBe(process.execPath)
  expect(captured.containers.map(({ type }) => type)).toContain('sysvinit')
})

test('deployed, answered, changed, rolled back, undeployed', { timeout: 120_000 }, async () => {
  const first = compiled()
  const one = await go(null, first)
  expect([one.failure, one.log]).toEqual([undefined, undefined])
  expect(one.ending).toEqual({ outcome: 'succeeded', hosts: { local: 'new' }, generation: 1 })
  expect(await page('webapp1.localhost')).toContain('webapp1')
  const before = await pids(first)
  expect(Object.values(before).every(Boolean)).toBe(true)

  const second = compiled((yaml) =>
    yaml.replace(/(webapp2:\n.*\n.*\n\s+with: \{ listen: loopback)/, '$1, greeting: Changed'),
  )
  const two = await go(first, second)
  expect([two.failure, two.ending.outcome]).toEqual([undefined, 'succeeded'])
  const after = await pids(second)
  expect([after.webapp1, after.webapp3]).toEqual([before.webapp1, before.webapp3])
  expect(after.webapp2).not.toBe(before.webapp2)
  const untouched = two.events.flatMap((event) =>
    event.kind === 'process' && event.untouched ? [event.placement] : [],
  )
  expect(untouched).toEqual(expect.arrayContaining(['webapp1@local/main', 'webapp3@local/main']))
  expect(await page('webapp2.localhost')).toContain('webapp2')

  expect((await go(second, second)).ending.generation).toBeNull()
  const kit = await host.open()
  const entry = second.hosts.local!.entries.find(({ instance }) => instance === 'webapp2')!
  expect((await readLog(kit, entry.running, backends, 10)).length).toBeGreaterThan(0)

  const back = await go(second, first)
  expect([back.failure, back.ending.outcome]).toEqual([undefined, 'succeeded'])
  expect((await pids(first)).webapp1).toBe(before.webapp1)

  const gone = await go(first, null)
  expect([gone.failure, gone.ending.outcome]).toEqual([undefined, 'succeeded'])
  await expect(page('webapp1.localhost')).rejects.toThrow()
  const { stdout } = await host.connection.exec({ argv: ['pgrep', '-f', host.prefix], seconds: 10 })
  expect(
    stdout
      .trim()
      .split('\n')
      .filter((pid) => pid && existsIn(pid)),
  ).toEqual([])
})

/** Of what pgrep names: not pgrep's own parents, which carry the prefix in their arguments. */
function existsIn(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(host.prefix)
  } catch {
    return false
  }
}
