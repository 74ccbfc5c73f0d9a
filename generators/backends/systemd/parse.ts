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
  type SourceFile,
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

/** A unit is one file and its drop-ins, so each assignment knows its own. */
interface Directive extends ReadDirective {
  readonly file: string
}
/** One unit while it is read. */
interface Unit {
  readonly name: string
  readonly file: string
  readonly directives: readonly Directive[]
  readonly remarks: Remarks
  /** The timer that starts it. */
  readonly timer?: TimerFile
}

function placeOf({ line, file }: Directive): Place {
  return { line, column: 1, file }
}

/** All assignments of a key; an empty one takes back those before it: systemd.syntax(7). */
function all(unit: Unit, section: string, key: string): readonly Directive[] {
  const found = unit.directives.filter((one) => one.section === section && one.key === key)
  return found.slice(found.findLastIndex((one) => one.value === '') + 1)
}
function last(unit: Unit, section: string, key: string): Directive | undefined {
  return all(unit, section, key).at(-1)
}

function resolved(unit: Unit, text: string, directive: Directive): string {
  const { text: read, unknown } = withoutSpecifiers(text, `${unit.name}.service`)
  for (const one of unknown)
    unit.remarks.lost(
      unit.name,
      `${one} in ${directive.key}`,
      'only the manager knows what it stands for',
      placeOf(directive),
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
  directive: Directive,
  environment: ReadonlyMap<string, string>,
): (ReadProgram & { readonly prefix: string }) | null {
  const [, prefix = '', line = ''] = /^([-@:+!|]*)([\s\S]*)$/.exec(directive.value) ?? []
  const place = placeOf(directive)
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
      else unit.remarks.lost(unit.name, `the variable ${word}`, 'it has no value', placeOf(directive))
    }
  for (const directive of all(unit, 'Service', 'EnvironmentFile'))
    unit.remarks.lost(
      unit.name,
      `the variables of ${directive.value.replace(/^-/, '')}`,
      'that file is read when the process starts',
      placeOf(directive),
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
      placeOf(directive),
    )
  const error = last(unit, 'Service', 'StandardError')
  if (error && error.value !== directive.value && error.value !== 'inherit')
    unit.remarks.lost(
      unit.name,
      `standard error to ${error.value}`,
      'the model has one output for both',
      placeOf(error),
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
    else unit.remarks.lost(unit.name, `${key}=${directive.value}`, 'it is no number', placeOf(directive))
  }
  return limits
}

