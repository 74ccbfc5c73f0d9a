/** From systemd's own units to processes: what a unit says of its process, in the model's words; the rest is kept or named. */

import type { RestartPolicy } from '../../contract/backend.ts'
import type { Limit } from '../../contract/chain.ts'
import {
  makeRemarks,
  type Place,
  type Reader,
  type ReadProcess,
  type ReadProgram,
  type Remarks,
} from '../../contract/reader.ts'
import { type ReadDirective, readUnit, unitSeconds, unitWords, withoutSpecifiers } from '../../syntax/systemd-reader.ts'
import { type TimerFile, timerFrom } from './parse-timer.ts'

/** Carried over, so not kept as overrides. */
const READ: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: new Set(['Description', 'After', 'Wants', 'Requires', 'Documentation']),
  Service: new Set(
    `Type ExecStart ExecStartPre ExecStartPost ExecReload Environment UMask Nice User Group SupplementaryGroups WorkingDirectory StandardOutput
    StandardError PIDFile LimitNOFILE LimitCORE LimitNPROC LimitMEMLOCK LimitSTACK Restart RestartSec KillSignal KillMode TimeoutStartSec
    TimeoutStopSec SyslogIdentifier EnvironmentFile GuessMainPID RemainAfterExit`.split(/\s+/),
  ),
  Install: new Set(['WantedBy', 'Alias', 'Also']),
}
/** Targets that every process of ours comes after, or that are nothing but moments of the boot. */
const USUAL =
  /^(network|network-online|remote-fs|local-fs|nss-lookup|nss-user-lookup|syslog|basic|sysinit|time-sync)\.target$/
const RESTART: Readonly<Record<string, RestartPolicy>> = {
  no: 'never',
  always: 'always',
  'on-failure': 'on-failure',
  'on-abnormal': 'on-failure',
  'on-abort': 'on-failure',
  'on-watchdog': 'on-failure',
}
const LIMITS: readonly (readonly [string, Limit])[] = [
  ['LimitNOFILE', 'nofile'],
  ['LimitCORE', 'core'],
  ['LimitNPROC', 'nproc'],
  ['LimitMEMLOCK', 'memlock'],
  ['LimitSTACK', 'stack'],
]

/** One unit while it is read. */
interface Unit {
  readonly name: string
  readonly file: string
  readonly directives: readonly ReadDirective[]
  readonly remarks: Remarks
  /** The timer that starts it. */
  readonly timer?: TimerFile
}

function placeOf({ file }: Unit, directive: ReadDirective): Place {
  return { line: directive.line, column: 1, file }
}

/** All assignments of a key; an empty one takes back those before it: systemd.syntax(7). */
function all(unit: Unit, section: string, key: string): readonly ReadDirective[] {
  const found = unit.directives.filter((one) => one.section === section && one.key === key)
  return found.slice(found.findLastIndex((one) => one.value === '') + 1)
}
function last(unit: Unit, section: string, key: string): ReadDirective | undefined {
  return all(unit, section, key).at(-1)
}

function resolved(unit: Unit, text: string, directive: ReadDirective): string {
  const { text: read, unknown } = withoutSpecifiers(text, `${unit.name}.service`)
  for (const one of unknown)
    unit.remarks.lost(
      unit.name,
      `${one} in ${directive.key}`,
      'only the manager knows what it stands for',
      placeOf(unit, directive),
    )
  return read
}
function plain(unit: Unit, section: string, key: string): string | undefined {
  const found = last(unit, section, key)
  return found && resolved(unit, found.value, found)
}

