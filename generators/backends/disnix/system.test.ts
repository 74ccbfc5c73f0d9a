/**
 * The example of four processes deployed, changed, crashed and undeployed by the whole product, on this machine as nobody in particular,
 * through a stand-in for Dysnomia, or through the real one where `LONGRUN_DYSNOMIA` names it: neither is in any Debian.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { capture } from '#server/deploy/capture.ts'
import { deploy } from '#server/deploy/deploy.ts'
import { readLog } from '#server/deploy/logs.ts'
import { observe } from '#server/deploy/observe.ts'
import { memoryStore } from '#server/deploy/temporary-system.ts'
import { type TemporaryHost, temporaryHost } from '#server/host-kit/temporary-host.ts'
import { BACKENDS, manifestOf } from '#tests/fixtures/compiling.ts'
import { isAlive, isRoot, until } from '#tests/launcher/stand.ts'
import { BUILTIN_CONSTRUCTORS } from '../../constructors/index.ts'
import type { Command, HostFacts, Running, Status } from '../../contract/backend.ts'
import type { Manifest } from '../../contract/manifest.ts'
import { wantedBy } from '../../packages/index.ts'
import { transition } from '../../plan/transition.ts'
import { backend } from './backend.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const DYSNOMIA = process.env.LONGRUN_DYSNOMIA ?? path.join(import.meta.dirname, 'dysnomia.stand-in.sh')
/** Ports that no other run of the example on this machine takes. */
const base = 31_000 + (process.pid % 400) * 4

let host: TemporaryHost
let facts: HostFacts
let generation = 0
let running: Manifest | null = null

beforeAll(async () => {
  host = await temporaryHost('/bin/sh', isRoot ? { as: 54_322 } : {})
  const wanted = wantedBy(BUILTIN_CONSTRUCTORS)
  facts = (await capture(host.connection, { backends: BACKENDS, wanted, prefix: host.prefix, host: 'local' })).facts
})
afterAll(async () => {
  if (running) await go(null)
  host.remove()
})

