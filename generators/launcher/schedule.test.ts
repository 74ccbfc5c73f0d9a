/** The launcher's calendar under every shell, against one that tries minute after minute; and its loop under a clock that we set. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAlive, SHELLS, Stand, until } from '#tests/launcher/stand.ts'
import { text } from '../contract/text.ts'
import { type Cron, isCron, readCron } from '../syntax/cron.ts'
import type { Work } from './script.ts'

function cronOf(source: string): Cron {
  const read = readCron(source)
  if (!isCron(read)) throw new Error(JSON.stringify(read))
  return read
}

const MINUTE = 60_000
/** Independent of the launcher and of the sets: reads the fields itself, and tries every minute of a calendar that has no time zone. */
function bruteForce(source: string, after: number): number {
  const matches = (field: string, value: number, min: number, max: number): boolean =>
    field.split(',').some((item) => {
      const [range = '', step = '1'] = item.split('/')
      const [from, to] = range === '*' ? [min, max] : (range.split('-').map(Number) as [number, number?])
      return value >= from && value <= (to ?? from) && (value - from) % Number(step) === 0
    })
  const [minute, hour, day, month, weekday] = source.split(' ') as [string, string, string, string, string]
  for (let at = after + MINUTE; ; at += MINUTE) {
    const date = new Date(at)
    if (!matches(month, date.getUTCMonth() + 1, 1, 12)) {
      at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - MINUTE
      continue
    }
    const byDay = matches(day, date.getUTCDate(), 1, 31)
    const byWeekday = matches(weekday, date.getUTCDay(), 0, 6) || (date.getUTCDay() === 0 && matches(weekday, 7, 0, 7))
    const restricted = !day.startsWith('*') && !weekday.startsWith('*')
    if (!(restricted ? byDay || byWeekday : byDay && byWeekday)) continue
    if (matches(hour, date.getUTCHours(), 0, 23) && matches(minute, date.getUTCMinutes(), 0, 59)) return at
  }
}

const SCHEDULES = [
  '* * * * *',
  '*/15 * * * *',
  '7-58/17 * * * *',
  '0 0 * * *',
  '59 23 31 12 *',
  '0 0 29 2 *',
  '30 2 * * *',
  '15 3,15 1,15 * *',
  '0 12 * * 1-5',
  '0 0 13 * 5',
  '0 0 31 * 0',
  '0 0 */2 * 1',
  '5 4 * 1-6/2 7',
  '0 9 29 2 1',
  '0 0 31 1,3,5 *',
]
const MOMENTS = [
  '2026-11-25T18:41',
  '2026-12-31T23:59',
  '2024-02-28T23:59',
  '2024-02-29T00:00',
  '2025-02-28T12:30',
  '1999-12-31T23:59',
  '2000-02-29T12:00',
  '2096-02-29T00:00',
  '2026-03-29T01:59',
  '2026-04-30T09:59',
].map((one) => Date.parse(`${one}Z`))

const list = (numbers: readonly number[]) => `' ${numbers.join(' ')} '`
function settings(cron: Cron): string {
  return `lr_minutes=${list(cron.minutes)} lr_hours=${list(cron.hours)} lr_days=${list(cron.days)}
lr_months=${list(cron.months)} lr_weekdays=${list(cron.weekdays)} lr_either=${cron.either ? '1' : "''"}`
}

