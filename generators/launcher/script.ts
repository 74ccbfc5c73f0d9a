/** The generated scripts of one process: the rest of its launch chain, its manager's hook, and its readiness gate. */
import type { Timer } from '../contract/backend.ts'
import type { Probe, Program, Steps } from '../contract/chain.ts'
import type { Path } from '../contract/path.ts'
import { type Artefact, concat, hole, type Text, text } from '../contract/text.ts'
import type { Cron } from '../syntax/cron.ts'
import { assignment, comment, word } from '../syntax/posix-shell.ts'
import type { Becoming, Person } from './become.ts'
import { becomeSetting, becomeWords } from './become.ts'
import { type Code, define, type Functions, functions, type Line, line, orDie, toText } from './code.ts'
import { LAUNCHER } from './launcher.ts'
import { limitLines } from './limits.ts'
import { preparationLines } from './preparation.ts'
import { describeProbe, probeLine } from './readiness.ts'
import { readsSecrets, withSecrets } from './secrets.ts'
import { enterLine, environmentLines, execLine, forgetLines, type Surroundings } from './step.ts'

/** One process as its scripts see it. */
export interface Process {
  /** The manager's name for it: stands in messages and in the names of the scripts. */
  readonly name: string
  /** A POSIX shell on the host, absolute. */
  readonly shell: string
  /** Directory of this process's records: made by whoever starts it, written by nobody else. */
  readonly run: Text
  /** Where output goes: what `start` redirects to, and what a `log` probe reads. */
  readonly log?: Text
  /** What is said goes to a file that the launcher's writer rotates. `early`: before anything else, as whoever runs the script. */
  readonly rotation?: {
    readonly file: Text
    readonly bytes: number
    readonly keep: number
    readonly early: boolean
  }
  readonly environment: ReadonlyMap<string, Text>
  readonly user?: Person
  /** How root becomes that user; `null`: nobody becomes anybody. */
  readonly becoming: Becoming | null
  readonly mayGive: boolean
  readonly ready?: Probe
  readonly stop: { readonly signal: string; readonly seconds: number }
  readonly reload: { readonly signal: string } | { readonly argv: readonly Text[] } | null
  /** Where in the model the fields stand that are written here as numbers and names. */
  readonly from?: {
    readonly stop?: Path
    readonly reload?: Path
    readonly ready?: Path
    readonly kind?: Path
    readonly rotation?: Path
  }
}

/** What the launcher does of the chain. */
export interface Launch {
  readonly steps: Omit<Steps, 'exec'>
  readonly program: Program
  /** `become`: a foreground process for a supervisor; `daemonise`: an init script that takes start, stop, status ... */
  readonly style: 'become' | 'daemonise'
  /** The program is a daemon that names itself in this file, and must be followed. */
  readonly follow?: { readonly pidFile: Text }
  /** The program ends, and the launcher writes down how: a oneshot, or a timer whose time it keeps. */
  readonly work?: Work
  /** It stays before the process, in whose container nothing outlives it. */
  readonly keeps?: true
}
export type Work =
  | { readonly is: 'oneshot'; readonly seconds: number }
  /** `state`: a directory that outlives the boot. */
  | (Timer & { readonly cron: Cron; readonly state: Text })

/**
 * The script that does the rest of the chain and then becomes the program.
 * In: the process and what is left of its chain. Out: an artefact that sources `LAUNCHER`.
 */