function compiled(change: (yaml: string) => string = (yaml) => yaml): Manifest {
  const yaml = readFileSync(path.join(import.meta.dirname, '../../../examples/webapps.yaml'), 'utf8')
    .replace('type: sysvinit', `type: disnix\n        properties: { dysnomia: ${DYSNOMIA} }`)
    .replace('min: 5000, max: 5999', `min: ${base + 1}, max: ${base + 3}`)
    .replace('port: 8080', `port: ${base}`)
  return manifestOf(change(yaml), { local: facts })
}
async function go(next: Manifest | null) {
  const previous = running
  const { store, kept } = memoryStore({ generation: generation++ })
  const ending = await deploy(
    { id: `g${generation}`, system: 'webapps', by: 'ada', reason: 'the example', previous, next, document: null },
    {
      store,
      backends: BACKENDS,
      connect: async () => host.connection.fresh(),
      plan: (statuses) => transition({ previous, next, backends: BACKENDS, statuses }),
    },
  )
  if (ending.outcome === 'succeeded') running = next
  return { outcome: ending.outcome, failure: kept.events.find((event) => event.kind === 'failure') }
}
async function states(manifest: Manifest): Promise<Record<string, Status>> {
  const { statuses } = await observe(manifest, BACKENDS, async () => host.connection)
  return Object.fromEntries(statuses.map((one) => [one.placement.split('@')[0]!, one]))
}
function runningOf(manifest: Manifest, instance: string): Running {
  return manifest.hosts.local!.entries.find((entry) => entry.instance === instance)!.running
}
async function run(commands: readonly Command[]) {
  const results = []
  for (const { argv, environment = {}, seconds } of commands)
    results.push(
      await host.connection.exec({
        argv: ['env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`), ...argv],
        seconds,
      }),
    )
  return results
}
const below = (...names: string[]) => path.join(host.prefix, 'dysnomia', ...names)
const activated = () => readdirSync(below('state/activated/longrun')).sort()
const page = async (name: string) =>
  (
    await host.connection.exec({
      argv: ['curl', '-sS', '--max-time', '5', '-H', `Host: ${name}.localhost`, `http://127.0.0.1:${base}/`],
      seconds: 10,
    })
  ).stdout

test('deployed, changed, crashed, driven by hand, undeployed', async () => {
  const first = compiled()
  expect(await go(first)).toEqual({ outcome: 'succeeded', failure: undefined })
  const before = await states(first)
  expect(Object.values(before).map((one) => one.state)).toEqual(['up', 'up', 'up', 'up'])
  expect(await page('webapp1')).toContain('webapp1')
  const names = ['webapps-gateway', 'webapps-webapp1', 'webapps-webapp2', 'webapps-webapp3']
  expect(activated()).toEqual(names)
  const pidFile = (name: string) => path.join(host.prefix, `var/run/dysnomia/main/webapps-${name}.pid`)
  const numberIn = (name: string) => Number(readFileSync(pidFile(name), 'utf8'))
  expect(numberIn('webapp1')).toBe(before.webapp1?.pid)

  const second = compiled((yaml) =>
    yaml.replace(/(webapp2:\n.*\n.*\n\s+with: \{ listen: loopback)/, '$1, greeting: Changed'),
  )
  expect(await go(second)).toEqual({ outcome: 'succeeded', failure: undefined })
  const after = await states(second)
  expect([after.webapp1?.pid, after.webapp3?.pid]).toEqual([before.webapp1?.pid, before.webapp3?.pid])
  expect(after.webapp2?.pid).not.toBe(before.webapp2?.pid)
  expect(await page('webapp2')).toContain('Changed')
  const kit = await host.open()
  expect((await readLog(kit, runningOf(second, 'webapp2'), BACKENDS, 10)).length).toBeGreaterThan(0)

  // A crash leaves its PID file: Dysnomia would take it for a process that runs.
  const one = runningOf(second, 'webapp1')
  process.kill(after.webapp1!.pid!, 'SIGKILL')
  await until('it is gone', () => !isAlive(after.webapp1!.pid!))
  expect((await states(second)).webapp1).toMatchObject({ state: 'failed' })
  expect(existsSync(pidFile('webapp1'))).toBe(true)
  // ... and whoever has that number now is not killed for it.
  writeFileSync(pidFile('webapp1'), `${after.webapp3!.pid}\n`)
  expect((await run(backend.activities.stop(one))).map((result) => result.status)).toEqual([0, 0])
  expect((await states(second)).webapp3).toMatchObject({ state: 'up', pid: after.webapp3!.pid })
  expect(activated()).not.toContain('webapps-webapp1')
  writeFileSync(pidFile('webapp1'), `${after.webapp3!.pid}\n`)
  const again = [...backend.activities.start(one), ...backend.activities.start(one)]
  expect((await run(again)).map((result) => result.status)).toEqual([0, 0])
  const third = await states(second)
  expect(third.webapp1).toMatchObject({ state: 'up' })
  expect(numberIn('webapp1')).toBe(third.webapp1?.pid)

  // By hand, as the manual says: TERM by the PID file.
  const [, told] = backend.activities.stop(one)
  expect((await run([told!])).map((result) => result.status)).toEqual([0])
  await until('it ended', () => !isAlive(third.webapp1!.pid!))
  expect(await go(second)).toEqual({ outcome: 'succeeded', failure: undefined })
  expect((await states(second)).webapp1).toMatchObject({ state: 'up' })

  expect(await go(null)).toEqual({ outcome: 'succeeded', failure: undefined })
  for (const { pid } of Object.values(await states(second))) expect(pid).toBeUndefined()
  for (const { pid } of Object.values(after)) expect(isAlive(pid!)).toBe(false)
  expect(activated()).toEqual([])
  expect(readdirSync(below('components/longrun'))).toEqual([])
  expect(readdirSync(path.dirname(pidFile('webapp1')))).toEqual([])
})

test('what does not start is no success, although Dysnomia says so', async () => {
  const broken = compiled((yaml) =>
    yaml.replace(
      /processes:[\s\S]*$/,
      'processes: { broken: { on: [local], extends: { process: { program: /bin/sh, arguments: [-c, "echo no; exit 7"] } } } }\n',
    ),
  )
  const { outcome, failure } = await go(broken)
  expect(outcome).toBe('rolled-back')
  expect(JSON.stringify(failure)).toContain('ended at once with 7')
})
