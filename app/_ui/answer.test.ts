/** The answer line is made from counts; these are the sentences that people read. */
import { describe, expect, test } from 'vitest'
import { changesAnswer, inWords, listed, plainText, type Whole, wholeAnswer } from './answer.ts'

const NONE: Whole = { failed: [], between: [], unknown: [], drift: [], drafts: [], deploying: [], recorded: [] }
const said = (whole: Partial<Whole>) => plainText(wholeAnswer({ ...NONE, ...whole })).replaceAll('\u00a0', ' ')

describe('wholeAnswer', () => {
  test.each<[Partial<Whole>, string]>([
    [{}, 'Nothing runs yet.'],
    [{ recorded: ['a'] }, '1 system runs as recorded.'],
    [{ drafts: ['a'] }, 'Nothing runs yet. One draft waits.'],
    [
      { recorded: ['a', 'b', 'c', 'd'], drift: ['staff-tracker'], drafts: ['x', 'y'] },
      '4 systems run as recorded. staff-tracker differs from what was deployed, and two drafts wait.',
    ],
    [{ failed: ['shop'], recorded: ['a'] }, 'shop has failed processes. 1 system runs as recorded.'],
    [{ failed: ['shop'], drafts: ['shop'] }, 'shop has failed processes, and one draft waits.'],
    [{ unknown: ['a', 'b'] }, 'Nothing runs yet. a and b cannot be seen in full.'],
    [{ deploying: ['shop'], recorded: ['a'] }, '1 system runs as recorded. shop is being deployed.'],
  ])('%j', (whole, sentence) => expect(said(whole)).toBe(sentence))

  test('colour goes with the words that it is about', () => {
    const tones = wholeAnswer({ ...NONE, recorded: ['a'], drift: ['b'], drafts: ['c'] }).map((each) => each.tone)
    expect(tones).toEqual(['plain', 'drift', 'plain', 'draft'])
  })
})

const ZERO = { start: 0, restart: 0, reload: 0, stop: 0, register: 0, keep: 0 }
test.each([
  [ZERO, 'Nothing changes.'],
  [{ ...ZERO, keep: 4 }, 'Nothing changes. All 4 are not touched.'],
  [
    { ...ZERO, start: 1, restart: 1, reload: 1, stop: 1, keep: 3 },
    '1 starts, 1 restarts, 1 reloads, 1 stops. The other 3 are not touched.',
  ],
  [{ ...ZERO, restart: 2, keep: 1 }, '2 restart. The other is not touched.'],
  [{ ...ZERO, start: 4 }, '4 start.'],
])('changesAnswer %j', (changes, sentence) =>
  expect(plainText(changesAnswer(changes)).replaceAll('\u00a0', ' ')).toBe(sentence),
)

test('lists and numbers', () => {
  expect(listed([])).toBe('')
  expect(listed(['a', 'b', 'c']).replaceAll('\u00a0', ' ')).toBe('a, b and c')
  expect(listed(['a', 'b', 'c', 'd', 'e']).replaceAll('\u00a0', ' ')).toBe('a, b and 3 more')
  expect(inWords(3, 'host')).toBe('three\u00a0hosts')
  expect(inWords(12, 'host')).toBe('12\u00a0hosts')
})