export function launcherScript(of: Process, launch: Launch): Artefact {
  const { steps } = launch
  const person = steps.user && of.becoming ? steps.user : undefined
  const around = surroundings(of, { person, environment: steps.environment ?? new Map(), reads: steps })
  const own = functions()
  const daemonise = launch.style === 'daemonise'
  const nice = steps.nice ? line('nice -n ', word(steps.nice), ' ') : null
  const become = person && around.becoming ? line(around.becoming(person), ' ') : null
  // The file is opened by `start` where nobody changes user in between, else by the user, as the chain's order says.
  const opens = steps.output && !(daemonise && !become) ? steps.output : undefined
  const startLog = opens ? concat(of.run, text('/log')) : (of.log ?? concat(of.run, text('/log')))

  const { rotation } = of
  const { work } = launch
  const last: Code = [
    ...(work?.is === 'oneshot' ? [line('vouch "$lr_run/daemon"')] : []),
    ...(steps.directory ? [enterLine(steps.directory)] : []),
    ...(rotation && !rotation.early ? [line('divert')] : []),
    ...(opens && !rotation
      ? [line('true >>', word(opens), orDie('cannot write to', opens)), line('exec >>', word(opens), ' 2>&1')]
      : []),
    line(launch.follow ? 'follow' : !work ? 'program' : work.is === 'oneshot' ? 'once' : 'schedule'),
  ]
  const again = line('exec ', nice ?? '', become ?? '', '"$lr_shell" "$lr_self" last')
  const chain: Code = [
    ...(rotation?.early ? [line('mkdir -p "${lr_out%/*}" 2>/dev/null'), line('divert')] : []),
    ...(work ? beginLines(work, launch.keeps) : []),
    ...secretLines(around),
    ...(steps.limits ? limitLines(steps.limits) : []),
    ...(steps.umask ? [line('umask ', word(steps.umask), orDie('cannot set the umask', steps.umask))] : []),
    ...waitLines(steps.wait ?? [], around, own),
    ...preparationLines(steps.prepare ?? [], { around, functions: own, log: of.log }),
    ...runDirectoryLines(of, launch, person),
    ...(daemonise ? [line('launched')] : []),
    nice || become ? again : line('last'),
  ]
  const readyLine =
    of.ready && of.ready.kind !== 'notify'
      ? probeLine(of.ready, { ...around, person: around.becoming && of.user }, own, of.log)
      : null
  const probed = readyLine && of.ready?.kind === 'exec' ? secretLines(around) : []
  const ready = [
    ...(launch.follow ? [line('follows')] : []),
    ...(work?.is === 'timer' ? [line('keeps_time')] : []),
    ...(readyLine ? [...probed, readyLine] : []),
  ]

  const reload = daemonise && of.reload ? reloadLines(of.reload, around, own, of.from?.reload) : null
  const stopSignal = assignment('lr_stop_signal', text(of.stop.signal, of.from?.stop))
  const settings: Code =
    !daemonise && !launch.follow && !work
      ? rotation || launch.keeps
        ? [line(stopSignal)]
        : []
      : [
          line(stopSignal, ' ', assignment('lr_stop_seconds', text(String(of.stop.seconds), of.from?.stop))),
          line(
            `lr_prepare_seconds=${prepareSeconds(steps)} `,
            assignment(
              'lr_start_seconds',
              work?.is === 'oneshot'
                ? text(String(work.seconds), of.from?.kind)
                : text(String(of.ready?.seconds ?? 30), of.ready ? of.from?.ready : undefined),
            ),
          ),
          assignment('lr_log', startLog),
          ...(launch.follow ? [assignment('lr_pidfile', launch.follow.pidFile)] : []),
          ...(work ? workSettings(work, of.from?.kind) : []),
        ]
  const words = [
    ...(launch.keeps ? [line('"") keep ;;'), line('kept) chain ;;')] : [line('"") chain ;;')]),
    line([nice || become ? 'last' : '', ...own.names].filter(Boolean).join(' | ') || 'chain', ') "$1" ;;'),
    ...(launch.follow ? [line('watch) watch "$2" "$3" ;;')] : []),
    ...(rotation ? [line('writer) writer ;;')] : []),
    ...(work ? workWords(work) : []),
    ...(daemonise
      ? [line('own) own ;;'), line(work?.is === 'oneshot' ? '*) verb_once "$1" ;;' : '*) verb "$1" ;;')]
      : [UNKNOWN_WORD]),
  ]
  return script(of, 'launch', [
    ...settings,
    ...(rotation ? rotationLines(rotation, of.from?.rotation) : []),
    ...source(of),
    ...define('environment', environmentLines(around.environment)),
    ...define('program', [
      line('environment'),
      ...forgetLines(around),
      execLine([launch.program.path, ...launch.program.args], around.environment),
    ]),
    ...define('chain', chain),
    ...define('last', last),
    ...(daemonise && ready.length > 0 ? define('ready', [conjunction(ready)]) : []),
    ...(reload ? define('tell_reload', reload) : []),
    ...own.code,
    ...cases(words),
  ])
}

