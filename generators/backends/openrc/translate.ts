/** From what a process is to what its script says: openrc-run(8) and supervise-daemon(8), and OpenRC's sh/supervise-daemon.sh. */
import type { Lowered, RestartPolicy } from '../../contract/backend.ts'
import type { StepKind } from '../../contract/chain.ts'
import { concat, hole, joinTexts, literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import { word } from '../../syntax/posix-shell.ts'
import { type Native, type Setting, writable } from './schema.ts'

/** What it waits after KILL. */
const KILL_SECONDS = 5
/** The launcher ends what it follows within the process's own limit, and then needs a moment for itself. */
const LAUNCHER_SECONDS = 5
/** supervise-daemon has no "never" (a `respawn_max` of 1 is one more start), but a delay of a lifetime. */
const DELAY: Readonly<Record<RestartPolicy, string>> = { always: '1', 'on-failure': '1', never: '2147483647' }

/**
 * Variables that the script itself could trip over are small letters, and some of capitals are OpenRC's own, which supervise-daemon
 * takes away again: rc-misc.c, "env_filter"; supervise-daemon.c, "Clean the environment of any RC_ variables".
 */
const PASSES =
  /^(?!(RC|EINFO|SSD|SVCNAME|SVCDIR|IN_|BOOTLEVEL|DEFAULTLEVEL|LD_)[A-Z0-9_]*$)[A-Z_][A-Z0-9_]*$|^[a-z]+_proxy$/

function all(values: readonly Text[], says: (outline: string) => boolean): boolean {
  return values.map(outlineOf).every((one) => one !== null && writable(one) && says(one))
}

/** Whether a script that everybody may read can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'environment':
      return all(values, (one) => PASSES.test(one.slice(0, one.indexOf('='))))
    case 'umask':
      return all(values, (one) => /^[0-7]{1,4}$/.test(one))
    case 'nice':
      return all(values, (one) => /^-?\d{1,2}$/.test(one))
    case 'user':
      // `--user` takes "user:group", and all the account's other groups, but none beside them.
      return values.length <= 3 && all(values.slice(0, 2), (one) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(one))
    case 'directory':
    case 'output':
    case 'exec':
      return all(values, () => true)
    case 'limits':
    case 'wait':
    case 'prepare':
      return false
  }
}

/** `describe` prints it on one line. */
export function holdsDescription(value: Text): boolean {
  return all([value], (one) => !/[\0-\x1f\x7f]/.test(one))
}

/** What stands for itself however often a shell splits, expands and evaluates it; the paths that fill holes do. */
const PLAIN = /^[A-Za-z0-9/._:,@%+-]+$/

/** In: a lowered placement whose native steps `holds` said yes to. Out: the script's variables and functions, with their origins. */
export function translate(lowered: Lowered): Native {
  const { of, native, exec, gate } = lowered
  const from = (field: string) => of.set.get(field)
  const settings: Setting[] = []
  const says = (key: string, value: Text) => settings.push({ key, value })

  if (literalOf(of.description)?.trim() !== '' && holdsDescription(of.description)) says('description', of.description)
  const beside = lowered.after.filter((one) => one.container === of.container.name)
  const wants = beside.map((one) => text(one.name, one.from))
  if (lowered.kind.is === 'oneshot')
    return {
      settings,
      wants,
      environment: new Map(),
      once: { script: word(exec.path), log: word(lowered.log ?? text('/dev/null')), from: from('kind') },
    }
  says('supervisor', text('supervise-daemon'))
  // `eval supervise-daemon ... --chdir $directory ... -- $command_args`: split at blanks and expanded as file names first, evaluated
  // then. So anything but plain words stands in a variable of its own, whose name is all that the first step sees.
  function again(name: string, value: Text): Text {
    if (PLAIN.test(outlineOf(value) ?? '')) return value
    says(name, value)
    return text(`"$${name}"`)
  }
  says('command', again('program', exec.path))
  const args = exec.args.map((one, index) => again(`argument_${index + 1}`, one))
  if (args.length > 0) says('command_args', joinTexts(args, ' '))
  if (native.user) says('command_user', concat(native.user.name, text(':'), native.user.group))
  if (native.directory) says('directory', again('working_directory', native.directory))
  if (native.umask) says('umask', native.umask)
  if (native.nice) says('supervise_daemon_args', concat(text('--nicelevel '), native.nice))
  // Everything else goes to the launcher's writer, and nothing else may open its file.
  if (native.output) {
    const file = again('output_file', native.output)
    says('output_log', file)
    says('error_log', file)
  }
  const seconds = of.stop.seconds + (lowered.launcher ? LAUNCHER_SECONDS : 0)
  const retry = `${of.stop.signal.replace(/^SIG/, '')}/${seconds}/KILL/${KILL_SECONDS}`
  says('retry', text(retry, from('stop')))
  says('respawn_delay', text(DELAY[of.restart ?? 'always'], from('restart')))
  says('respawn_max', text('0'))

  return {
    settings,
    wants,
    environment: native.environment ?? new Map(),
    ...(gate ? { gate: word(hole({ kind: 'artefact', of: gate, via: 'store' }, from('ready'))) } : {}),
    ...(of.reload ? { reload: reload(of.reload, from('reload')) } : {}),
  }
}

function reload(told: NonNullable<Lowered['of']['reload']>, from: ReturnType<Lowered['of']['set']['get']>): Text {
  return 'signal' in told
    ? concat(text('kill -s '), text(told.signal.replace(/^SIG/, ''), from), text(' "$(service_get_value child_pid)"'))
    : joinTexts(told.argv.map(word), ' ')
}
