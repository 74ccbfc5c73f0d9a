/** The same recipe over a real sshd: deployed, deployed again for nothing, watched, undeployed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Manifest } from '#generators/contract/manifest.ts'
import { openKit } from '#server/host-kit/client.ts'
import type { Connection } from '#server/transports/contract.ts'
import { type Loopback, startLoopback } from '#server/transports/ssh/loopback.ts'
import { connectTo } from '#server/transports/transports.ts'
import { deploy } from './deploy.ts'
import { followLog } from './logs.ts'
import { memoryStore, toyBackends, toyManifest, toyTransition } from './temporary-system.ts'

let server: Loopback
let folder: string
beforeAll(async () => {
  server = await startLoopback()
  folder = mkdtempSync(path.join(tmpdir(), 'lr-'))
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function connect(): Promise<Connection> {
  return connectTo(server.address, { runtimeDirectory: path.join(folder, 'run') })
}
async function go(previous: Manifest | null, next: Manifest | null, generation: number) {
  const { store, kept } = memoryStore({ generation })
  const deployment = {
    id: `s${generation}`,
    system: 'toys',
    by: 'ada',
    reason: 'over SSH',
    previous,
    next,
    document: null,
  }
  const ending = await deploy(deployment, {
    store,
    backends: toyBackends(),
    plan: () => toyTransition(previous, next),
    connect,
  })
  return { ending, failure: kept.events.find((event) => event.kind === 'failure') }
}

test('a host over SSH', { timeout: 60_000 }, async () => {
  const prefix = path.join(folder, 'p')
  const program = 'echo first; while :; do sleep 1000; done\n'
  const toys = { a: { host: 'far', program }, b: { host: 'far', program } }
  const manifest = toyManifest('toys', { far: prefix }, toys)
  const one = await go(null, manifest, 0)
  expect([one.failure, one.ending.outcome]).toEqual([undefined, 'succeeded'])
  expect((await go(manifest, manifest, 1)).ending).toMatchObject({ outcome: 'succeeded', generation: null })

  const kit = await openKit(await connect(), { prefix })
  const stop = new AbortController()
  const lines: string[] = []
  await followLog(kit, manifest.hosts.far!.entries[0]!.running, toyBackends(), {
    lines: 5,
    signal: stop.signal,
    onLine(line) {
      lines.push(line)
      stop.abort()
    },
  })
  expect(lines).toEqual(['first'])
  await kit.connection.close()

  const gone = await go(manifest, null, 2)
  expect([gone.failure, gone.ending.outcome]).toEqual([undefined, 'succeeded'])
})
