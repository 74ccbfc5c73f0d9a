/** Property lists: what is held comes back from a real parser as it was typed, and nothing else is written. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { HOSTILE } from '#tests/quoting/strings.ts'
import { fillHoles, hole, text } from '../contract/text.ts'
import {
  array,
  boolean,
  dictionary,
  holdsComment,
  holdsString,
  integer,
  type Plist,
  propertyList,
  string,
} from './plist.ts'

const READ = 'import sys, json, plistlib; json.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)'

/** As Python's plistlib reads it. */
function readBack(value: Plist, remark = ''): unknown {
  const input = fillHoles(propertyList(value, text(remark)), () => '/store/x')
  const { status, stdout, stderr } = spawnSync('python3', ['-c', READ], { input, encoding: 'utf8', timeout: 20_000 })
  expect([status, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

const HELD = HOSTILE.filter((one) => holdsString(text(one)))

describe('strings', () => {
  test('come back byte for byte, as values and as keys', () => {
    const keys = [...new Set(HELD)]
    expect(readBack(array(HELD.map((one) => string(text(one)))))).toEqual(HELD)
    const back = readBack(dictionary(keys.map((one) => [one, string(text(one))])))
    expect(back).toEqual(Object.fromEntries(keys.map((one) => [one, one])))
  })
  test('only control characters and what is no character cannot be held', () => {
    const not = HOSTILE.filter((one) => !HELD.includes(one))
    expect(not).toHaveLength(5)
    for (const one of not) expect(one).toMatch(/[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe]/)
  })
  test('a secret is not held', () => {
    expect(holdsString(hole({ kind: 'secret', name: 'x', format: 'raw', state: '' }))).toBe(false)
    expect(holdsString(hole({ kind: 'prefix' }))).toBe(true)
  })
})

test('each type is its own', () => {
  const value = dictionary([
    ['n', integer(text('42'))],
    ['yes', boolean(true)],
    ['no', boolean(false)],
    ['none', array([])],
    ['empty', dictionary([])],
    ['deep', dictionary([['list', array([string(text('a')), dictionary([['b', integer(text('-1'))]])])]])],
  ])
  expect(readBack(value)).toEqual({
    n: 42,
    yes: true,
    no: false,
    none: [],
    empty: {},
    deep: { list: ['a', { b: -1 }] },
  })
})

describe('a comment', () => {
  test.each(['a -- b', 'a-', '--', '-->', 'a\nb', '\x07'])('does not hold %j', (one) => {
    expect(holdsComment(text(one))).toBe(false)
  })
  test('that it holds is no part of the list', () => {
    const remarks = HOSTILE.filter((one) => one !== '' && holdsComment(text(one)) && one.length < 200)
    expect(remarks.length).toBeGreaterThan(60)
    for (const one of ['<!DOCTYPE', '<string>&', ']]>', ...remarks.slice(0, 5)])
      expect(readBack(array([]), one)).toEqual([])
  })
})
