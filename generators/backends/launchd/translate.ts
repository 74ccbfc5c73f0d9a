/** From what a process is to what its job says: launchd.plist(5). */
import type { Lowered, RestartPolicy, Timer } from '../../contract/backend.ts'
import type { Limit, StepKind } from '../../contract/chain.ts'
import type { Path } from '../../contract/path.ts'
import { EMPTY, literalOf, type Text, text } from '../../contract/text.ts'
import { isCron, readCron } from '../../syntax/cron.ts'
import { outlineOf } from '../../syntax/outline.ts'
import {
  array,
  boolean,
  dictionary,
  holdsComment,
  holdsString,
  integer,
  type Plist,
  string,
} from '../../syntax/plist.ts'
import type { Native } from './schema.ts'

/** `SoftResourceLimits` and `HardResourceLimits`; bytes where setrlimit(2) counts bytes. */
const LIMITS: Readonly<Record<Limit, string>> = {
  nofile: 'NumberOfFiles',
  core: 'Core',
  nproc: 'NumberOfProcesses',
  memlock: 'MemoryLock',
  stack: 'Stack',
}
/** The launcher ends what it follows within the process's own limit, and then needs a moment for itself. */
const LAUNCHER_SECONDS = 5

const isAccount = (outline: string | null) => outline !== null && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(outline)
const isAbsolute = (value: Text) => holdsString(value) && outlineOf(value)?.startsWith('/') === true

/** Whether a property list can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'limits':
      // There is no word for `unlimited`.
      return values.every((one) => /^\w+=\d{1,18}$/.test(outlineOf(one) ?? ''))
    case 'environment':
      return values.every(holdsString)
    case 'umask':
      return values.every((one) => /^[0-7]{1,4}$/.test(outlineOf(one) ?? ''))
    case 'nice':
      return values.every((one) => /^-?\d{1,2}$/.test(outlineOf(one) ?? ''))
    case 'user': {
      // `InitGroups` is true unless it is said otherwise: the account's supplementary groups come by themselves, and no others.
      const [name = null, group = null, , ...groups] = values.map(outlineOf)
      return isAccount(name) && isAccount(group) && groups.length === 0
    }
    case 'directory':
    case 'output':
      return values.every(isAbsolute)
    case 'exec':
      return values.every(holdsString) && values[0] !== undefined && isAbsolute(values[0])
    case 'wait':
    case 'prepare':
      return false
  }
}

/** It becomes a comment, which nobody reads but people: launchd.plist(5) has no key for it. */
export function holdsDescription(value: Text): boolean {
  return holdsComment(value)
}

/** `always`: whatever happens; `on-failure`: unless it ended with 0. Without the key a job that ended stays so. */
function keepAlive(policy: RestartPolicy, from: Path | undefined): Plist {
  return policy === 'on-failure'
    ? dictionary([['SuccessfulExit', boolean(false, from)]])
    : boolean(policy === 'always', from)
}

/** "Property lists don't support octal, so please convert the value to decimal" (launchd.plist(5), Umask). */
function decimal(octal: Text): Text {
  const literal = literalOf(octal) ?? ''
  return text(String(Number.parseInt(literal, 8)), octal.find((part) => part.from)?.from)
}

type Interval = Readonly<Partial<Record<'Minute' | 'Hour' | 'Day' | 'Month' | 'Weekday', number>>>
/** More are a list that nobody can read. */
const MOST_INTERVALS = 300

/**
 * launchd.plist(5), "StartCalendarInterval": "missing arguments are considered to be wildcard"; each entry holds one number a key,
 * so lists are multiplied out.
 */
function calendarOf(timer: Timer): readonly Interval[] {
  const cron = readCron(literalOf(timer.schedule) ?? '')
  if (!isCron(cron)) return []
  const restricted = (numbers: readonly number[], all: number) => (numbers.length === all ? [undefined] : numbers)
  const times = product({
    Minute: restricted(cron.minutes, 60),
    Hour: restricted(cron.hours, 24),
    Month: restricted(cron.months, 12),
  })
  const days = restricted(cron.days, 31).map((Day): Interval => (Day === undefined ? {} : { Day }))
  const weekdays = restricted(cron.weekdays, 7).map((Weekday): Interval => (Weekday === undefined ? {} : { Weekday }))
  const both = days.flatMap((day) => weekdays.map((weekday) => ({ ...day, ...weekday })))
  return (cron.either ? [...days, ...weekdays] : both).flatMap((day) => times.map((time) => ({ ...time, ...day })))
}
function product(lists: Readonly<Record<string, readonly (number | undefined)[]>>): readonly Interval[] {
  return Object.entries(lists).reduce(
    (before: readonly Interval[], [key, numbers]) =>
      before.flatMap((one) => numbers.map((number) => (number === undefined ? one : { ...one, [key]: number }))),
    [{}],
  )
}
function interval(one: Interval, from: Path | undefined): Plist {
  return dictionary(Object.entries(one).map(([key, number]) => [key, integer(text(String(number), from))]))
}

/** What launchd keeps to by itself: it knows no spread, does what a sleep missed and not what was missed while off, and never overlaps. */
export function holdsTimer(timer: Timer): boolean {
  return (
    timer.missed === 'skip' &&
    timer.jitterSeconds === 0 &&
    timer.overlap === 'skip' &&
    calendarOf(timer).length <= MOST_INTERVALS
  )
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: the job's keys, each value with its origins. */
export function translate(lowered: Lowered): Native {
  const { of, native, exec } = lowered
  const job = new Map<string, Plist>()
  job.set('Label', string(text(lowered.name)))
  job.set('ProgramArguments', array([exec.path, ...exec.args].map(string)))
  if (native.environment && native.environment.size > 0)
    job.set('EnvironmentVariables', dictionary([...native.environment].map(([name, value]) => [name, string(value)])))
  if (native.directory) job.set('WorkingDirectory', string(native.directory))
  if (native.umask) job.set('Umask', integer(decimal(native.umask)))
  if (native.nice) job.set('Nice', integer(native.nice))
  if (native.user) {
    job.set('UserName', string(native.user.name))
    job.set('GroupName', string(native.user.group))
  }
  if (native.limits && native.limits.size > 0) {
    const limits = dictionary([...native.limits].map(([limit, value]) => [LIMITS[limit], integer(value)]))
    job.set('SoftResourceLimits', limits)
    job.set('HardResourceLimits', limits)
  }
  // Everything else goes to the launcher's writer, and nothing else may open its file.
  if (native.output) {
    job.set('StandardOutPath', string(native.output))
    job.set('StandardErrorPath', string(native.output))
  }
  const boot = of.set.get('boot')
  // A job that launchd knows runs; whether it is known after a boot is what `Disabled` and launchctl's own record say.
  const timer = lowered.kind.is === 'timer'
  job.set('RunAtLoad', boolean(!timer, of.boot ? boot : undefined))
  if (lowered.kind.is === 'timer')
    job.set('StartCalendarInterval', array(calendarOf(lowered.kind).map((one) => interval(one, of.set.get('kind')))))
  if (!of.boot) job.set('Disabled', boolean(true, boot))
  if (of.restart && !timer) job.set('KeepAlive', keepAlive(of.restart, of.set.get('restart')))
  const seconds = of.stop.seconds + (lowered.launcher ? LAUNCHER_SECONDS : 0)
  job.set('ExitTimeOut', integer(text(String(seconds), of.set.get('stop'))))
  const blank = literalOf(of.description)?.trim() === ''
  return { remark: blank || !holdsDescription(of.description) ? EMPTY : of.description, job }
}
