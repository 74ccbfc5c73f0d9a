/** The editing commands, on a small system. */
import { describe, expect, test } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import { addProcess } from './add-process.ts'
import { connectProcesses, disconnectProcesses } from './connect-processes.ts'
import { duplicateProcess } from './duplicate-process.ts'
import { addPlace, moveProcess, removePlace } from './move-process.ts'
import { constructorOf, freshName, placementId, placesOf, processOf } from './processes.ts'
import { removeProcesses } from './remove-process.ts'
import { nameProblem, renameProcess } from './rename-process.ts'
import { getIn, setIn } from './set-at-path.ts'
import { setParameter } from './set-parameter.ts'

const BASE: SystemDocument = {
  format: 1,
  interfaces: [],
  constructors: [],
  system: {
    system: 'shop',
    hosts: {
      test1: { platform: 'linux', address: '10.0.0.1', containers: { main: { type: 'a' }, other: { type: 'b' } } },
      test2: { platform: 'linux', address: '10.0.0.2', containers: { main: { type: 'a' } } },
    },
    processes: {
      webapp1: { constructor: 'webapp', on: ['test1'] },
      webapp2: {
        constructor: 'webapp',
        on: ['test1', { host: 'test2', container: 'main' }],
        at: { test2: { port: 9 } },
      },
      proxy: {
        constructor: 'proxy',
        on: ['test2'],
        connects: { webapps: ['webapp1', 'webapp2.http'] },
        after: ['webapp1'],
      },
    },
  },
  ids: { assigned: { 'ports/webapp1.port': 5000, 'uids/user:webapp1': 2000, 'ports/webapp10.port': 5001 }, last: {} },
}

describe('set at a path', () => {
  test('shares what did not change, and prunes the maps that a removal leaves empty', () => {
    const set = setIn(BASE, ['system', 'processes', 'webapp1', 'with', 'port'], 80)
    expect(getIn(set, ['system', 'processes', 'webapp1', 'with'])).toEqual({ port: 80 })
    expect(set.system.processes.webapp2).toBe(BASE.system.processes.webapp2)
    expect(setIn(set, ['system', 'processes', 'webapp1', 'with', 'port'], undefined)).toEqual(BASE)
    expect(setIn(BASE, ['system', 'system'], 'shop')).toBe(BASE)
  })
  test('keys that JavaScript knows of are keys like any other', () => {
    expect(getIn({}, ['constructor'])).toBeUndefined()
    expect(setIn({}, ['toString', 'x'], 1)).toEqual({ toString: { x: 1 } })
  })
  test('lists', () => {
    expect(setIn({ a: [1, 2, 3] }, ['a', 1], 9)).toEqual({ a: [1, 9, 3] })
    expect(setIn({ a: [1, 2, 3] }, ['a', 1], undefined)).toEqual({ a: [1, 3] })
  })
})

describe('names', () => {
  test.each([
    ['webapp', 'webapp3'],
    ['webapp1', 'webapp3'],
    ['redis', 'redis'],
    ['proxy', 'proxy1'],
  ])('a fresh name for %s is %s', (base, fresh) => expect(freshName(BASE, base)).toBe(fresh))
  test('a process without a constructor has none, although every object has a property of that name', () =>
    expect(constructorOf({ on: [] })).toBeNull())
  test('what a name may not be', () => {
    expect(nameProblem(BASE, 'proxy', '')).toBe('empty')
    expect(nameProblem(BASE, 'proxy', 'webapp1')).toBe('taken')
    expect(nameProblem(BASE, 'proxy', 'a b')).toBe('characters')
    expect(nameProblem(BASE, 'proxy', 'proxy')).toBeNull()
  })
})

describe('add, duplicate, remove', () => {
  test('added where it was dropped', () => {
    const { document, name } = addProcess(BASE, { constructor: 'webapp', host: 'test2' })
    expect(name).toBe('webapp3')
    expect(processOf(document, 'webapp3')).toEqual({ constructor: 'webapp', on: ['test2'] })
  })
  test('written by hand', () => {
    const { document, name } = addProcess(BASE, { constructor: null, host: null })
    expect(constructorOf(processOf(document, name)!)).toBeNull()
  })
  test('a copy has the same connections', () => {
    const { document, name } = duplicateProcess(BASE, 'proxy')
    expect(processOf(document, name)).toBe(processOf(BASE, 'proxy'))
  })
  test('references go with what they name', () => {
    const document = removeProcesses(BASE, new Set(['webapp2', 'webapp1']))
    expect(Object.keys(document.system.processes)).toEqual(['proxy'])
    expect(processOf(document, 'proxy')).toEqual({ constructor: 'proxy', on: ['test2'] })
    expect(removeProcesses(BASE, new Set(['nobody']))).toBe(BASE)
  })
})