/** The script for a manager's own hook: `wait` and `prepare`, then it ends with 0. */
export function hookScript(
  of: Process,
  steps: Pick<Steps, 'wait' | 'prepare'>,
  options: { readonly launch?: Launch } = {},
): Artefact {
  const own = functions()
  const around = surroundings(of, { person: undefined, environment: new Map(), reads: steps })
  const chain = [
    ...(options.launch?.work?.is === 'oneshot' ? beginLines(options.launch.work) : []),
    ...secretLines(around),
    ...waitLines(steps.wait ?? [], around, own),
    ...preparationLines(steps.prepare ?? [], { around, functions: own, log: of.log }),
    ...(options.launch ? runDirectoryLines(of, options.launch, of.user) : []),
    ...(of.log && of.ready?.kind === 'log' && !options.launch ? markLog(of) : []),
  ]
  return script(of, 'prepare', [
    ...source(of),
    ...define('environment', []),
    ...define('chain', chain),
    ...own.code,
    ...cases([line('"") chain ;;'), ...stepWords(own), UNKNOWN_WORD]),
  ])
}

/**
 * The script that ends with 0 once the process is ready: by itself it waits, for as long as the model says; with the word
 * `once` it asks once. `null` where there is nothing to ask.
 */
export function gateScript(of: Process): Artefact | null {
  if (!of.ready || of.ready.kind === 'notify') return null
  const own = functions()
  const around = surroundings(of, { person: of.user, environment: of.environment, reads: null })
  const probe = probeLine(of.ready, around, own, of.log)
  const uses = own.names.length > 0
  return script(of, 'ready', [
    ...source(of),
    ...(uses ? define('environment', environmentLines(around.environment)) : []),
    ...define('ready', [...(uses ? secretLines(around) : []), probe]),
    ...own.code,
    ...cases([
      line(`"") await ${of.ready.seconds} `, word(describeProbe(of.ready)), ' ready ;;'),
      line('once) ready ;;'),
      ...stepWords(own),
      UNKNOWN_WORD,
    ]),
  ])
}

const UNKNOWN_WORD = line('*) die 2 "$1 is no word of this script" ;;')

interface Around {
  readonly person: Person | undefined
  readonly environment: ReadonlyMap<string, Text>
  /** What else the script says, whose texts may hold secrets. */
  readonly reads: unknown
}
function surroundings(of: Process, { person, environment, reads }: Around): Surroundings {
  const tool = of.becoming
  return {
    environment,
    secrets: readsSecrets(environment) || readsSecrets(reads),
    person: tool ? person : undefined,
    becoming: tool ? (who) => becomeWords(tool, who) : undefined,
    mayGive: of.mayGive,
  }
}

/** Before anything that may need one, and only while the script is still whoever started it. */
function secretLines(around: Surroundings): Code {
  return around.secrets ? [line('read_secrets')] : []
}

function source(of: Process): Code {
  const common = line('. ', hole({ kind: 'artefact', of: LAUNCHER, via: 'store' }))
  return [common, ...(of.becoming ? [line(becomeSetting(of.becoming))] : []), []]
}

function cases(words: Code): Code {
  return [[], line('case ${1-} in'), ...words, line('esac')]
}
function stepWords(own: Functions): Code {
  return own.names.length > 0 ? [line(own.names.join(' | '), ') "$1" ;;')] : []
}
function conjunction(lines: Code): Line {
  return concat(...lines.map((one, index) => (index > 0 ? line(' && ', one) : one)))
}

function waitLines(probes: readonly Probe[], around: Surroundings, own: Functions): Code {
  return preparationLines(
    probes.map((probe) => ({ do: 'wait', for: probe })),
    { around, functions: own },
  )
}

function rotationLines({ file, bytes, keep }: NonNullable<Process['rotation']>, from: Path | undefined): Code {
  const number = (name: string, value: number) => assignment(name, text(String(value), from))
  return [line(assignment('lr_out', file)), line(number('lr_out_bytes', bytes), ' ', number('lr_out_keep', keep))]
}

/** Long enough for every wait to end by itself, and for a database to be made in between. */
function prepareSeconds(steps: Launch['steps']): number {
  const waits = [
    ...(steps.wait ?? []),
    ...(steps.prepare ?? []).flatMap((step) => (step.do === 'wait' ? [step.for] : [])),
  ]
  const busy = (steps.prepare ?? []).some(
    (step) => !['directory', 'link', 'link-into', 'touch', 'wait'].includes(step.do),
  )
  return waits.reduce((sum, probe) => sum + probe.seconds + 5, busy ? 300 : 30)
}