/** systemd.service(5), "Command lines": specifiers, then `$$`, then variables, which are those of the unit. */
function commandOf(
  unit: Unit,
  directive: ReadDirective,
  environment: ReadonlyMap<string, string>,
): (ReadProgram & { readonly prefix: string }) | null {
  const [, prefix = '', line = ''] = /^([-@:+!|]*)([\s\S]*)$/.exec(directive.value) ?? []
  const place = placeOf(unit, directive)
  const words = unitWords(line)
  if (!words || words.length === 0) {
    unit.remarks.lost(unit.name, directive.key, 'its command cannot be read', place)
    return null
  }
  if (words.some(({ word, quoted }) => word === ';' && !quoted))
    unit.remarks.lost(unit.name, `what follows ; in ${directive.key}`, 'a process has one command', place)
  if (prefix.includes('@'))
    unit.remarks.lost(unit.name, 'the name that its program is told', 'the model has none', place)
  const cut = words.findIndex(({ word, quoted }) => word === ';' && !quoted)
  const [program, ...given] = (cut < 0 ? words : words.slice(0, cut)).map((one) => ({
    ...one,
    word: resolved(unit, one.word, directive),
  }))
  const args = prefix.includes('@') ? given.slice(1) : given
  function expand({ word, quoted }: { readonly word: string; readonly quoted: boolean }): readonly string[] {
    const alone = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)
    if (alone && !quoted && environment.has(alone[1]!)) return environment.get(alone[1]!)!.split(/\s+/).filter(Boolean)
    const text = word.replace(
      /\$\$|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
      (whole, braced?: string, bare?: string) => {
        const name = braced ?? (bare === word.slice(1) ? bare : undefined)
        if (whole === '$$') return '$'
        if (name === undefined) return whole
        const value = environment.get(name)
        if (value === undefined)
          unit.remarks.lost(unit.name, `the value of ${whole}`, 'the unit does not set it', place)
        return value ?? whole
      },
    )
    return [text]
  }
  return {
    program: program!.word,
    arguments: args.flatMap(prefix.includes(':') ? (one) => [one.word] : expand),
    prefix,
  }
}

function environmentOf(unit: Unit): Map<string, string> {
  const variables = new Map<string, string>()
  for (const directive of all(unit, 'Service', 'Environment'))
    for (const { word } of unitWords(directive.value) ?? []) {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(resolved(unit, word, directive)) ?? []
      if (name !== undefined && value !== undefined) variables.set(name, value)
      else unit.remarks.lost(unit.name, `the variable ${word}`, 'it has no value', placeOf(unit, directive))
    }
  for (const directive of all(unit, 'Service', 'EnvironmentFile'))
    unit.remarks.lost(
      unit.name,
      `the variables of ${directive.value}`,
      'that file is read when the process starts',
      placeOf(unit, directive),
    )
  return variables
}

function outputOf(unit: Unit): string | undefined {
  const directive = last(unit, 'Service', 'StandardOutput')
  if (!directive || /^(journal|inherit)/.test(directive.value)) return undefined
  const [, file] = /^(?:append|file|truncate):(\/[\s\S]*)$/.exec(directive.value) ?? []
  if (file === undefined)
    unit.remarks.lost(
      unit.name,
      `standard output to ${directive.value}`,
      'the model knows the manager’s log or a file',
      placeOf(unit, directive),
    )
  const error = last(unit, 'Service', 'StandardError')
  if (error && error.value !== directive.value && error.value !== 'inherit')
    unit.remarks.lost(
      unit.name,
      `standard error to ${error.value}`,
      'the model has one output for both',
      placeOf(unit, error),
    )
  return file === undefined ? undefined : resolved(unit, file, directive)
}

function limitsOf(unit: Unit): ReadonlyMap<Limit, number | string> {
  const limits = new Map<Limit, number | string>()
  for (const [key, limit] of LIMITS) {
    const directive = last(unit, 'Service', key)
    if (!directive) continue
    const [soft = ''] = directive.value.split(':')
    const [, number, unitOf = ''] = /^(\d+)([KMGT]?)$/.exec(soft) ?? []
    const power = ['', 'K', 'M', 'G', 'T'].indexOf(unitOf)
    if (soft === 'infinity') limits.set(limit, 'unlimited')
    else if (number !== undefined) limits.set(limit, Number(number) * 1024 ** power)
    else unit.remarks.lost(unit.name, `${key}=${directive.value}`, 'it is no number', placeOf(unit, directive))
  }
  return limits
}

function afterOf(unit: Unit): readonly string[] {
  const others = new Map<string, ReadDirective>()
  for (const directive of all(unit, 'Unit', 'After'))
    for (const one of directive.value.split(/\s+/)) others.set(resolved(unit, one, directive), directive)
  const services: string[] = []
  for (const [one, directive] of others) {
    if (one.endsWith('.service')) services.push(one.slice(0, -'.service'.length))
    else if (!USUAL.test(one))
      unit.remarks.lost(unit.name, `the order after ${one}`, 'it is no service', placeOf(unit, directive))
  }
  return services
}

