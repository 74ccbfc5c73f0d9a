/** Which numbers are taken, by whom, and which is next. */
import { expect, test } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import { poolsOf } from './pools.ts'

const DOCUMENT: SystemDocument = {
  format: 1,
  interfaces: [],
  constructors: [],
  system: {
    system: 's',
    hosts: {},
    pools: { ports: { min: 5000, max: 5003, scope: 'machine' }, uids: { min: 1, max: 100_000 } },
    processes: { web: { constructor: 'webapp', on: [] }, api: { constructor: 'webapp', on: [], with: { port: 5001 } } },
  },
  ids: { assigned: { 'ports/web.port': 5000, 'ports/api.port': 5001, 'uids/user:web': 7 }, last: { ports: 5001 } },
}

test('entries say whose they are and why', () => {
  const [ports, uids] = poolsOf(DOCUMENT, { assigned: { 'ports/web.port': 5000 }, last: {} })
  expect(ports?.entries.map(({ number, words, why, fresh }) => [number, words, why, fresh])).toEqual([
    [5000, 'web, port', 'kept since it was first given', false],
    [5001, 'api, port', 'pinned by hand', true],
  ])
  expect(ports?.next).toBe('The next is 5002, because 5001 was the last one given.')
  expect(ports?.cells.map((cell) => cell.state)).toEqual(['used', 'fresh', 'free', 'free'])
  expect(uids?.entries[0]).toMatchObject({ words: 'user web', instance: 'web' })
  expect(uids?.cells.length).toBeLessThanOrEqual(108)
})

test('a full pool says so', () => {
  const full = { ...DOCUMENT, system: { ...DOCUMENT.system, pools: { ports: { min: 5000, max: 5001 } } } }
  expect(poolsOf(full, null)[0]?.next).toBe('No number is free.')
})
