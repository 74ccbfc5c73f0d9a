/** From the API's plan to processes on this machine and back, through the queue: the whole server but its pages. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import type { Context } from '#server/api/context.ts'
import { fittedExample, named } from '#server/api/first-documents.ts'
import { createCaller } from '#server/api/root.ts'
import type { DeploymentView, Target } from '#server/api/views.ts'
import { EMPTY_LAYOUT } from '#server/store/systems.ts'
import { type TemporaryStore, temporaryStore } from '#server/store/temporary.ts'
import { workQueue } from './queue.ts'
import { reach } from './reach-hosts.ts'
import { runDeployment } from './run-deployment.ts'

// Before the log is opened by an import.
vi.hoisted(() => {
  process.env.LONGRUN_LOG = 'silent'
})

const SYSTEM = 'first-light'
let temporary: TemporaryStore
let directory: string
let api: ReturnType<typeof createCaller>
const end = new AbortController()
let worker: Promise<void>

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'longrun-jobs-'))
  process.env.LONGRUN_DATA = path.join(directory, 'data')
  process.env.LONGRUN_PREFIX = path.join(directory, 'host')
  temporary = temporaryStore()
  const { store } = temporary
  const context: Context = {
    store,
    reach: reach(store),
    me: { id: '1', name: 'Ann', role: 'admin' },
    token: null,
    address: '::1',
    secure: false,
    sameOrigin: true,
    answer: new Headers(),
  }
  api = createCaller(context)
  await api.hosts.enrol({ name: 'local', address: { kind: 'local' } })
  await store.systems.create({ name: SYSTEM, document: await document(), layout: EMPTY_LAYOUT, by: 'Ann' })
  worker = workQueue({
    deployments: store.deployments,
    worker: 'test',
    leaseSeconds: 15,
    pollMs: 20,
    parallel: 2,
    signal: end.signal,
    run: (lease, signal) => runDeployment(store, lease, signal),
  })
}, 60_000)

afterAll(async () => {
  try {
    const { generation } = await temporary.store.systems.get(SYSTEM)
    if (generation !== null) await deploy({ kind: 'nothing' })
  } finally {
    end.abort()
    await worker
    await temporary.remove()
    rmSync(directory, { recursive: true, force: true })
    for (const name of ['LONGRUN_DATA', 'LONGRUN_PREFIX']) delete process.env[name]
  }
}, 60_000)

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The example, on ports that are free here and without accounts of its own. */
async function document(): Promise<SystemDocument> {
  const example = named(await fittedExample(temporary.store), SYSTEM)
  const first = await freePort()
  const proxy = example.system.processes.gateway
  if (!proxy) throw new Error('the example has no proxy')
  return {
    ...example,
    system: {
      ...example.system,
      settings: { forceDisableUserChange: true },
      pools: { ...example.system.pools, webappPorts: { min: first, max: first + 20, scope: 'machine' } },
      processes: {
        ...example.system.processes,
        gateway: { ...proxy, with: { ...proxy.with, port: await freePort() } },
      },
    },
  }
}

async function deploy(target: Target): Promise<DeploymentView> {
  const plan = await api.deployments.plan({ systemId: SYSTEM, target })
  expect(plan.problems.filter((one) => one.severity === 'error')).toEqual([])
  expect(plan.checks.filter((one) => !one.ok)).toEqual([])
  const { id } = await api.deployments.start({ systemId: SYSTEM, target, digest: plan.digest })
  const events = await api.deployments.events({ id })
  for await (const event of events) expect(event).toBeDefined()
  return api.deployments.get({ id })
}

async function pids(): Promise<Record<string, number | undefined>> {
  const statuses = await api.statuses.system({ systemId: SYSTEM })
  expect(statuses.map((one) => [one.placement, one.state])).toEqual(statuses.map((one) => [one.placement, 'up']))
  return Object.fromEntries(statuses.map((one) => [one.placement.split('@')[0], one.pid]))
}

