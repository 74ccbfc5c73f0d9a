/** Schedules as crontab(5) writes them: read into the sets of minutes, hours and days that they mean, or refused with the reason. */

/** What a schedule means, whatever it was written like; every list is sorted and without doubles. */
export interface Cron {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** Of the month, 1 to 31. */
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
  /**
   * crontab(5): "If both fields are restricted (i.e., do not contain the "*" character), the command will be run when either field
   * matches"; otherwise both must. As cron does it, a field that begins with `*` is not restricted, also where a step follows.
   */
  readonly either: boolean
}
/** Which part of a schedule is wrong, and what is wanted there. */
export interface CronProblem {
  readonly part: string
  readonly given: string
  readonly wanted: string
}

interface FieldRule {
  readonly part: string
  readonly min: number
  readonly max: number
  /** The first one stands for `min`. */
  readonly names: readonly string[]
}
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const FIELDS: readonly FieldRule[] = [
  { part: 'minute', min: 0, max: 59, names: [] },
  { part: 'hour', min: 0, max: 23, names: [] },
  { part: 'day of the month', min: 1, max: 31, names: [] },
  { part: 'month', min: 1, max: 12, names: MONTHS },
  // 7 is Sunday too.
  { part: 'day of the week', min: 0, max: 7, names: WEEKDAYS },
]
const SHORT: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** In: five fields, or `@daily` and its like. Out: what they mean, or the first thing that is wrong with them. */
export function readCron(source: string): Cron | CronProblem {
  const given = source.trim()
  if (given === '@reboot')
    return { part: 'schedule', given, wanted: 'a time; what runs once at each boot is `kind: oneshot`' }
  if (given.startsWith('@') && !Object.hasOwn(SHORT, given.toLowerCase()))
    return { part: 'schedule', given, wanted: `five fields, or one of ${Object.keys(SHORT).join(', ')}` }
  const words = (SHORT[given.toLowerCase()] ?? given).split(/[ \t]+/)
  if (words.length !== FIELDS.length)
    return {
      part: 'schedule',
      given,
      wanted: 'five fields: minute, hour, day of the month, month, day of the week; or @daily and its like',
    }
  const sets: (readonly number[])[] = []
  for (const [index, rule] of FIELDS.entries()) {
    const read = readField(words[index]!, rule)
    if (!Array.isArray(read)) return read as CronProblem
    sets.push(read as readonly number[])
  }
  const [minutes, hours, days, months, weekdays] = sets as [number[], number[], number[], number[], number[]]
  const either = !words[2]!.startsWith('*') && !words[4]!.startsWith('*')
  const cron = { minutes, hours, days, months, weekdays: sorted(weekdays.map((one) => one % 7)), either }
  if (!either && !months.some((month) => days[0]! <= LONGEST[month - 1]!))
    return { part: 'day of the month', given: words[2]!, wanted: `a day that ${words[3]} has: this one never comes` }
  return cron
}
export function isCron(read: Cron | CronProblem): read is Cron {
  return 'minutes' in read
}

function readField(word: string, rule: FieldRule): readonly number[] | CronProblem {
  const found: number[] = []
  for (const item of word.split(',')) {
    const numbers = readItem(item, rule)
    if (typeof numbers === 'string') return { part: rule.part, given: item, wanted: numbers }
    found.push(...numbers)
  }
  return sorted(found)
}

function readItem(item: string, rule: FieldRule): readonly number[] | string {
  const { min, max, names } = rule
  const span = `${min} to ${max}${names.length > 0 ? `, or ${names[0]} to ${names.at(-1)}` : ''}`
  const [, range = '', step] = /^([^/]*)(?:\/(.*))?$/.exec(item) ?? []
  const by = step === undefined ? 1 : /^\d{1,4}$/.test(step) ? Number(step) : 0
  if (by < 1) return 'a step of 1 or more after the `/`'
  if (range === '*') return numbersFrom(min, rule.names === WEEKDAYS ? 6 : max, by)
  const [, first, last] = /^([^-]+)(?:-([^-]+))?$/.exec(range) ?? []
  const [from, to] = [numberOf(first, rule), numberOf(last, rule)]
  if (from === null || (last !== undefined && to === null))
    return `${span}, a range (${min}-${min + 1}), a step (*/2), or a list of these with commas`
  if (last === undefined) {
    // Not every cron takes a step after a single number, and those that do mean different things.
    return step === undefined ? [from] : 'a step after `*` or after a range'
  }
  // A week may end on its Sunday.
  const end = to === 0 && from > 0 && names === WEEKDAYS ? 7 : to!
  return end < from ? 'a range that goes up' : numbersFrom(from, end, by)
}
function numberOf(word: string | undefined, { min, max, names }: FieldRule): number | null {
  if (word === undefined) return null
  const named = names.indexOf(word.toLowerCase())
  if (named >= 0) return min + named
  return /^\d{1,2}$/.test(word) && Number(word) >= min && Number(word) <= max ? Number(word) : null
}
function numbersFrom(from: number, to: number, by: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by)
}
function sorted(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}