/** The follower writes its records as the user it follows: in a directory of that user's own, below one that is not. */
function runDirectoryLines(of: Process, launch: Launch, person: Person | undefined): Code {
  const mark = of.log && of.ready?.kind === 'log' ? markLog(of) : []
  if (!launch.follow && !launch.work) return mark
  const own = (directory: Text) =>
    line(
      'mkdir -p ',
      directory,
      person && of.mayGive ? line(' && chown ', word(person.name), ' ', directory) : '',
      orDie('cannot make the directory of records'),
    )
  const state = launch.work?.is === 'timer' ? [own(word(launch.work.state))] : []
  return [...mark, own(text('"$lr_run/daemon"')), ...state]
}
function markLog(of: Process): Code {
  return of.log
    ? [line('mkdir -p "$lr_run"', orDie('cannot make the directory of records')), line('mark_log ', word(of.log))]
    : []
}

/** What was done in this boot is not done again; what failed then is no answer any more. */
function beginLines(work: Work, kept?: true): Code {
  if (work.is === 'timer') return [line('rm -f "$lr_run/daemon/next"')]
  if (kept) return [line('vouch "$lr_run"')]
  return [
    line('if has_ended; then exit 0; fi'),
    line('mkdir -p "$lr_run"', orDie('cannot make the directory of records')),
    line('forget_end'),
    line('vouch "$lr_run"'),
  ]
}
function workSettings(work: Work, from: Path | undefined): Code {
  if (work.is === 'oneshot') return [line('lr_kind=', text('oneshot', from))]
  const { cron } = work
  const list = (name: string, numbers: readonly number[]) => assignment(name, text(` ${numbers.join(' ')} `, from))
  return [
    line('lr_kind=timer'),
    assignment('lr_schedule', work.schedule),
    list('lr_minutes', cron.minutes),
    list('lr_hours', cron.hours),
    list('lr_days', cron.days),
    list('lr_months', cron.months),
    list('lr_weekdays', cron.weekdays),
    line(`lr_either=${cron.either ? '1' : "''"} lr_all_hours=${cron.hours.length === 24 ? '1' : "''"}`),
    line(`lr_missed=${work.missed} lr_jitter=${work.jitterSeconds} lr_overlap=${work.overlap}`),
    assignment('lr_memory', work.state),
  ]
}
function workWords(work: Work): Code {
  if (work.is === 'timer') return [line('outcome) timetable ;;')]
  return [
    line('outcome) outcome ;;'),
    line('done) has_ended ;;'),
    line('renew) renew ;;'),
    line('forget) forget_end ;;'),
    line('await) await_own ;;'),
  ]
}

function reloadLines(
  reload: NonNullable<Process['reload']>,
  around: Surroundings,
  own: Functions,
  from: Path | undefined,
): Code {
  if ('signal' in reload) return [line('tell ', text(reload.signal, from))]
  const name = own.add('step', [line('environment'), ...forgetLines(around), execLine(reload.argv, around.environment)])
  const call =
    around.person && around.becoming
      ? line('exec ', around.becoming(around.person), ' "$lr_shell" "$lr_self" ', name)
      : line(name)
  return [...secretLines(around), line('(', call, ' </dev/null)')]
}

/** Paths in the store hold [A-Za-z0-9/._-] only. */
export function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '-')
}

function script(of: Process, role: 'launch' | 'prepare' | 'ready', code: Code): Artefact {
  const name = `${fileName(of.name)}.${role}`
  const head: Code = [
    line(`#!${of.shell}`),
    comment(text(`${of.name}: what its process manager cannot do itself. Made by Longrun; changes here are lost.`)),
    line(assignment('lr_name', text(of.name)), ' lr_shell=', word(text(of.shell))),
    line('lr_self=', hole({ kind: 'self' })),
    line(assignment('lr_run', of.run)),
  ]
  const content = toText([...head, ...withSecrets(code, `${name}.secrets`)])
  return { name, mode: 0o755, content, kind: 'launcher', secret: false }
}
