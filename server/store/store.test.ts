/** Revisions, deployments and migrations on real database files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import { EMPTY_IDS, type SystemDocument } from '#generators/model/document.ts'
import { type DeploymentOrder, LeaseLost } from './deployments.ts'
import { migrate } from './migrate.ts'
import { EMPTY_LAYOUT } from './systems.ts'
import { type TemporaryStore, temporaryStore } from './temporary.ts'

let temporary: TemporaryStore
beforeEach(() => {
  temporary = temporaryStore()
})
afterEach(() => temporary.remove())

function document(title: string): SystemDocument {
  return {
    format: 1,
    interfaces: [],
    constructors: [],
    system: { system: 'shop', title, hosts: {}, processes: {} },
    ids: EMPTY_IDS,
  }
}
const TRANSITION: Transition = { changes: [], files: [], hosts: [], waves: 0, empty: true }
const MANIFEST: Manifest = { format: 1, system: 'shop', digest: 'd', hosts: {} }
const ORDER: DeploymentOrder = {
  system: 'shop',
  target: { kind: 'draft' },
  by: 'Ann',
  reason: 'because',
  base: null,
  previous: null,
  next: MANIFEST,
  document: document('A'),
  transition: TRANSITION,
}
async function shop(): Promise<void> {
  await temporary.store.systems.create({ name: 'shop', document: document('A'), layout: EMPTY_LAYOUT, by: 'Ann' })
}
function save(baseRevision: number, title: string, by = 'Ann'): Promise<number> {
  const change = { baseRevision, document: document(title), layout: EMPTY_LAYOUT, message: '', by }
  return temporary.store.systems.save('shop', change)
}

describe('systems', () => {
  test('each save is a revision that stays', async () => {
    await shop()
    expect(await save(1, 'B')).toBe(2)
    expect(await save(2, 'C', 'Bo')).toBe(3)
    const { systems } = temporary.store
    expect((await systems.revisions('shop')).map((one) => [one.revision, one.savedBy])).toEqual([
      [3, 'Bo'],
      [2, 'Ann'],
      [1, 'Ann'],
    ])
    expect((await systems.revision('shop', 2)).document.system.title).toBe('B')
    expect((await systems.get('shop')).document.system.title).toBe('C')
  })

  test('of two who changed the same revision the second is told who was first', async () => {
    await shop()
    const tries = await Promise.allSettled([save(1, 'B', 'Ann'), save(1, 'C', 'Bo')])
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const refused = tries.find((one) => one.status === 'rejected')
    expect(refused?.reason).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/(Ann|Bo) saved revision 2/),
    })
    expect(await temporary.store.systems.revisions('shop')).toHaveLength(2)
  })

  test('saving what is there makes no revision, and keeps the layout', async () => {
    await shop()
    const layout = { nodes: { web: { x: 1, y: 2 } }, hosts: {} }
    const change = { baseRevision: 1, document: document('A'), layout, message: '', by: 'Ann' }
    expect(await temporary.store.systems.save('shop', change)).toBe(1)
    expect((await temporary.store.systems.get('shop')).layout).toEqual(layout)
  })

  test('the order of a model’s keys survives', async () => {
    const hosts = {
      zebra: { platform: 'linux', address: 'z', containers: {} },
      ant: { platform: 'linux', address: 'a', containers: {} },
    }
    const drawn = { ...document('A'), system: { system: 'shop', hosts, processes: {} } }
    await temporary.store.systems.create({ name: 'shop', document: drawn, layout: EMPTY_LAYOUT, by: 'Ann' })
    expect(Object.keys((await temporary.store.systems.get('shop')).document.system.hosts)).toEqual(['zebra', 'ant'])
  })

  test('what is being deployed cannot be removed: its processes would be nobody’s', async () => {
    const { systems, deployments } = temporary.store
    await systems.create({ name: 'shop', document: document('A'), layout: EMPTY_LAYOUT, by: 'Ann' })
    await deployments.queue(ORDER)
    await expect(systems.remove('shop')).rejects.toMatchObject({ code: 'conflict' })
    const lease = await deployments.claim('w', 10)
    await lease!.end({ outcome: 'refused', hosts: {}, generation: null })
    await systems.remove('shop')
    expect(await systems.list()).toEqual([])
  })

  test('what runs cannot be removed', async () => {
    await shop()
    await temporary.store.systems.setGeneration('shop', 3)
    await expect(temporary.store.systems.remove('shop')).rejects.toMatchObject({ code: 'conflict' })
    await temporary.store.systems.setGeneration('shop', null)
    await temporary.store.systems.remove('shop')
    await expect(temporary.store.systems.get('shop')).rejects.toMatchObject({ code: 'not-found' })
  })
})

test('two admins who take each other’s rights away at once leave one admin', async () => {
  const { users } = temporary.store
  for (const round of ['setRole', 'remove'] as const) {
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) => users.create({ name: `${name} ${round}`, passwordHash: '-', role: 'admin' })),
    )
    for (const other of await users.list()) if (other.id !== a!.id && other.id !== b!.id) await users.remove(other.id)
    const both = [a!, b!].map(({ id }) => (round === 'remove' ? users.remove(id) : users.setRole(id, 'viewer')))
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await users.list()).filter(({ role }) => role === 'admin')).toHaveLength(1)
  }
})

test('what is written while a transaction is open is not undone with it', { timeout: 20_000 }, async () => {
  await shop()
  const { settings } = temporary.store
  const keys = Array.from({ length: 40 }, (_, i) => `key${i}`)
  // Saves that are refused, and rolled back, all the while.
  const refused = Promise.allSettled(keys.map(() => save(99, 'never')))
  for (const key of keys) await settings.set(key, 'kept')
  await refused
  for (const key of keys) expect(await settings.get(key), key).toBe('kept')
})

describe('deployments', () => {
  test('one at a time for a system', async () => {
    await shop()
    const { deployments } = temporary.store
    const tries = await Promise.allSettled([deployments.queue(ORDER), deployments.queue(ORDER)])
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    await expect(deployments.queue(ORDER)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a claim is a lease: whose ran out writes nothing any more', async () => {
    await shop()
    const { deployments } = temporary.store
    const { id } = await deployments.queue(ORDER)
    const first = await deployments.claim('first', 0)
    if (!first) throw new Error('not claimed')
    const second = await deployments.claim('second', 60)
    expect(second?.deployment).toMatchObject({ id, system: 'shop', next: MANIFEST, attempts: 2 })
    await expect(first.save('planned')).rejects.toBeInstanceOf(LeaseLost)
    await expect(first.append({ kind: 'host', host: 'a', says: 'x' })).rejects.toBeInstanceOf(LeaseLost)
    expect(await deployments.claim('third', 60)).toBeNull()
    await second?.save('activating', { wave: 1, memory: { a: 1 } })
    await second?.append({ kind: 'host', host: 'a', says: 'one' })
    await second?.append({ kind: 'host', host: 'a', says: 'two' })
    expect((await deployments.events(id, 1)).map((one) => one.seq)).toEqual([2])
    await second?.end({ outcome: 'succeeded', hosts: { a: 'new' }, generation: 1 })
    expect(await deployments.get(id)).toMatchObject({ state: 'ended', outcome: 'succeeded', hosts: { a: 'new' } })
    expect(await deployments.claim('third', 60)).toBeNull()
    expect(await deployments.active('shop')).toBeNull()
  })

  test('a host takes part in what is under way there, until it is over', async () => {
    const { deployments } = temporary.store
    await shop()
    const part = { host: 'web', prefix: '/p', containers: [], entries: [], files: [] }
    await deployments.queue({ ...ORDER, next: { ...MANIFEST, hosts: { web: part } } })
    expect([await deployments.activeOn('web'), await deployments.activeOn('db')]).toEqual([['shop'], []])
    await (await deployments.claim('w', 10))!.end({ outcome: 'refused', hosts: {}, generation: null })
    expect(await deployments.activeOn('web')).toEqual([])
  })

  test('waiting after the decision is no failed attempt, waiting before it is', async () => {
    const { deployments } = temporary.store
    await shop()
    await deployments.queue(ORDER)
    const attempts: number[] = []
    for (const state of ['reverting', 'committing', 'committing'] as const) {
      const lease = await vi.waitFor(
        async () => (await deployments.claim('w', 10)) ?? Promise.reject(new Error('held')),
      )
      attempts.push(lease.deployment.attempts)
      await lease.save(state)
      await lease.release(0.001)
    }
    expect(attempts).toEqual([1, 2, 1])
  })

  test('what another worker goes on with knows where the first stood', async () => {
    await shop()
    const { deployments } = temporary.store
    await deployments.queue(ORDER)
    const first = await deployments.claim('first', 60)
    await first?.save('activating', { wave: 1, memory: { token: '7' } })
    await first?.append({ kind: 'state', state: 'activating', wave: 1 })
    await first?.release()
    const second = await deployments.claim('second', 60)
    expect(second?.deployment).toMatchObject({ state: 'activating', wave: 1, memory: { token: '7' } })
    expect((await second?.append({ kind: 'host', host: 'a', says: 'x' }))?.seq).toBe(2)
  })

  test('a stop can be asked for until the end', async () => {
    await shop()
    const { deployments } = temporary.store
    const { id } = await deployments.queue(ORDER)
    const lease = await deployments.claim('one', 60)
    expect(await lease?.cancelRequested()).toBe(false)
    await deployments.requestCancel(id)
    expect(await lease?.cancelRequested()).toBe(true)
    await lease?.end({ outcome: 'cancelled', hosts: {}, generation: null })
    await expect(deployments.requestCancel(id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('generations', () => {
  test('recording twice changes nothing; the one that runs is named', async () => {
    await shop()
    const { generations } = temporary.store
    const generation = {
      number: 1,
      by: 'Ann',
      reason: 'r',
      deployment: 1,
      manifest: MANIFEST,
      document: document('A'),
      processes: [],
    }
    await generations.record('shop', generation)
    await generations.record('shop', { ...generation, reason: 'other' })
    await generations.record('shop', { ...generation, number: 2 })
    expect((await generations.list('shop')).map((one) => [one.number, one.reason, one.current])).toEqual([
      [2, 'r', true],
      [1, 'r', false],
    ])
    expect(await generations.newest('shop')).toBe(2)
    expect((await generations.get('shop', 1)).manifest).toEqual(MANIFEST)
  })
})

describe('migrations', () => {
  let directory: string
  let file: string
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'longrun-migrate-'))
    file = path.join(directory, 'db')
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const first = {
    name: '1_first',
    sql: `CREATE TABLE "Parent" ("id" TEXT NOT NULL PRIMARY KEY);
          CREATE TABLE "Child" ("id" TEXT NOT NULL PRIMARY KEY, "parentId" TEXT NOT NULL REFERENCES "Parent" ("id") ON DELETE CASCADE);`,
  }
  /** As Prisma writes it when a column is added. */
  const redefine = {
    name: '2_redefine',
    sql: `PRAGMA foreign_keys=OFF;
          CREATE TABLE "new_Parent" ("id" TEXT NOT NULL PRIMARY KEY, "title" TEXT NOT NULL DEFAULT '');
          INSERT INTO "new_Parent" ("id") SELECT "id" FROM "Parent";
          DROP TABLE "Parent";
          ALTER TABLE "new_Parent" RENAME TO "Parent";
          PRAGMA foreign_keys=ON;`,
  }
  function rows(table: string): number {
    const db = new Sqlite(file)
    const { n } = db.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number }
    db.close()
    return n
  }

  test('a table that is redefined keeps its rows and those that refer to it', () => {
    expect(migrate(file, [first])).toEqual(['1_first'])
    const db = new Sqlite(file)
    db.exec(`INSERT INTO "Parent" VALUES ('p'); INSERT INTO "Child" VALUES ('c', 'p')`)
    db.close()
    expect(migrate(file, [first, redefine])).toEqual(['2_redefine'])
    expect([rows('Parent'), rows('Child')]).toEqual([1, 1])
    expect(migrate(file, [first, redefine])).toEqual([])
  })

  test('one that fails leaves nothing behind; an edited one is refused', () => {
    migrate(file, [first])
    const broken = { name: '2_broken', sql: 'CREATE TABLE "Half" ("id" TEXT); CREATE TABLE nonsense' }
    expect(() => migrate(file, [first, broken])).toThrow()
    expect(() => rows('Half')).toThrow('no such table')
    expect(() => migrate(file, [{ ...first, sql: `${first.sql} ` }])).toThrow('edited after it was applied')
  })

  test('one that orphans a row is refused', () => {
    migrate(file, [first])
    const orphan = { name: '2_orphan', sql: `INSERT INTO "Child" VALUES ('c', 'nobody')` }
    expect(() => migrate(file, [first, orphan])).toThrow('breaks a reference')
    expect(rows('Child')).toBe(0)
  })
})
