/** The history of a system: what is said of a process must be what happened to it. */
import { describe, expect, test } from 'vitest'
import { plainText } from '#app/_ui/answer.ts'
import type { GenerationSummary } from '#server/api/views.ts'
import { backTo, compareAnswer, keptWords } from './compare-answer.ts'
import { idRows, idWords } from './id-changes.ts'
import { compareColumns, timeline } from './timeline.ts'
import { choose, lastStep, readWhich, type Which, writeWhich } from './which.ts'

/** `web@a keep 10` ... */
function generation(number: number, current: boolean, ...processes: readonly string[]): GenerationSummary {
  return {
    number,
    at: `2026-11-${String(number).padStart(2, '0')}T00:00:00Z`,
    by: 'Ann',
    reason: '',
    deployment: number,
    current,
    processes: processes.map((text) => {
      const [place = '', change = '', pid] = text.split(' ')
      const [instance = '', host = ''] = place.split('@')
      return { placement: `${place}/default`, instance, host, change, pid: pid === undefined ? null : Number(pid) }
    }),
  }
}
const HISTORY = [
  generation(3, true, 'web@a reload 10', 'api@b start 21', 'db@a keep 12', 'new@a start 30', 'odd@a keep'),
  generation(1, false, 'web@a start 10', 'api@a start 11', 'db@a start 12', 'old@a start 13', 'odd@a start'),
  generation(2, false, 'web@a keep 10', 'api@a restart 14', 'db@a keep 12', 'old@a keep 13', 'odd@a keep'),
]
const ROWS = timeline(HISTORY)
const became = (a: number, b: number) =>
  Object.fromEntries(compareColumns(ROWS, a, b).map(({ row, says }) => [`${row.instance}@${row.host}`, says]))

describe('timeline', () => {
  test('one row a placement, whatever the order of generations', () => {
    expect(ROWS.map(({ instance, host }) => `${instance}@${host}`)).toEqual([
      'api@a',
      'db@a',
      'new@a',
      'odd@a',
      'old@a',
      'web@a',
      'api@b',
    ])
    expect(timeline([...HISTORY].reverse())).toEqual(ROWS)
  })
  test('a life is drawn from changes', () => {
    const kinds = (instance: string) => ROWS.find((row) => row.instance === instance)!.events.map(({ kind }) => kind)
    expect(kinds('db')).toEqual(['start', 'ready'])
    expect(kinds('web')).toEqual(['start', 'ready', 'reload'])
    expect(kinds('api')).toEqual(['start', 'ready', 'stop', 'start', 'ready', 'stop'])
    expect(kinds('old')).toEqual(['start', 'ready', 'stop'])
  })
  test('from 2 to 3', () => {
    expect(became(1, 2)).toEqual({
      'api@a': 'moved to b',
      'api@b': 'moved from a',
      'db@a': 'untouched, PID 12',
      'new@a': 'new, PID 30',
      'odd@a': 'unchanged',
      'old@a': 'removed',
      'web@a': 'reloaded, PID 10',
    })
  })
  test('over several generations a restart in between is not forgotten', () => {
    const rows = timeline([
      generation(1, false, 'a@h start 1'),
      generation(2, false, 'a@h restart 2'),
      generation(3, true, 'a@h keep 2'),
    ])
    expect(compareColumns(rows, 0, 2)[0]).toMatchObject({ became: 'restarted', says: 'restarted, PID 2' })
    expect(compareColumns(rows, 1, 2)[0]).toMatchObject({ became: 'untouched' })
  })
})

describe('sentences', () => {
  const say = (which: Which, a: number, b: number) =>
    plainText(compareAnswer(which, compareColumns(ROWS, a, b))).replaceAll('\u00a0', ' ')
  test('what became of the processes', () => {
    expect(say({ kind: 'two', from: 2, to: 3 }, 1, 2)).toBe(
      'From 2 to 3, one process is new, one changed, one moved and one was removed.',
    )
    expect(say({ kind: 'two', from: 1, to: 2 }, 0, 1)).toBe('From 1 to 2, one process changed.')
    expect(say({ kind: 'one', number: 3 }, 1, 2)).toBe('Generation 3 has 5 processes.')
  })
  test('only PIDs prove that something stayed', () => {
    expect(keptWords(compareColumns(ROWS, 1, 2)).replaceAll('\u00a0', ' ')).toBe('2 processes kept their PID.')
  })
  test('one goes back to what does not run', () => {
    expect(backTo({ kind: 'two', from: 2, to: 3 }, HISTORY)).toBe(2)
    expect(backTo({ kind: 'one', number: 3 }, HISTORY)).toBeNull()
    expect(backTo({ kind: 'one', number: 9 }, HISTORY)).toBeNull()
  })
})

describe('addresses', () => {
  test.each([
    ['12', '12'],
    ['11..12', '11..12'],
    ['12..11', '11..12'],
    ['12..12', '12'],
    ['0', null],
    ['1...2', null],
    ['new', null],
    ['', null],
  ])('%s', (text, same) => {
    const which = readWhich(text)
    expect(which && writeWhich(which)).toBe(same)
  })
  test('without one: the last step', () => {
    expect(lastStep([])).toBeNull()
    expect(lastStep([1])).toEqual({ kind: 'one', number: 1 })
    expect(lastStep([3, 9, 7])).toEqual({ kind: 'two', from: 7, to: 9 })
  })
  test('clicks', () => {
    expect(choose({ kind: 'two', from: 1, to: 2 }, 3, false)).toEqual({ kind: 'one', number: 3 })
    expect(choose({ kind: 'one', number: 3 }, 1, true)).toEqual({ kind: 'two', from: 1, to: 3 })
    expect(choose({ kind: 'two', from: 1, to: 3 }, 2, true)).toEqual({ kind: 'two', from: 2, to: 3 })
    expect(choose({ kind: 'one', number: 3 }, 3, true)).toEqual({ kind: 'one', number: 3 })
  })
})

test('numbers: what differs comes first', () => {
  const rows = idRows(
    { assigned: { 'ports/a.port': 1, 'ports/b.port': 2, 'uids/user:c': 9 }, last: {} },
    { assigned: { 'ports/a.port': 1, 'ports/b.port': 3, 'ports/d.port': 4 }, last: {} },
  )
  expect(rows.map(({ owner, before, after }) => [owner, before, after])).toEqual([
    ['b.port', 2, 3],
    ['d.port', null, 4],
    ['user:c', 9, null],
    ['a.port', 1, 1],
  ])
  expect(idWords(rows)).toBe('1 new, 1 released, 1 changed')
  expect(idWords([])).toBe('alike')
})
