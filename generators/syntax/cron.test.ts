/** Schedules field by field: what each means, and what is said of a wrong one. */
import { describe, expect, test } from 'vitest'
import { isCron, readCron } from './cron.ts'

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('what a schedule means', () => {
  test.each([
    [
      '* * * * *',
      { minutes: range(0, 59), hours: range(0, 23), days: range(1, 31), months: range(1, 12), either: false },
    ],
    ['*/20 0 * * *', { minutes: [0, 20, 40], hours: [0] }],
    [
      '5,1-3,2 8-18/5 1 jan,DEC mon',
      { minutes: [1, 2, 3, 5], hours: [8, 13, 18], months: [1, 12], weekdays: [1], either: true },
    ],
    ['0 0 * * 7', { weekdays: [0] }],
    ['0 0 * * sat-sun', { weekdays: [0, 6] }],
    ['0 0 * * 5-7', { weekdays: [0, 5, 6] }],
    // As cron does it: a field that begins with a star is not restricted.
    ['0 0 */2 * 1', { days: range(1, 31).filter((day) => day % 2 === 1), weekdays: [1], either: false }],
    ['0 0 29 2 *', { days: [29], months: [2] }],
    ['0 0 31 2 1', { days: [31], months: [2], weekdays: [1], either: true }],
    ['@weekly', { minutes: [0], hours: [0], weekdays: [0] }],
    ['@Hourly', { minutes: [0], hours: range(0, 23) }],
    ['  0\t3 * *   * ', { minutes: [0], hours: [3] }],
  ])('%s', (source, means) => {
    expect(readCron(source)).toMatchObject(means)
  })
})

describe('what is wrong with a schedule', () => {
  test.each([
    ['60 * * * *', 'minute', '60', /0 to 59/],
    ['* 24 * * *', 'hour', '24', /0 to 23/],
    ['* * 0 * *', 'day of the month', '0', /1 to 31/],
    ['* * * 13 *', 'month', '13', /1 to 12, or jan to dec/],
    ['* * * * 8', 'day of the week', '8', /0 to 7, or sun to sat/],
    ['* * * funday *', 'month', 'funday', /jan to dec/],
    ['5-1 * * * *', 'minute', '5-1', /goes up/],
    ['*/0 * * * *', 'minute', '*/0', /step of 1/],
    ['5/10 * * * *', 'minute', '5/10', /after `\*` or after a range/],
    ['1,,2 * * * *', 'minute', '', /0 to 59/],
    ['* * * *', 'schedule', '* * * *', /five fields/],
    ['* * * * * *', 'schedule', '* * * * * *', /five fields/],
    ['', 'schedule', '', /five fields/],
    ['@reboot', 'schedule', '@reboot', /kind: oneshot/],
    ['@fortnightly', 'schedule', '@fortnightly', /@daily/],
    ['0 0 30 2 *', 'day of the month', '30', /never comes/],
    ['0 0 31 4,6 *', 'day of the month', '31', /never comes/],
  ])('%s', (source, part, given, wanted) => {
    const read = readCron(source)
    expect(isCron(read)).toBe(false)
    expect(read).toMatchObject({ part, given, wanted: expect.stringMatching(wanted) })
  })
})