function afterOf(unit: Unit): readonly string[] {
  const others = new Map<string, Directive>()
  for (const directive of all(unit, 'Unit', 'After'))
    for (const one of directive.value.split(/\s+/)) others.set(resolved(unit, one, directive), directive)
  const services: string[] = []
  for (const [one, directive] of others) {
    if (one.endsWith('.service')) services.push(one.slice(0, -'.service'.length))
    else if (!USUAL.test(one))
      unit.remarks.lost(unit.name, `the order after ${one}`, 'it is no service', placeOf(directive))
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
    unit.remarks.lost(unit.name, directive.value, 'nothing runs after a process has started', placeOf(directive))
  return all(unit, 'Service', 'ExecStartPre').flatMap((directive) => {
    const command = commandOf(unit, directive, environment)
    if (!command) return []
    if (command.prefix.includes('-'))
      unit.remarks.lost(
        unit.name,
        `that ${command.program} may fail`,
        'a preparation that fails fails the start',
        placeOf(directive),
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
      unit.remarks.lost(unit.name, `[${section}] ${key}`, 'a process has no such section', placeOf(directive))
      continue
    }
    const keys = (sections[section] ??= {})
    const before = keys[key]
    keys[key] = before === undefined ? value : [before, value].flat()
    unit.remarks.kept(unit.name, `${key}=${value}`, 'systemd', placeOf(directive))
  }
  return Object.keys(sections).length > 0 ? { systemd: sections } : undefined
}

function userOf(unit: Unit): ReadProcess['user'] {
  const name = plain(unit, 'Service', 'User')
  const group = plain(unit, 'Service', 'Group')
  if (name === undefined) {
    const directive = last(unit, 'Service', 'Group')
    if (directive)
      unit.remarks.lost(unit.name, `the group ${directive.value}`, 'a group goes with a user', placeOf(directive))
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
      lost(`${key}=${directive.value}`, why, placeOf(directive))
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
        placeOf(directive),
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
  if (!program && !first && unit.directives.some(({ key }) => /^(ExecStop|SuccessAction|FailureAction)/.test(key))) {
    // systemd.service(5): such a unit is a moment of the machine's own life.
    remarks.lost(name, 'this unit', 'it starts no program', { line: 1, column: 1, file })
    return null
  }
  if (!program) {
    remarks.unreadable(name, 'it starts nothing: there is no ExecStart= in [Service]', { line: 1, column: 1, file })
    return null
  }
  if (second) remarks.lost(name, 'its second command', 'a process has one', placeOf(second))
  const type = last(unit, 'Service', 'Type')
  const kind = kindOf(unit, type?.value)
  if (type && ['dbus', 'idle'].includes(type.value))
    remarks.lost(name, `Type=${type.value}`, 'it becomes a process that keeps running', placeOf(type))
  const command: ReadProgram = { program: program.program, arguments: program.arguments }
  const nice = plain(unit, 'Service', 'Nice')
  // systemd.service(5): without the key nothing is started again, whatever another manager would do.
  const policy = RESTART[plain(unit, 'Service', 'Restart') ?? 'no']
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
    place: placeOf(first),
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

const SERVICE = /(?:^|\/)([^/]+)\.service$/
/** systemd.unit(5): what stands in `NAME.service.d` is read behind the unit, in the order of the files' names. */
const DROP_IN = /(?:^|\/)([^/]+)\.service\.d\/([^/]+)\.conf$/
/** Units that are neither services nor timers. */
const OTHER = /(?:^|\/)([^/]+)\.(socket|path|mount|automount|swap|target|slice)$/
const TIMER = /(?:^|\/)([^/]+)\.timer$/
const WHY_NOT: Readonly<Record<string, string>> = {
  socket: 'nothing listens before the process does',
  path: 'nothing watches files',
}

/**
 * In: units of services, their drop-ins, and other units beside them. Out: a process a service.
 * Diagnostics: `import-unreadable`, `import-lost`, `import-kept`.
 */
function read(files: Parameters<Reader['read']>[0]): ReturnType<Reader['read']> {
  const remarks = makeRemarks()
  const dropIns = new Map<string, SourceFile[]>()
  for (const file of files.toSorted((a, b) => (baseOf(a.path) < baseOf(b.path) ? -1 : 1))) {
    const [, name] = DROP_IN.exec(file.path) ?? []
    if (name !== undefined) dropIns.set(name, [...(dropIns.get(name) ?? []), file])
  }
  const services = files.filter(({ path }) => SERVICE.test(path))
  const names = new Set(services.map(({ path }) => SERVICE.exec(path)![1]!))
  for (const [name, own] of dropIns)
    for (const { path } of names.has(name) ? [] : own)
      remarks.lost(name, 'this drop-in', 'the unit that it belongs to was not given', {
        line: 1,
        column: 1,
        file: path,
      })
  for (const file of files) readOther(file, remarks)
  const timers = timersOf(files, names, remarks)
  const processes = services.flatMap((file): ReadProcess[] => {
    const name = SERVICE.exec(file.path)![1]!
    if (name.endsWith('@')) {
      const why = 'a template is no process: give it a name in the name of its file, as in web@one.service'
      remarks.lost(name, 'this template', why, { line: 1, column: 1, file: file.path })
      return []
    }
    const directives = [file, ...(dropIns.get(name) ?? [])].map((one) => directivesOf(one, remarks))
    if (directives.includes(null)) return []
    if (directives.every((one) => one?.length === 0)) {
      remarks.lost(name, 'this unit', 'it is empty, and so masked', { line: 1, column: 1, file: file.path })
      return []
    }
    const timer = timers.get(name)
    const process = processOf({
      name,
      file: file.path,
      directives: directives.flatMap((one) => one ?? []),
      remarks,
      ...(timer ? { timer } : {}),
    })
    return process ? [process] : []
  })
  return { processes, diagnostics: remarks.said }
}

/** By the service that each starts. systemd.timer(5), "Unit=": "the default is to activate a service that has the same name as the timer unit". */
function timersOf(
  files: readonly SourceFile[],
  services: ReadonlySet<string>,
  remarks: Remarks,
): ReadonlyMap<string, TimerFile> {
  const timers = new Map<string, TimerFile>()
  for (const file of files) {
    const [, stem] = TIMER.exec(file.path) ?? []
    const directives = stem === undefined ? null : directivesOf(file, remarks)
    if (stem === undefined || !directives) continue
    const named = directives.findLast(({ section, key }) => section === 'Timer' && key === 'Unit')?.value
    const started = (named ?? stem).replace(/\.service$/, '')
    if (services.has(started)) timers.set(started, { file: file.path, directives })
    else
      remarks.lost(started, `the timer ${baseOf(file.path)}`, 'the service that it starts was not given', {
        line: 1,
        column: 1,
        file: file.path,
      })
  }
  return timers
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function directivesOf({ path, text }: SourceFile, remarks: Remarks): readonly Directive[] | null {
  const unit = readUnit(text)
  if ('directives' in unit) return unit.directives.map((one) => ({ ...one, file: path }))
  remarks.unreadable(path, 'this line is no section, assignment or comment', {
    line: unit.wrong,
    column: 1,
    file: path,
  })
  return null
}

/** What a unit beside the services says is lost, and said where it says it. */
function readOther(file: SourceFile, remarks: Remarks): void {
  const [, stem, kind] = OTHER.exec(file.path) ?? []
  if (stem === undefined || kind === undefined) return
  const all = directivesOf(file, remarks) ?? []
  const own = all.filter(({ section }) => section.toLowerCase() === kind)
  const service =
    own.findLast(({ key }) => key === 'Unit' || key === 'Service')?.value.replace(/\.service$/, '') ?? stem
  const said = own.slice(0, 1)
  for (const { line, key, value } of said.length > 0 ? said : [{ line: 1, key: '', value: '' }])
    remarks.lost(
      service,
      `the ${kind} ${baseOf(file.path)}${key ? `, with ${key}=${value}` : ''}`,
      WHY_NOT[kind] ?? 'it is no service',
      { line, column: 1, file: file.path },
    )
}

export const reader: Reader = {
  id: 'systemd',
  title: 'systemd units',
  // What stands in NAME.wants is there a second time: links say only that it starts at boot.
  takes: (path) =>
    !/\.(wants|requires|upholds)\//.test(path) &&
    (SERVICE.test(path) || DROP_IN.test(path) || TIMER.test(path) || OTHER.test(path)),
  recognises: ({ path, text }) => SERVICE.test(path) || /^\[Service\]\s*$/m.test(text),
  pasted: 'pasted.service',
  deep: true,
  read,
}
