/** Several worker processes at one queue: each deployment is run once, and those of a killed worker go on elsewhere. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Transition } from '#generators/contract/manifest.ts'
import { EMPTY_IDS } from '#generators/model/document.ts'
import { EMPTY_LAYOUT } from '#server/store/systems.ts'
import { type TemporaryStore, temporaryStore } from '#server/store/temporary.ts'

const TRANSITION: Transition = { changes: [], files: [], hosts: [], waves: 0, empty: true }
let temporary: TemporaryStore
const workers: ChildProcess[] = []
beforeEach(() => {
  temporary = temporaryStore()
})
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
  await temporary.remove()
})

async function queue(systems: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < systems; i++) {
    const name = `system${i}`
    const document = {
      format: 1,
      interfaces: [],
      constructors: [],
      system: { system: name, hosts: {}, processes: {} },
      ids: EMPTY_IDS,
    } as const
    await temporary.store.systems.create({ name, document, layout: EMPTY_LAYOUT, by: 'test' })
    const order = {
      by: 'test',
      reason: '',
      base: null,
      previous: null,
      next: null,
      document: null,
      transition: TRANSITION,
    }
    ids.push((await temporary.store.deployments.queue({ ...order, system: name, target: { kind: 'draft' } })).id)
  }
  return ids
}

/** A worker process that prints a line for each deployment; `hangs`: it never finishes one. */
function startWorker(name: string, hangs: boolean): ChildProcess {
  const file = path.join(import.meta.dirname, 'queue.fixture.ts')
  const worker = spawn(process.execPath, [file, temporary.file, name, hangs ? 'hangs' : 'works'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  workers.push(worker)
  return worker
}

async function lines(worker: ChildProcess, count: number): Promise<string[]> {
  const seen: string[] = []
  if (!worker.stdout) throw new Error('no output')
  for await (const chunk of worker.stdout.iterator({ destroyOnReturn: false })) {
    seen.push(...String(chunk).trim().split('\n'))
    if (seen.length >= count) break
  }
  return seen
}

/** Ends when no deployment is left that is not over. */
async function allEnded(ids: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => (await Promise.all(ids.map((id) => temporary.store.deployments.get(id)))).map((one) => one.state),
      {
        timeout: 20_000,
        interval: 50,
      },
    )
    .toEqual(ids.map(() => 'ended'))
}

test('three workers run thirty deployments once each', { timeout: 30_000 }, async () => {
  const ids = await queue(30)
  for (const name of ['a', 'b', 'c']) startWorker(name, false)
  await allEnded(ids)
  for (const id of ids)
    expect((await temporary.store.deployments.events(id, 0)).map((one) => one.event.kind)).toEqual(['host', 'state'])
})

test('what a killed worker held goes on with another, from where it stood', { timeout: 30_000 }, async () => {
  const ids = await queue(1)
  const first = startWorker('first', true)
  expect(await lines(first, 1)).toEqual(['first queued 1'])
  first.kill('SIGKILL')
  await once(first, 'exit')
  const second = startWorker('second', false)
  expect(await lines(second, 1)).toEqual(['second activating 2'])
  await allEnded(ids)
})