function reloadOf(unit: Unit, environment: ReadonlyMap<string, string>): ReadProcess['reload'] {
  const directive = last(unit, 'Service', 'ExecReload')
  if (!directive) return undefined
  const [, named, dashed] =
    /^(?:\/usr)?\/bin\/kill\s+(?:-s\s+(?:SIG)?([A-Z0-9]+)|-(?:SIG)?([A-Z0-9]+))\s+\$\{?MAINPID\}?$/.exec(
      directive.value,
    ) ?? []
  const signal = named ?? dashed
  if (signal) return { signal: signal === '1' ? 'HUP' : signal }
  const command = commandOf(unit, directive, environment)
  return command ? { run: [command.program, ...command.arguments] } : undefined
}

function prepareOf(unit: Unit, environment: ReadonlyMap<string, string>): ReadProcess['prepare'] {
  for (const directive of all(unit, 'Service', 'ExecStartPost'))
    unit.remarks.lost(unit.name, directive.value, 'nothing runs after a process has started', placeOf(unit, directive))
  return all(unit, 'Service', 'ExecStartPre').flatMap((directive) => {
    const command = commandOf(unit, directive, environment)
    if (!command) return []
    if (command.prefix.includes('-'))
      unit.remarks.lost(
        unit.name,
        `that ${command.program} may fail`,
        'a preparation that fails fails the start',
        placeOf(unit, directive),
      )
    return [{ do: 'run' as const, argv: [command.program, ...command.arguments], asUser: !/[+!]/.test(command.prefix) }]
  })
}

/** What a model has no field for, in systemd's own words. */
function overridesOf(unit: Unit): ReadProcess['overrides'] {
  const sections: Record<string, Record<string, string | string[]>> = {}
  for (const directive of unit.directives) {
    const { section, key, value } = directive
    if (READ[section]?.has(key) || value === '') continue
    if (!READ[section]) {
      unit.remarks.lost(unit.name, `[${section}] ${key}`, 'a process has no such section', placeOf(unit, directive))
      continue
    }
    const keys = (sections[section] ??= {})
    const before = keys[key]
    keys[key] = before === undefined ? value : [before, value].flat()
    unit.remarks.kept(unit.name, `${key}=${value}`, 'systemd', placeOf(unit, directive))
  }
  return Object.keys(sections).length > 0 ? { systemd: sections } : undefined
}

function userOf(unit: Unit): ReadProcess['user'] {
  const name = plain(unit, 'Service', 'User')
  const group = plain(unit, 'Service', 'Group')
  if (name === undefined) {
    const directive = last(unit, 'Service', 'Group')
    if (directive)
      unit.remarks.lost(unit.name, `the group ${directive.value}`, 'a group goes with a user', placeOf(unit, directive))
    return undefined
  }
  const groups = all(unit, 'Service', 'SupplementaryGroups').flatMap((one) =>
    resolved(unit, one.value, one).split(/\s+/),
  )
  return { name, ...(group === undefined ? {} : { group }), ...(groups.length > 0 ? { groups } : {}) }
}

function isWanted({ section, key, value }: ReadDirective): boolean {
  return section === 'Install' && key === 'WantedBy' && value !== ''
}

/** What is started by a timer, and what runs once; a unit without a limit for its start is given the longest that there is. */
const LONGEST_SECONDS = 86_400
function kindOf(unit: Unit, type: string | undefined): ReadProcess['kind'] {
  const { name, remarks, timer } = unit
  const lost = (what: string, why: string, place: Place) => remarks.lost(name, what, why, place)
  for (const [key, why] of [
    ['Restart', 'what ends is not started again by itself'],
    ['ExecReload', 'what ends reads its files each time that it runs'],
  ] as const) {
    const directive = last(unit, 'Service', key)
    if (directive && directive.value !== 'no' && (timer || type === 'oneshot'))
      lost(`${key}=${directive.value}`, why, placeOf(unit, directive))
  }
  const times = timer && timerFrom(timer, lost)
  if (times) return times
  if (type !== 'oneshot') return undefined
  const remains = last(unit, 'Service', 'RemainAfterExit')
  if (!remains || !/^(1|yes|true|on)$/i.test(remains.value)) {
    const directive = remains ?? last(unit, 'Service', 'Type')
    if (directive)
      lost(
        'that it may be started again',
        'a oneshot that has ended with 0 is run again when it changes, or at the next boot',
        placeOf(unit, directive),
      )
  }
  const limit = last(unit, 'Service', 'TimeoutStartSec')
  const seconds = limit && unitSeconds(limit.value)
  return { oneshot: { onChange: 'run', seconds: seconds && seconds <= LONGEST_SECONDS ? seconds : LONGEST_SECONDS } }
}

