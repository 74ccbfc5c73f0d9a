/** Calendar events of systemd's as crontab says them, there and back; and what a unit with its timer becomes. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { type Cron, isCron, readCron } from '../../syntax/cron.ts'
import { reader } from './parse.ts'
import { cronOf } from './parse-timer.ts'
import { calendarEvents } from './timer.ts'

function means(source: string): Cron {
  const read = readCron(source)
  if (!isCron(read)) throw new Error(JSON.stringify(read))
  return read
}

describe('what crontab says of an event', () => {
  test.each([
    ['daily', '0 0 * * *'],
    ['Mon..Fri *-*-* 02:30:00', '30 2 * * mon-fri'],
    ['*-*-* 03:15', '15 3 * * *'],
    ['*-*-01,15 00:00:00', '0 0 1,15 * *'],
    ['*-01..06-01 4:05', '5 4 1 1-6 *'],
    ['*:0/15', '0-59/15 * * * *'],
    ['Sat,Sunday 10:00', '0 10 * * sat,sun'],
    ['Mon', '0 0 * * mon'],
  ])('%s', (event, cron) => expect(cronOf(event)).toEqual({ cron }))
  test.each([
    ['2026-01-01 00:00:00', /year/],
    ['*-*-* 00:00:30', /seconds/],
    ['Mon *-*-01 00:00', /either/],
    ['*-*~01 00:00', /no words|known/],
    ['tomorrow', /known|words/],
  ])('%s cannot be said', (event, why) => expect(cronOf(event)).toEqual({ why: expect.stringMatching(why) }))
})

describe('what systemd makes of a schedule', () => {
  const SCHEDULES = [
    '* * * * *',
    '*/20 8-18 1 * mon',
    '30 2 * * 1-5',
    '0 0 29 2 *',
    '5 4 1,15 jan-jun *',
    '@weekly',
    '0 0 1 * 0-6',
  ]
  test.each(SCHEDULES)('%s is events that it takes', (source) => {
    const done = spawnSync('systemd-analyze', ['calendar', ...calendarEvents(means(source))], {
      encoding: 'utf8',
      timeout: 10_000,
    })
    expect(done).toMatchObject({ status: 0, stderr: '' })
  })
  test('either day is enough: two events', () => {
    expect(calendarEvents(means('0 12 13 * fri'))).toEqual(['Fri *-*-* 12:00:00', '*-*-13 12:00:00'])
    expect(calendarEvents(means('0 12 */2 * fri'))).toHaveLength(1)
  })
  test.each(['30 2 * * 1-5', '5 4 1,15 1-6 *', '0 */6 * * *', '0 0 29 2 *'])('%s comes back as it went', (source) => {
    const [event = ''] = calendarEvents(means(source))
    const read = cronOf(event)
    expect('cron' in read ? means(read.cron) : read).toEqual(means(source))
  })
})

describe('units', () => {
  const read = (files: Readonly<Record<string, string>>) => {
    const { processes, diagnostics } = reader.read(Object.entries(files).map(([path, text]) => ({ path, text })))
    return { processes, lost: diagnostics.map(({ code, data }) => `${code}: ${String(data.what)}`) }
  }
  test('a oneshot that remains is one, with its limit', () => {
    const { processes, lost } = read({
      'm.service':
        '[Service]\nType=oneshot\nRemainAfterExit=yes\nTimeoutStartSec=5min\nExecStart=/bin/m\n[Install]\nWantedBy=multi-user.target\n',
    })
    expect(processes[0]).toMatchObject({ kind: { oneshot: { onChange: 'run', seconds: 300 } }, boot: true })
    expect(lost).toEqual([])
  })
  test('one that does not remain says what is another way then', () => {
    const { processes, lost } = read({ 'm.service': '[Service]\nType=oneshot\nRestart=on-failure\nExecStart=/bin/m\n' })
    expect(processes[0]?.kind).toEqual({ oneshot: { onChange: 'run', seconds: 86_400 } })
    expect(processes[0]).not.toHaveProperty('restart')
    expect(lost).toEqual(['import-lost: Restart=on-failure', 'import-lost: that it may be started again'])
  })
  test('a timer is the kind of the service that it starts', () => {
    const { processes, lost } = read({
      'b.timer':
        '[Timer]\nOnCalendar=*-*-* 02:30:00\nPersistent=yes\nRandomizedDelaySec=10min\n[Install]\nWantedBy=timers.target\n',
      'b.service': '[Service]\nType=oneshot\nExecStart=/bin/b\n',
    })
    expect(processes).toHaveLength(1)
    expect(processes[0]).toMatchObject({ kind: { timer: '30 2 * * *', missed: 'run', jitterSeconds: 600 }, boot: true })
    expect(lost).toEqual([])
  })
  test('what a schedule cannot say is named', () => {
    const { processes, lost } = read({
      'b.timer': '[Timer]\nOnBootSec=5min\nOnCalendar=Mon *-*-1 02:30:00\nUnit=other.service\n',
      'other.service': '[Service]\nExecStart=/bin/b\n',
      'lonely.timer': '[Timer]\nOnCalendar=daily\n',
    })
    expect(processes[0]).not.toHaveProperty('kind')
    expect(lost).toEqual([
      'import-lost: the timer lonely.timer',
      'import-lost: OnBootSec=5min of its timer',
      'import-lost: OnCalendar=Mon *-*-1 02:30:00',
    ])
  })
})