describe.each(SHELLS)('as %s', (shell) => {
  let stand: Stand
  beforeAll(() => {
    stand = new Stand(shell)
  })
  afterAll(() => stand.close())

  const inShell = (script: string): string => {
    const file = stand.write('try.sh', `lr_run=${stand.at('run')} lr_name=try\n. ${stand.at('launcher.sh')}\n${script}`)
    const done = spawnSync(stand.shell, [file], { encoding: 'utf8', timeout: 60_000 })
    expect(done).toMatchObject({ status: 0, stderr: '' })
    return done.stdout
  }

  test('days and dates agree with a calendar, there and back', () => {
    const dates = Array.from({ length: 400 }, (_, index) => new Date(Date.UTC(1970, 0, 1 + index * 137)))
    const said = inShell(
      dates
        .map(
          (date) =>
            `days ${date.getUTCFullYear()} ${date.getUTCMonth() + 1} ${date.getUTCDate()}; civil $lr_count; echo $lr_count $lr_year $lr_month $lr_day`,
        )
        .join('\n'),
    )
    expect(said.trim().split('\n')).toEqual(
      dates.map(
        (date) =>
          `${date.getTime() / 86_400_000} ${date.getUTCFullYear()} ${date.getUTCMonth() + 1} ${date.getUTCDate()}`,
      ),
    )
  })

  test('the next time of each schedule, from each moment, is the one that trying every minute finds', () => {
    const cases = SCHEDULES.flatMap((schedule) => MOMENTS.map((moment) => ({ schedule, moment })))
    const said = inShell(
      cases
        .map(({ schedule, moment }) => `${settings(cronOf(schedule))}\nupcoming ${moment / MINUTE}; echo $lr_next`)
        .join('\n'),
    )
    const found = said
      .trim()
      .split('\n')
      .map((line, index) => `${cases[index]!.schedule} ${new Date(Number(line) * MINUTE).toISOString()}`)
    expect(found).toEqual(
      cases.map(({ schedule, moment }) => `${schedule} ${new Date(bruteForce(schedule, moment)).toISOString()}`),
    )
  })

  /** The loop, in a zone, from look to look: `date` is the test's, time passes only while it dozes, and a run is a line. */
  function course(schedule: string, zone: string, from: string, hours: number, more = ''): string[] {
    const cron = cronOf(schedule)
    return inShell(`${settings(cron)}
lr_all_hours=${cron.hours.length === 24 ? '1' : "''"} lr_missed=skip lr_jitter=0 lr_overlap=skip lr_memory=${stand.at('run')} lr_schedule='${schedule}'
lr_stop_signal=TERM lr_stop_seconds=1 now_is=${Date.parse(from) / 1000} until=${Date.parse(from) / 1000 + hours * 3600}
mkdir -p "$lr_run/daemon"; rm -f "$lr_memory/last"; export TZ=${zone}
date() { command date -d "@$now_is" "$@"; }
listen() { lr_asked=''; }
doze() { now_is=$((now_is + $1)); [ $now_is -lt $until ] || lr_asked=1; }
work() { lr_code=0; date '+%m-%dT%H:%M %z'; }
${more}
(schedule)`)
      .trim()
      .split('\n')
      .filter(Boolean)
  }

  test('times come in the local time of the host, each once', () => {
    expect(course('20 */6 * * *', 'Asia/Kolkata', '2026-06-01T00:00:00Z', 24)).toEqual([
      '06-01T06:20 +0530',
      '06-01T12:20 +0530',
      '06-01T18:20 +0530',
      '06-02T00:20 +0530',
    ])
  })

  test('in spring, what the wall skips is done once, as soon as it has skipped it', () => {
    expect(course('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 48)).toEqual([
      '03-29T03:00 +0200',
      '03-30T02:30 +0200',
    ])
    expect(course('0 3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 24)).toEqual(['03-29T03:00 +0200'])
  })
  test('in autumn, what the wall shows twice is done once', () => {
    expect(course('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 48)).toEqual([
      '10-25T02:30 +0200',
      '10-26T02:30 +0100',
    ])
  })
  test('where all hours match, time goes on through both: no hour without it, none twice', () => {
    expect(course('15 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 3)).toEqual([
      '03-29T01:15 +0100',
      '03-29T03:15 +0200',
      '03-29T04:15 +0200',
    ])
    expect(course('15 * * * *', 'Europe/Berlin', '2026-10-24T23:00:00Z', 4)).toEqual([
      '10-25T01:15 +0200',
      '10-25T02:15 +0200',
      '10-25T02:15 +0100',
      '10-25T03:15 +0100',
    ])
  })
  test('a jump of half an hour is met as well', () => {
    expect(course('10 2 * * *', 'Australia/Lord_Howe', '2026-10-03T10:00:00Z', 24)).toEqual(['10-04T02:30 +1100'])
  })

  test('a time that comes while it runs is passed over, or done when it has ended', () => {
    const slow = `work() { lr_code=0; date '+%H:%M'; now_is=$((now_is + 150)); [ $now_is -lt $until ] || lr_asked=1; }`
    expect(course('*/2 * * * *', 'UTC', '2026-06-01T00:00:30Z', 1 / 6, slow)).toEqual(['00:02', '00:06', '00:10'])
    expect(course('*/2 * * * *', 'UTC', '2026-06-01T00:00:30Z', 1 / 6, `lr_overlap=wait\n${slow}`).slice(0, 3)).toEqual(
      ['00:02', '00:04', '00:07'],
    )
  })

  test('what was missed is done once, where that is wanted, and a changed schedule has missed nothing', () => {
    const seen = (schedule: string) =>
      `lr_missed=run; echo "${Date.parse('2026-06-01T00:00:00Z') / MINUTE} 0 2026-06-01T00:00:00 ${schedule}" >"$lr_memory/last"`
    const days = (more: string) => course('0 3 * * *', 'UTC', '2026-06-04T12:00:00Z', 24, more)
    expect(days(seen('0 3 * * *'))).toEqual(['06-04T12:00 +0000', '06-05T03:00 +0000'])
    expect(days(seen('0 4 * * *'))).toEqual(['06-05T03:00 +0000'])
    expect(days('')).toEqual(['06-05T03:00 +0000'])
  })
  test('a host that slept past a time has missed it', () => {
    const sleeps =
      'slept=; doze() { now_is=$((now_is + $1)); [ "$slept" ] || now_is=$((now_is + 36000)); slept=1; [ $now_is -lt $until ] || lr_asked=1; }'
    expect(course('0 3 * * *', 'UTC', '2026-06-01T00:00:00Z', 36, sleeps)).toEqual(['06-02T03:00 +0000'])
    expect(course('0 3 * * *', 'UTC', '2026-06-01T00:00:00Z', 36, `lr_missed=run\n${sleeps}`)).toEqual([
      '06-01T10:15 +0000',
      '06-02T03:00 +0000',
    ])
  })

  test('the spread is drawn anew each time, within what is allowed', () => {
    const said = inShell('for x in 1 2 3 4 5 6 7 8; do random 11; echo $lr_random; done').trim().split('\n').map(Number)
    expect(said.every((one) => one >= 0 && one <= 10)).toBe(true)
    expect(new Set(said).size).toBeGreaterThan(1)
  })

  const timer = (schedule: string, changes: Partial<Extract<Work, { is: 'timer' }>> = {}): Work => ({
    is: 'timer',
    schedule: text(schedule),
    missed: 'skip',
    jitterSeconds: 0,
    overlap: 'skip',
    cron: cronOf(schedule),
    state: text(stand.at('state', stand.name())),
    ...changes,
  })

  test('it waits, says what it waits for, ends at once when it is asked to, and leaves nothing', async () => {
    const script = stand.launcher(['/bin/true'], stand.process(), { style: 'become', work: timer('0 0 1 1 *') })
    const running = script.spawn()
    await until('it waits', () => stand.processes().length > 1)
    const asked = await until2(
      async () => (await script.run('outcome')).stdout,
      /^next \d{4}-01-01 00:00, last never -\n$/,
    )
    expect(asked).toMatch(/^next/)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ status: 0, stderr: '' })
    expect((await running.ended).seconds).toBeLessThan(10)
    expect((await script.run('outcome')).stdout).toMatch(/^none, /)
  })

  test('a run that was missed runs at once, its status is told, and a stop reaches it', async () => {
    const state = stand.at('state', 'missed')
    stand.write('state/missed/last', `${Math.floor(Date.now() / MINUTE) - 600_000} 0 2020-01-01T00:00:00 0 0 1 1 *\n`)
    const pidFile = stand.at('ran.pid')
    const program = stand.write('ran.sh', `echo $$ >${pidFile}; trap 'exit 7' TERM; while :; do sleep 0.1; done\n`)
    writeFileSync(pidFile, '')
    const script = stand.launcher([stand.shell, program], stand.process(), {
      style: 'become',
      work: timer('0 0 1 1 *', { missed: 'run', state: text(state) }),
    })
    const running = script.spawn()
    await until('it runs', () => stand.read('ran.pid') !== '')
    const pid = Number(stand.read('ran.pid'))
    await until2(async () => (await script.run('outcome')).stdout, /last - /)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ status: 0 })
    expect(isAlive(pid)).toBe(false)
    expect((await script.run('outcome')).stdout).toMatch(/, last 7 \d{4}-/)
  })

  test('as an init script: start, status, stop', async () => {
    const script = stand.launcher(['/bin/true'], stand.process(), { work: timer('@yearly') })
    expect(await script.run('start')).toMatchObject({ status: 0, stderr: '' })
    expect(await script.run('status')).toMatchObject({ status: 0, stdout: expect.stringContaining('running') })
    expect(await script.run('stop')).toMatchObject({ status: 0, stderr: '' })
    expect((await script.run('status')).status).toBe(3)
  })
})

async function until2(ask: () => Promise<string>, wanted: RegExp): Promise<string> {
  const deadline = Date.now() + 15_000
  for (;;) {
    const said = await ask()
    if (wanted.test(said)) return said
    if (Date.now() > deadline) throw new Error(`never said ${wanted}: ${said}`)
  }
}