test('deploy, change one, go back, undeploy', { timeout: 120_000 }, async () => {
  const first = await deploy({ kind: 'draft' })
  expect(first).toMatchObject({ outcome: 'succeeded', generation: 1, hosts: { local: 'new' }, state: 'ended' })
  expect(await api.systems.get({ id: SYSTEM })).toMatchObject({ generation: 1, draft: false, deploying: null })
  const before = await pids()
  expect(Object.keys(before)).toHaveLength(4)
  const port = (await api.systems.get({ id: SYSTEM })).document.system.processes.gateway?.with?.port
  const page = `http://127.0.0.1:${port}/`
  // fetch sets no Host header of ours: the proxy answers for a host that it does not know, and it answers.
  expect((await fetch(page)).status).toBeGreaterThan(0)
  await expect
    .poll(async () => (await api.logs.tail({ systemId: SYSTEM, placement: 'webapp1@local/main' })).lines.join('\n'))
    .toContain('listens on')

  const same = await api.deployments.plan({ systemId: SYSTEM, target: { kind: 'draft' } })
  expect(same.transition.empty).toBe(true)

  const view = await api.systems.get({ id: SYSTEM })
  const webapp2 = view.document.system.processes.webapp2
  if (!webapp2) throw new Error('no webapp2')
  const processes = {
    ...view.document.system.processes,
    webapp2: { ...webapp2, extends: { process: { umask: '077' } } },
  }
  const changed = { ...view.document, system: { ...view.document.system, processes } }
  const change = { id: SYSTEM, baseRevision: view.revision, document: changed, layout: view.layout }
  await api.systems.save(change)
  expect(await api.systems.get({ id: SYSTEM })).toMatchObject({ draft: true })

  const second = await deploy({ kind: 'draft' })
  expect(second).toMatchObject({ outcome: 'succeeded', generation: 2 })
  const after = await pids()
  expect(after.webapp1).toBe(before.webapp1)
  expect(after.webapp3).toBe(before.webapp3)
  expect(after.webapp2).not.toBe(before.webapp2)
  const untouched = second.events.flatMap(({ event }) =>
    event.kind === 'process' && event.untouched ? [event.placement] : [],
  )
  expect(untouched).toContain('webapp1@local/main')

  const back = await deploy({ kind: 'generation', number: 1 })
  expect(back).toMatchObject({ outcome: 'succeeded', generation: 3 })
  expect((await pids()).webapp1).toBe(before.webapp1)

  const gone = await deploy({ kind: 'nothing' })
  expect(gone).toMatchObject({ outcome: 'succeeded' })
  expect(await api.systems.get({ id: SYSTEM })).toMatchObject({ generation: null })
  await expect(fetch(page)).rejects.toThrow()
})

test('a plan that is old is refused, and so is one with errors; nothing is queued', { timeout: 60_000 }, async () => {
  const plan = await api.deployments.plan({ systemId: SYSTEM, target: { kind: 'draft' } })
  const start = { systemId: SYSTEM, target: { kind: 'draft' } as const, digest: plan.digest }
  const view = await api.systems.get({ id: SYSTEM })
  const { webapp1: _, ...processes } = view.document.system.processes
  const without = { ...view.document, system: { ...view.document.system, processes } }
  const revision = await api.systems.save({
    id: SYSTEM,
    baseRevision: view.revision,
    document: without,
    layout: view.layout,
  })
  await expect(api.deployments.start(start)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  const proxy = processes.gateway
  if (!proxy) throw new Error('no proxy')
  const two = { ...proxy, connects: { webapps: ['webapp2', 'webapp3'] } }
  const whole = { ...without, system: { ...without.system, processes: { ...processes, gateway: two } } }
  await api.systems.save({ id: SYSTEM, baseRevision: revision.revision, document: whole, layout: view.layout })
  await expect(api.deployments.start(start)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('old'),
  })
  expect(await temporary.store.deployments.active(SYSTEM)).toBeNull()
})