test('a rename carries references and numbers along, and nothing of a longer name', () => {
  const document = renameProcess(BASE, 'webapp1', 'front')
  expect(Object.keys(document.system.processes)).toEqual(['front', 'webapp2', 'proxy'])
  expect(processOf(document, 'proxy')).toMatchObject({
    connects: { webapps: ['front', 'webapp2.http'] },
    after: ['front'],
  })
  expect(document.ids.assigned).toEqual({
    'ports/front.port': 5000,
    'uids/user:front': 2000,
    'ports/webapp10.port': 5001,
  })
  expect(renameProcess(BASE, 'webapp1', 'proxy')).toBe(BASE)
})

describe('places', () => {
  test('a container that is not named is the first', () =>
    expect(placesOf(BASE, BASE.system.processes.webapp2!).map((place) => placementId('webapp2', place))).toEqual([
      'webapp2@test1/main',
      'webapp2@test2/main',
    ]))
  test('moved, added, removed', () => {
    expect(processOf(moveProcess(BASE, 'webapp1', { from: 'test1', to: 'test2' }), 'webapp1')?.on).toEqual(['test2'])
    expect(processOf(moveProcess(BASE, 'webapp2', { from: 'test1', to: 'test2' }), 'webapp2')?.on).toEqual(['test2'])
    expect(moveProcess(BASE, 'webapp1', { from: 'test1', to: 'test1' })).toBe(BASE)
    expect(processOf(addPlace(BASE, 'webapp1', 'test2'), 'webapp1')?.on).toEqual(['test1', 'test2'])
    expect(processOf(removePlace(BASE, 'webapp2', 'test2'), 'webapp2')).toEqual({
      constructor: 'webapp',
      on: ['test1'],
    })
  })
})

describe('edges', () => {
  test('a slot for many grows, a slot for one is replaced', () => {
    const edge = { from: 'webapp1', slot: 'db', to: 'pg' }
    const one = connectProcesses(BASE, { ...edge, many: false })
    expect(processOf(one, 'webapp1')?.connects).toEqual({ db: ['pg'] })
    expect(processOf(connectProcesses(one, { ...edge, to: 'pg2', many: true }), 'webapp1')?.connects).toEqual({
      db: ['pg', 'pg2'],
    })
    expect(processOf(connectProcesses(one, { ...edge, to: 'pg2', many: false }), 'webapp1')?.connects).toEqual({
      db: ['pg2'],
    })
    expect(connectProcesses(one, { ...edge, many: true })).toBe(one)
  })
  test('an edge goes, and the empty slot with it', () => {
    const first = disconnectProcesses(BASE, { from: 'proxy', slot: 'webapps', to: 'webapp2.http' })
    expect(processOf(first, 'proxy')?.connects).toEqual({ webapps: ['webapp1'] })
    const second = disconnectProcesses(first, { from: 'proxy', slot: 'webapps', to: 'webapp1' })
    expect(processOf(second, 'proxy')).not.toHaveProperty('connects')
  })
  test('leaving a slot of everybody names the others', () => {
    const all = setIn(BASE, ['system', 'processes', 'proxy', 'connects', 'webapps'], '*')
    const left = disconnectProcesses(all, { from: 'proxy', slot: 'webapps', to: 'webapp1' }, ['webapp1', 'webapp2'])
    expect(processOf(left, 'proxy')?.connects).toEqual({ webapps: ['webapp2'] })
  })
  test('order alone', () => {
    const after = connectProcesses(BASE, { from: 'webapp2', slot: null, to: 'webapp1', many: true })
    expect(processOf(after, 'webapp2')?.after).toEqual(['webapp1'])
    expect(disconnectProcesses(after, { from: 'webapp2', slot: null, to: 'webapp1' })).toEqual(BASE)
  })
})

test('a parameter is set, set for one host, and taken back', () => {
  const set = setParameter(BASE, 'webapp1', 'port', 80)
  expect(processOf(set, 'webapp1')?.with).toEqual({ port: 80 })
  expect(processOf(setParameter(set, 'webapp1', 'port', 81, 'test1'), 'webapp1')?.at).toEqual({ test1: { port: 81 } })
  expect(setParameter(set, 'webapp1', 'port', undefined)).toEqual(BASE)
})
