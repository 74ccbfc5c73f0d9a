/** Assigned numbers are unique where they must be, in range, stable, and remembered. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IdRequest } from '../contract/passes.ts'
import { at, root } from '../contract/path.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { EMPTY_IDS, type IdsModel, type Pool, type SystemDocument } from '../model/document.ts'
import { assignIds } from './assign-ids.ts'

function assign(pools: Record<string, Pool>, requests: readonly Partial<IdRequest>[], previous: IdsModel = EMPTY_IDS) {
  const diagnostics: Diagnostic[] = []
  const document = {
    format: 1,
    interfaces: [],
    constructors: [],
    system: { system: 's', hosts: {}, pools, processes: {} },
    ids: previous,
  } as SystemDocument
  const all = requests.map((request) => ({
    pool: 'p',
    owner: 'a.x',
    hosts: ['h'],
    at: at(root, request.owner ?? 'a.x'),
    ...request,
  }))
  const ids = assignIds({ document, requests: all, previous }, (one) => diagnostics.push(one))
  return { ids, codes: diagnostics.map(({ code }) => code), diagnostics }
}
const owners = (...names: string[]) => names.map((owner) => ({ owner }))

describe('one pool', () => {
  test('numbers are given in byte order of their owners, from min on', () => {
    const { ids } = assign({ p: { min: 5, max: 9 } }, owners('b', 'a', 'B'))
    expect(ids).toEqual({ assigned: { 'p/B': 5, 'p/a': 6, 'p/b': 7 }, last: { p: 7 } })
  })
  test('what is assigned stays, and what was removed is not given again before the pool wraps around', () => {
    const pools = { p: { min: 1, max: 4 } }
    const first = assign(pools, owners('a', 'b', 'c')).ids
    const without = assign(pools, owners('b', 'c'), first).ids
    expect(without).toEqual({ assigned: { 'p/b': 2, 'p/c': 3 }, last: { p: 3 } })
    const again = assign(pools, owners('b', 'c', 'd', 'e'), without).ids
    expect(again).toEqual({ assigned: { 'p/b': 2, 'p/c': 3, 'p/d': 4, 'p/e': 1 }, last: { p: 1 } })
  })
  test.each([
    ['a step that does not divide the range', { min: 1, max: 10, step: 4 }, [1, 5, 9]],
    ['a step larger than the range', { min: 1, max: 3, step: 5 }, [1]],
    ['one number', { min: 7, max: 7 }, [7]],
  ])('%s ends with a diagnostic that names the pool', (_, pool, given) => {
    const { ids, diagnostics } = assign({ p: pool }, owners('a', 'b', 'c', 'd').slice(0, given.length + 1))
    expect(Object.values(ids.assigned)).toEqual(given)
    expect(diagnostics).toMatchObject([
      {
        code: 'pool-exhausted',
        severity: 'error',
        data: { pool: 'p', size: given.length, ...{ min: pool.min, max: pool.max } },
      },
    ])
  })
  test('a raised or lowered range moves what is outside, and last never leads out of it', () => {
    const previous = { assigned: { 'p/a': 5, 'p/b': 25 }, last: { p: 5 } }
    const { ids, codes } = assign({ p: { min: 20, max: 30 } }, owners('a', 'b', 'c'), previous)
    expect(ids.assigned).toEqual({ 'p/a': 20, 'p/b': 25, 'p/c': 21 })
    expect(codes).toEqual(['id-moved'])
  })
  test('two of one number in an edited file are told apart: the first keeps it', () => {
    const { ids, codes } = assign({ p: { min: 1, max: 9 } }, owners('a', 'b'), {
      assigned: { 'p/a': 3, 'p/b': 3 },
      last: { p: 3 },
    })
    expect(ids.assigned).toEqual({ 'p/a': 3, 'p/b': 4 })
    expect(codes).toEqual(['id-moved'])
  })
  test('a pinned number is reserved, and whoever had it gets another', () => {
    const requests = [{ owner: 'z', pinned: 1 }, { owner: 'a' }, { owner: 'b' }]
    const { ids } = assign({ p: { min: 1, max: 9 } }, requests, { assigned: { 'p/a': 1 }, last: {} })
    expect(ids.assigned).toEqual({ 'p/a': 2, 'p/b': 3 })
    expect(
      assign({ p: { min: 1, max: 9 } }, [
        { owner: 'a', pinned: 1 },
        { owner: 'b', pinned: 1 },
      ]).codes,
    ).toEqual(['id-pinned-twice'])
  })
  test('an unknown pool and a range the wrong way round are said, with the nearest name', () => {
    expect(assign({ uids: { min: 1, max: 2 } }, [{ pool: 'uid' }]).diagnostics).toMatchObject([
      { code: 'pool-unknown', data: { hint: 'Did you mean uids?' } },
    ])
    expect(assign({ p: { min: 2, max: 1 } }, [{}]).codes).toEqual(['pool-range'])
  })
  test('a pool that nobody uses just now remembers how far it came; a removed one is forgotten', () => {
    const { ids } = assign({ p: { min: 1, max: 9 }, q: { min: 1, max: 9 } }, [], {
      assigned: { 'p/a': 4 },
      last: { p: 4, gone: 3 },
    })
    expect(ids).toEqual({ assigned: {}, last: { p: 4 } })
  })
})

describe('scope machine', () => {
  const pools = { p: { min: 1, max: 3, scope: 'machine' as const } }
  test('numbers are counted host by host', () => {
    const { ids } = assign(pools, [
      { owner: 'a', hosts: ['h1'] },
      { owner: 'b', hosts: ['h2'] },
      { owner: 'c', hosts: ['h1'] },
    ])
    expect(ids).toEqual({ assigned: { 'p/a': 1, 'p/b': 1, 'p/c': 2 }, last: { 'p@h1': 2, 'p@h2': 1 } })
  })
  test('one number is free on all hosts of its instance', () => {
    const { ids } = assign(pools, [
      { owner: 'a', hosts: ['h1'] },
      { owner: 'b', hosts: ['h1', 'h2'] },
      { owner: 'c', hosts: ['h2'] },
    ])
    expect(ids.assigned).toEqual({ 'p/a': 1, 'p/b': 2, 'p/c': 3 })
  })
  test('who moves to a host where the number is taken gets another', () => {
    const previous = assign(pools, [
      { owner: 'a', hosts: ['h1'] },
      { owner: 'b', hosts: ['h2'] },
    ]).ids
    const { ids, codes } = assign(
      pools,
      [
        { owner: 'a', hosts: ['h1'] },
        { owner: 'b', hosts: ['h1', 'h2'] },
      ],
      previous,
    )
    expect(ids.assigned).toEqual({ 'p/a': 1, 'p/b': 2 })
    expect(codes).toEqual(['id-moved'])
  })
})

const pool = fc
  .record({
    min: fc.integer({ min: 0, max: 20 }),
    size: fc.integer({ min: 0, max: 30 }),
    step: fc.integer({ min: 1, max: 5 }),
    scope: fc.constantFrom('global' as const, 'machine' as const),
  })
  .map(({ min, size, step, scope }) => ({ min, max: min + size, step, scope }))
const request = fc.record({
  owner: fc.constantFrom(...'abcdefghijklmnop'),
  hosts: fc.subarray(['h1', 'h2', 'h3'], { minLength: 1 }),
  pinned: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined, freq: 5 }),
})
const requests = fc.uniqueArray(request, { selector: ({ owner }) => owner })

test('properties: in range, on the grid, unique where it must be, stable, the same again', () => {
  fc.assert(
    fc.property(pool, requests, requests, (one, before, now) => {
      const first = assign({ p: one }, before).ids
      const { ids, codes } = assign({ p: one }, now, first)
      const given = now
        .filter(({ owner }) => `p/${owner}` in ids.assigned)
        .map((wanted) => ({ ...wanted, number: ids.assigned[`p/${wanted.owner}`]! }))
      const holders = [
        ...given,
        ...now.filter(({ pinned }) => pinned !== undefined).map((wanted) => ({ ...wanted, number: wanted.pinned! })),
      ]
      for (const { number } of given) {
        expect(number).toBeGreaterThanOrEqual(one.min)
        expect(number).toBeLessThanOrEqual(one.max)
        expect((number - one.min) % one.step).toBe(0)
      }
      for (const a of given)
        for (const b of holders)
          if (a.owner !== b.owner && a.number === b.number)
            expect(one.scope === 'machine' && !a.hosts.some((host) => b.hosts.includes(host))).toBe(true)
      const unpinned = now.filter(({ pinned }) => pinned === undefined)
      expect(given.length + codes.filter((code) => code === 'pool-exhausted').length).toBe(unpinned.length)
      expect(assign({ p: one }, now, ids).ids).toEqual(ids)
      if (one.scope === 'global' && now.every(({ pinned }) => pinned === undefined))
        for (const { owner } of now)
          if (`p/${owner}` in first.assigned) expect(ids.assigned[`p/${owner}`]).toBe(first.assigned[`p/${owner}`])
    }),
    { numRuns: 500 },
  )
})

test('a hundred thousand requests, more than the pool holds, end', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => ({ owner: `w${index}.port` }))
  const { ids, codes } = assign({ p: { min: 1, max: 90_000 } }, many)
  expect(Object.keys(ids.assigned)).toHaveLength(90_000)
  expect(codes).toHaveLength(10_000)
})
