/** A timer's unit: systemd.timer(5), with the schedule as calendar events: systemd.time(7). */
import type { Lowered, Timer } from '../../contract/backend.ts'
import { literalOf, type Text, text } from '../../contract/text.ts'
import { type Cron, isCron, readCron } from '../../syntax/cron.ts'
import type { Directive } from '../../syntax/systemd.ts'

/** Only one of it runs at a time, and what comes meanwhile is nobody's: there is no setting for the other way. */
export function holdsTimer(timer: Timer): boolean {
  return timer.overlap === 'skip'
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * `Mon,Tue *-01,02-03 04,05:06:00`: "a comma-separated list of values", and day of the week and date must both match. Where crontab(5)
 * takes either, two events say the same: "the unit is activated whenever any of the specified expressions elapse".
 */
export function calendarEvents(cron: Cron): readonly string[] {
  const two = (number: number) => String(number).padStart(2, '0')
  const list = (numbers: readonly number[], all: number) => (numbers.length === all ? '*' : numbers.map(two).join(','))
  const time = `${list(cron.hours, 24)}:${list(cron.minutes, 60)}:00`
  const months = list(cron.months, 12)
  const days = list(cron.days, 31)
  const weekdays = cron.weekdays.length === 7 ? '' : `${cron.weekdays.map((day) => WEEKDAYS[day]).join(',')} `
  if (!cron.either) return [`${weekdays}*-${months}-${days} ${time}`]
  // All days of the week, written out one by one, are every day.
  if (weekdays === '' || days === '*') return [`*-${months}-* ${time}`]
  return [`${weekdays}*-${months}-* ${time}`, `*-${months}-${days} ${time}`]
}

/** In: a placement whose timer is systemd's to keep. Out: the sections of its timer's unit. */
export function timerOf({ of, name }: Lowered, timer: Timer, description: readonly Directive[]): Section[] {
  const cron = readCron(literalOf(timer.schedule) ?? '')
  const from = of.set.get('kind')
  const says = (key: string, value: string): Directive => ({ key, value: text(value, from) })
  const boot: Text = text('timers.target', of.set.get('boot'))
  return [
    { name: 'Unit', directives: description },
    {
      name: 'Timer',
      directives: [
        ...(isCron(cron) ? calendarEvents(cron) : []).map((event) => says('OnCalendar', event)),
        says('Persistent', String(timer.missed === 'run')),
        ...(timer.jitterSeconds > 0 ? [says('RandomizedDelaySec', String(timer.jitterSeconds))] : []),
        // One minute is what it is otherwise: runs would come that much late, to save wake-ups.
        says('AccuracySec', '1s'),
        says('Unit', `${name}.service`),
      ],
    },
    ...(of.boot ? [{ name: 'Install', directives: [{ key: 'WantedBy', value: boot }] }] : []),
  ]
}
interface Section {
  readonly name: string
  readonly directives: readonly Directive[]
}
