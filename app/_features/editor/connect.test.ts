/** Who may take an edge: by interface, and never into a cycle of order. */
import { expect, test } from 'vitest'
import type { Slot, SystemDocument } from '#generators/model/document.ts'
import { constructorOf } from './commands/processes.ts'
import { candidatesFor, pathBetween, startUpOrder } from './connect.ts'
import type { Catalogue } from './model/shape.ts'

const SLOTS: Record<string, Record<string, Slot>> = {
  proxy: { webapps: { interface: 'http', many: true } },
  peer: { peers: { interface: 'http', many: true, order: 'none' }, database: { interface: 'sql' } },
  web: { next: { interface: 'http', optional: true } },
}
const PROVIDES: Record<string, string[]> = { proxy: ['http'], peer: ['http'], web: ['http'], database: ['sql'] }
const CATALOGUE: Catalogue = {
  constructors: new Map(),
  diagnostics: [],
  isOwn: () => false,
  providersOf: () => [],
  shapeOf: (instance) => {
    const name = constructorOf(instance) ?? ''
    const provides = Object.fromEntries((PROVIDES[name] ?? []).map((one) => [one, {}]))
    return { title: null, help: null, icon: null, parameters: {}, slots: SLOTS[name] ?? {}, provides, users: undefined }
  },
}
const DOCUMENT: SystemDocument = {
  format: 1,
  interfaces: [],
  constructors: [],
  ids: { assigned: {}, last: {} },
  system: {
    system: 's',
    hosts: {},
    processes: {
      front: { constructor: 'proxy', on: [], connects: { webapps: ['one'] } },
      one: { constructor: 'web', on: [] },
      two: { constructor: 'peer', on: [], connects: { peers: ['one'] } },
      db: { constructor: 'database', on: [] },
      hand: { on: [], extends: { process: { program: '/bin/true' } } },
    },
  },
}

test('by interface', () => {
  const { accepts, refuses } = candidatesFor(DOCUMENT, CATALOGUE, 'two')
  expect([...accepts]).toEqual([
    ['front', ['peers']],
    ['db', ['database']],
  ])
  expect(refuses.get('hand')).toBe('two has no slot for what hand provides')
})

test('a cycle of order is refused, with its members; a slot without order makes none', () => {
  const { accepts, cycles } = candidatesFor(DOCUMENT, CATALOGUE, 'one')
  expect(cycles.get('front')).toEqual(['one', 'front', 'one'])
  expect(accepts.get('two')).toEqual(['next'])
})

test('a process without slots can wait for any other', () =>
  expect([...candidatesFor(DOCUMENT, CATALOGUE, 'hand').accepts.keys()]).toEqual(['front', 'one', 'two', 'db']))

test('ways and orders', () => {
  const edges = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', []],
  ])
  expect(pathBetween(edges, 'a', 'd')).toEqual(['a', 'b', 'd'])
  expect(pathBetween(edges, 'c', 'a')).toBeNull()
  expect(startUpOrder(DOCUMENT, CATALOGUE)).toEqual(['one', 'front', 'two', 'db', 'hand'])
})