function processOf(unit: Unit): ReadProcess | null {
  const { name, file, remarks } = unit
  const environment = environmentOf(unit)
  const [first, second] = all(unit, 'Service', 'ExecStart')
  const program = first && commandOf(unit, first, environment)
  if (!program) {
    remarks.unreadable(name, 'it starts nothing: there is no ExecStart= in [Service]', { line: 1, column: 1, file })
    return null
  }
  if (second) remarks.lost(name, 'its second command', 'a process has one', placeOf(unit, second))
  const type = last(unit, 'Service', 'Type')
  const kind = kindOf(unit, type?.value)
  if (type && ['dbus', 'idle'].includes(type.value))
    remarks.lost(name, `Type=${type.value}`, 'it becomes a process that keeps running', placeOf(unit, type))
  const command: ReadProgram = { program: program.program, arguments: program.arguments }
  const nice = plain(unit, 'Service', 'Nice')
  const policy = RESTART[plain(unit, 'Service', 'Restart') ?? '']
  const seconds = unitSeconds(plain(unit, 'Service', 'TimeoutStopSec') ?? '')
  const signal = plain(unit, 'Service', 'KillSignal')?.replace(/^SIG/, '')
  const directory = plain(unit, 'Service', 'WorkingDirectory')?.replace(/^-/, '')
  const umask = plain(unit, 'Service', 'UMask')
  const optional = {
    description: plain(unit, 'Unit', 'Description'),
    pidFile: plain(unit, 'Service', 'PIDFile'),
    umask: umask?.padStart(3, '0'),
    nice: nice === undefined ? undefined : Number(nice),
    user: userOf(unit),
    directory: directory?.startsWith('~') ? undefined : directory,
    output: outputOf(unit),
    kind,
    restart: kind ? undefined : policy,
    ready: kind ? undefined : type?.value.startsWith('notify') ? { notify: 'true' } : undefined,
    stop:
      signal || seconds !== null
        ? { ...(signal ? { signal } : {}), ...(seconds === null ? {} : { seconds }) }
        : undefined,
    reload: kind ? undefined : reloadOf(unit, environment),
    prepare: prepareOf(unit, environment),
    overrides: overridesOf(unit),
  }
  return {
    name,
    place: placeOf(unit, first),
    ...(type?.value === 'forking' ? { daemon: command } : { foreground: command }),
    environment,
    limits: limitsOf(unit),
    boot: all(unit, 'Install', 'WantedBy').length > 0 || (unit.timer?.directives.some(isWanted) ?? false),
    after: afterOf(unit),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<ReadProcess>),
  }
}

/** In: units of services, and of the timers that start them. Out: a process each service. Diagnostics: `import-unreadable`, `import-lost`, `import-kept`. */
function read(files: Parameters<Reader['read']>[0]): ReturnType<Reader['read']> {
  const remarks = makeRemarks()
  const units = files.flatMap(({ path, text }) => {
    const unit = readUnit(text)
    if (!('wrong' in unit)) return [{ file: path, name: path.replace(/^.*\//, ''), directives: unit.directives }]
    const place = { line: unit.wrong, column: 1, file: path }
    remarks.unreadable(path, 'this line is no section, assignment or comment', place)
    return []
  })
  // systemd.timer(5), "Unit=": "the default is to activate a service that has the same name as the timer unit".
  const timers = new Map(
    units.flatMap((unit) => {
      if (!unit.name.endsWith('.timer')) return []
      const named = unit.directives.findLast(({ section, key }) => section === 'Timer' && key === 'Unit')?.value
      return [[named ?? unit.name.replace(/\.timer$/, '.service'), unit] as const]
    }),
  )
  for (const [started, { name, file }] of timers)
    if (!units.some((unit) => unit.name === started))
      remarks.unreadable(name, `it starts ${started}, which was not read`, { line: 1, column: 1, file })
  const processes = units.flatMap(({ name, file, directives }) => {
    if (!name.endsWith('.service')) return []
    const timer = timers.get(name)
    const unit = { name: name.replace(/\.service$/, ''), file, directives, remarks, ...(timer ? { timer } : {}) }
    return processOf(unit) ?? []
  })
  return { processes, diagnostics: remarks.said }
}

export const reader: Reader = {
  id: 'systemd',
  title: 'systemd units',
  takes: (path) => path.endsWith('.service') || path.endsWith('.timer'),
  read,
}
