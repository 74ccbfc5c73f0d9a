/** How times are said. */
import { expect, test } from 'vitest'
import { ago, day, duration, exact } from './duration.ts'

const S = 1
const MIN = 60
const H = 3600
const D = 86_400
test.each([
  [0, '0 s'],
  [0.84, '0.8 s'],
  [9.96, '10 s'],
  [59, '59 s'],
  [61, '1 min 1 s'],
  [14 * MIN + 30, '14 min'],
  [4 * H + 2 * MIN, '4 h 2 min'],
  [4 * D + 2 * H, '4 d 2 h'],
  [40 * D + 3 * H, '40 d'],
  [-1, 'unknown'],
  [Number.NaN, 'unknown'],
])('%d seconds', (seconds, words) => expect(duration(seconds)).toBe(words))

const NOW = new Date(2026, 10, 21, 10, 0, 0).getTime()
test.each([
  [0, 'just now'],
  [8 * S, '8 s ago'],
  [3 * MIN, '3 min ago'],
  [16 * H, '16 h ago'],
  [4 * D, '4 d ago'],
  [40 * D, '12 Oct'],
  [400 * D, '17 Oct 2025'],
  [-30 * S, 'in 30 s'],
])('%d seconds before now', (before, words) => expect(ago(NOW - before * 1000, NOW)).toBe(words))

test('dates', () => {
  expect(day(NOW, NOW)).toBe('21 Nov')
  expect(exact(NOW)).toBe('21 Nov 2026, 10:00:00')
  expect(ago(Date.parse('no date'), NOW)).toBe('unknown')
})
