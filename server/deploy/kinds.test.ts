/** Deployments of oneshots and timers on an unprivileged host: awaited, failed and undone, changed for the next boot, taken away. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { Status } from '#generators/contract/backend.ts'
import type { Backends } from '#generators/contract/compiled.ts'
import type { Manifest } from '#generators/contract/manifest.ts'
import { parse } from '#generators/model/parse.ts'
import { transition } from '#generators/plan/transition.ts'
import { type TemporaryHost, temporaryHost } from '#server/host-kit/temporary-host.ts'
import { type Captured, capture } from './capture.ts'
import { deploy } from './deploy.ts'
import { observe } from './observe.ts'
import { memoryStore } from './temporary-system.ts'

let host: TemporaryHost
let backends: Backends
let captured: Captured
let generation = 0
let running: Manifest | null = null

beforeAll(async () => {
  host = await temporaryHost('/bin/sh', process.getuid?.() === 0 ? { as: 54_322 } : {})
  backends = await loadBackends()
  captured = await capture(host.connection, {
    backends,
    wanted: { programs: [], shares: [] },
    prefix: host.prefix,
    host: 'local',
  })
}, 60_000)
afterAll(async () => {
  if (running) await go(null)
  host.remove()
}, 60_000)

/** A migration that `app` needs, tables for the next boot, and a timer whose first time is far off. */
function manifest(migrate: string, tables = 'one'): Manifest {
  const out = (name: string) => `${host.prefix}/${name}`
  const process = (kind: string, script: string) =>
    `{ process: { ${kind}program: /bin/sh, arguments: [-c, ${JSON.stringify(script)}] } }`
  const { document, diagnostics: wrong } = parse(`system: kinds
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: sysvinit } } } }
processes:
  migrate:
    on: [local]
    extends: ${process('kind: oneshot, ', `sleep 1; echo "${migrate}" >>${out('ran')}; ${migrate}`)}
  tables: { on: [local], extends: ${process('kind: { oneshot: { onChange: boot } }, ', `echo ${tables} >>${out('tables')}`)} }
  app:
    on: [local]
    after: [migrate]
    extends: ${process('', `wc -l <${out('ran')} >>${out('app')}; exec sleep 1000`)}
  yearly: { on: [local], extends: ${process('kind: { timer: "@yearly" }, ', 'true')} }
`)
  expect(wrong).toEqual([])
  const { manifest, diagnostics } = compile({ document: document!, backends, facts: { local: captured.facts } })
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([])
  return manifest!
}
async function go(next: Manifest | null) {
  const previous = running
  const { store, kept } = memoryStore({ generation: generation++ })
  const ending = await deploy(
    { id: `k${generation}`, system: 'kinds', by: 'ada', reason: 'a test', previous, next, document: null },
    {
      store,
      backends,
      connect: async () => host.connection.fresh(),
      plan: (statuses) => transition({ previous, next, backends, statuses }),
    },
  )
  if (ending.outcome === 'succeeded') running = next
  return { ...ending, events: kept.events, failure: kept.events.find((event) => event.kind === 'failure') }
}
async function statuses(of: Manifest): Promise<Record<string, Status>> {
  const found = await observe(of, backends, async () => host.connection)
  return Object.fromEntries(found.statuses.map((status) => [status.placement.split('@')[0]!, status]))
}
const lines = (name: string) => readFileSync(path.join(host.prefix, name), 'utf8').split('\n').slice(0, -1)

test('awaited, left alone, run again, failed and undone, registered for the next boot, undeployed', {
  timeout: 120_000,
}, async () => {
  const first = manifest('exit 0')
  const one = await go(first)
  expect([one.outcome, one.failure]).toEqual(['succeeded', undefined])
  // The service began when the migration had ended, not before.
  expect(lines('app')).toEqual(['1'])
  const told = one.events.filter((event) => event.kind === 'process')
  expect(told.find(({ placement }) => placement === 'migrate@local/main')).toMatchObject({ state: 'up', rests: 'done' })
  const seen = await statuses(first)
  expect(seen.migrate).toMatchObject({ state: 'up', rests: 'done', detail: expect.stringContaining('ended with 0') })
  expect(seen.yearly).toMatchObject({
    state: 'up',
    rests: 'waits',
    detail: expect.stringMatching(/^next run \d{4}-01-01 00:00/),
  })
  expect((await go(manifest('exit 0'))).generation).toBeNull()

  const two = await go(manifest('exit 0 # again'))
  expect([two.outcome, two.failure]).toEqual(['succeeded', undefined])
  expect(lines('ran')).toHaveLength(2)
  expect((await statuses(running!)).app?.pid).toBe(seen.app?.pid)

  const bad = await go(manifest('echo because >&2; exit 3'))
  expect(bad.outcome).not.toBe('succeeded')
  expect(JSON.stringify(bad.events)).toContain('ended with 3')
  expect(JSON.stringify(bad.events)).toContain('because')
  // Going back ran the one of before, and touched nobody else.
  expect(lines('ran')).toEqual(['exit 0', 'exit 0 # again', 'echo because >&2; exit 3', 'exit 0 # again'])
  const after = await statuses(running!)
  expect(after.migrate).toMatchObject({ state: 'up', rests: 'done' })
  expect(after.app?.pid).toBe(seen.app?.pid)

  const later = await go(manifest('exit 0 # again', 'two'))
  expect([later.outcome, later.failure]).toEqual(['succeeded', undefined])
  expect(lines('tables')).toEqual(['one'])
  expect((await statuses(running!)).tables).toMatchObject({ state: 'up', detail: expect.stringContaining('next boot') })

  expect((await go(null)).outcome).toBe('succeeded')
})
