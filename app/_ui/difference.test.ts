/** What a difference shows, and what it folds away. */
import { expect, test } from 'vitest'
import { difference } from './difference.ts'

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('')
function drawn(before: string | null, after: string | null): string[] {
  return difference(before, after).lines.map((line) =>
    line.kind === 'fold'
      ? `… ${line.count}`
      : `${{ same: ' ', added: '+', removed: '-' }[line.kind]}${line.before ?? '.'},${line.after ?? '.'} ${line.text}`,
  )
}

test('a changed line', () => {
  expect(drawn('a\nb\nc\n', 'a\nB\nc\n')).toEqual([' 1,1 a', '-2,. b', '+.,2 B', ' 3,3 c'])
  expect(difference('a\nb\nc\n', 'a\nB\nc\n')).toMatchObject({ added: 1, removed: 1 })
})
test('a new and a removed file', () => {
  expect(drawn(null, 'x\ny\n')).toEqual(['+.,1 x', '+.,2 y'])
  expect(drawn('x\n', null)).toEqual(['-1,. x'])
})
test('equal lines fold, with three kept at each side of a change', () => {
  expect(drawn(numbered(1, 20), `${numbered(1, 9)}new\n${numbered(10, 20)}`)).toEqual([
    '… 6',
    ' 7,7 line 7',
    ' 8,8 line 8',
    ' 9,9 line 9',
    '+.,10 new',
    ' 10,11 line 10',
    ' 11,12 line 11',
    ' 12,13 line 12',
    '… 8',
  ])
})
test('a text without a difference is shown whole', () => {
  expect(difference(numbered(1, 30), numbered(1, 30)).lines).toHaveLength(30)
})
test('a last line without an end of line is still a line', () => {
  expect(drawn('a', 'a\n')).toEqual(['-1,. a', '+.,1 a'])
})
