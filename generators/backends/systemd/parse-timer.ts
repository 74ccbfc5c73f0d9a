/** Timers of systemd's as crontab(5) says them: what can be said exactly, and why the rest cannot. */
import type { Place } from '../../contract/reader.ts'
import { isCron, readCron } from '../../syntax/cron.ts'
import { type ReadDirective, unitSeconds } from '../../syntax/systemd-reader.ts'

export interface ReadTimer {
  readonly timer: string
  readonly missed?: 'run'
  readonly jitterSeconds?: number
}
export interface TimerFile {
  readonly file: string
  readonly directives: readonly ReadDirective[]
}
type Lost = (what: string, why: string, place: Place) => void

/** systemd.time(7), "Calendar Events": "the following special expressions may be used as shorthands". */
const SHORT: Readonly<Record<string, string>> = {
  minutely: '* * * * *',
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  monthly: '0 0 1 * *',
  weekly: '0 0 * * 1',
  yearly: '0 0 1 1 *',
  annually: '0 0 1 1 *',
  quarterly: '0 0 1 1,4,7,10 *',
  semiannually: '0 0 1 1,7 *',
}

/** In: what stands after `OnCalendar=`. Out: five fields that mean the same, or why there are none. */
export function cronOf(event: string): { readonly cron: string } | { readonly why: string } {
  const given = event.trim()
  const short = SHORT[given.toLowerCase()]
  if (short) return { cron: short }
  const [, weekdays = '', date = '*-*-*', hours = '0', minutes = '0', seconds = '0'] =
    /^(?:([A-Za-z.,]+)\s+)?(?:(\S+-\S+)\s*)?(?:([0-9*.,/]+):([0-9*.,/]+)(?::([0-9*.,/]+))?)?$/.exec(given) ??
    (/^[A-Za-z.,]+$/.test(given) ? [given, given] : [])
  if (weekdays === '' && date === '*-*-*' && !given.includes(':'))
    return { why: 'it is no calendar event that is known here' }
  if (!/^0+$/.test(seconds)) return { why: 'a schedule has no seconds' }
  const parts = date.split('-')
  const [year, month = '*', day = '*'] = parts.length === 2 ? ['*', ...parts] : parts
  if (year !== '*') return { why: 'a schedule has no year' }
  const fields = [field(minutes, 59), field(hours, 23), field(day, 31), field(month, 12), weekdaysOf(weekdays)]
  if (fields.includes(null) || date.includes('~')) return { why: 'crontab has no words for it' }
  const [, , days, , week] = fields
  // Where both are given systemd wants both, and crontab either.
  if (days !== '*' && week !== '*') return { why: 'crontab takes either the day of the month or that of the week' }
  const cron = fields.join(' ')
  return isCron(readCron(cron)) ? { cron } : { why: 'crontab has no words for it' }
}
/** "a..b" is a range, "a/n" every n from a on: systemd.time(7). */
function field(value: string, most: number): string | null {
  const items = value.split(',').map((item) => {
    const [, from, to, step] = /^(\*|\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(item) ?? []
    if (from === undefined) return null
    const number = (text: string) => String(Number(text))
    if (from === '*') return step === undefined ? '*' : null
    const range =
      to === undefined
        ? step === undefined
          ? number(from)
          : `${number(from)}-${most}`
        : `${number(from)}-${number(to)}`
    return step === undefined ? range : `${range}/${number(step)}`
  })
  return items.includes(null) ? null : items.join(',')
}
function weekdaysOf(value: string): string | null {
  if (value === '') return '*'
  const items = value.split(',').map((item) => {
    const [from, to, more] = item.split('..').map((day) => day.slice(0, 3).toLowerCase())
    const known = [from, to].every((day) => day === undefined || /^(sun|mon|tue|wed|thu|fri|sat)$/.test(day))
    return known && more === undefined ? (to === undefined ? from : `${from}-${to}`) : null
  })
  return items.includes(null) ? null : items.join(',')
}

const READ = new Set(['OnCalendar', 'Persistent', 'RandomizedDelaySec', 'AccuracySec', 'Unit'])

/** In: the unit of a timer. Out: the kind of the process that it starts; `null` where it has no time that can be carried over. */
export function timerFrom({ file, directives }: TimerFile, lost: Lost): ReadTimer | null {
  const of = directives.filter(({ section }) => section === 'Timer')
  const place = ({ line }: ReadDirective): Place => ({ line, column: 1, file })
  const last = (key: string) => of.findLast((one) => one.key === key)
  for (const one of of)
    if (!READ.has(one.key) && one.value !== '')
      lost(`${one.key}=${one.value} of its timer`, 'a schedule is of times of the calendar', place(one))
  const events = of.filter((one) => one.key === 'OnCalendar')
  const valid = events.slice(events.findLastIndex(({ value }) => value === '') + 1)
  const [first, ...more] = valid
  if (!first) return null
  for (const one of more) lost(`OnCalendar=${one.value}`, 'a timer has one schedule', place(one))
  const read = cronOf(first.value)
  if ('why' in read) {
    lost(`OnCalendar=${first.value}`, read.why, place(first))
    return null
  }
  const spread = last('RandomizedDelaySec')
  const seconds = spread ? unitSeconds(spread.value) : 0
  if (spread && seconds === null)
    lost(`RandomizedDelaySec=${spread.value}`, 'it is no number of seconds', place(spread))
  return {
    timer: read.cron,
    ...(/^(1|yes|true|on)$/i.test(last('Persistent')?.value ?? '') ? { missed: 'run' as const } : {}),
    ...(seconds ? { jitterSeconds: seconds } : {}),
  }
}
