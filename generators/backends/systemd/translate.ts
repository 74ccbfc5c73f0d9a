/** From what a process is to what its unit says: systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5). */
import type { Lowered, RestartPolicy } from '../../contract/backend.ts'
import type { Limit, Preparation, Probe, StepKind } from '../../contract/chain.ts'
import type { Path } from '../../contract/path.ts'
import { concat, hole, joinTexts, literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import {
  assignment,
  command,
  type Directive,
  holdsAccount,
  holdsAssignment,
  holdsCommand,
  holdsPath,
  holdsPlain,
  plain,
} from '../../syntax/systemd.ts'
import { isUser } from './index.ts'
import type { Native } from './schema.ts'
import { timerOf } from './timer.ts'

const LIMITS: Readonly<Record<Limit, string>> = {
  nofile: 'LimitNOFILE',
  core: 'LimitCORE',
  nproc: 'LimitNPROC',
  memlock: 'LimitMEMLOCK',
  stack: 'LimitSTACK',
}
const RESTART: Readonly<Record<RestartPolicy, string>> = { always: 'always', 'on-failure': 'on-failure', never: 'no' }
/** What a start may take beyond its own waits: systemd's default is 90 s, and a database may have to be made first. */
const START_SECONDS = 90
const PREPARE_SECONDS = 600

function matches(value: Text, pattern: RegExp): boolean {
  const outline = outlineOf(value)
  return outline !== null && pattern.test(outline)
}

/** Whether a unit can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'limits':
      return values.every((one) => matches(one, /(^|=)(\d+|unlimited|infinity)$/))
    case 'environment':
      return values.every(holdsAssignment)
    case 'umask':
      return values.every((one) => matches(one, /^[0-7]{1,4}$/))
    case 'nice':
      return values.every((one) => matches(one, /^(-?1?\d|-20)$/))
    case 'user': {
      const [name, group, , ...groups] = values
      return [name, group, ...groups].every((one) => one === undefined || holdsAccount(one))
    }
    case 'directory':
    case 'output':
      return values.every(holdsPath)
    case 'exec':
      return values[0] !== undefined && holdsCommand(values[0], values.slice(1))
    case 'wait':
    case 'prepare':
      return true
  }
}

/** `Description=` is one line, and an empty one would name the unit instead. */
export function holdsDescription(value: Text): boolean {
  return holdsPlain(value) && !matches(value, /[\0-\x1f\x7f]/)
}

function secondsOf(probes: readonly Probe[]): number {
  return probes.reduce((sum, probe) => sum + probe.seconds, 0)
}

function waitsOf(steps: readonly Preparation[]): readonly Probe[] {
  return steps.flatMap((step) => (step.do === 'wait' ? [step.for] : step.do === 'unless' ? waitsOf(step.steps) : []))
}

/** A daemon that forks is ready when its starter ends; its main process is known only then. */
function typeOf({ of, exec }: Lowered): Text {
  if (exec.style === 'daemon') return text('forking')
  return of.ready?.kind === 'notify' ? text('notify', of.set.get('ready')) : text('exec')
}

/** `TimeoutStartSec=` counts what runs before and after `ExecStart=` too, so it must not be shorter than their own limits. */
function startSeconds({ of, waitSeconds }: Lowered): number {
  const prepare = of.steps.prepare ?? []
  const waits = waitSeconds + secondsOf([...waitsOf(prepare), ...(of.ready ? [of.ready] : [])])
  // A start of what runs once is over when it has ended.
  const ends = of.kind.is === 'oneshot' ? of.kind.seconds : 0
  return (prepare.length > 0 ? PREPARE_SECONDS : ends > 0 ? 0 : START_SECONDS) + ends + waits
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: the unit's directives, each with its origins. */
export function translate(lowered: Lowered): Native {
  const { of } = lowered
  const says = (key: string, value: Text): Directive => ({ key, value })
  const from = (field: string): Path | undefined => of.set.get(field)
  const when = (condition: unknown, ...directives: Directive[]) => (condition ? directives : [])

  const unit: Directive[] = when(!isBlank(of.description), says('Description', plain(of.description)))
  const beside = lowered.after.filter((one) => one.container === of.container.name)
  if (beside.length > 0) {
    // systemd.unit(5): "Wants=" pulls them in, "After=" alone only orders; neither takes this unit along when they stop.
    const units = joinTexts(
      beside.map((one) => text(`${one.name}.${one.kind === 'timer' ? 'timer' : 'service'}`, one.from)),
      ' ',
    )
    unit.push(says('Wants', units), says('After', units))
  }
  const timer = lowered.kind.is === 'timer' ? lowered.kind : null
  return {
    ...(timer
      ? {
          timer: timerOf(
            lowered,
            timer,
            unit.filter(({ key }) => key === 'Description'),
          ),
        }
      : {}),
    sections: {
      Unit: unit,
      Service: [...serviceOf(lowered, says, from, when)],
      Install: when(of.boot && !timer, says('WantedBy', text(bootTarget(lowered), from('boot')))),
    },
  }
}

/** What is started at boot pulls in the unit: systemd.special(7). */
export function bootTarget(lowered: Lowered): string {
  return isUser(lowered.of.container) ? 'default.target' : 'multi-user.target'
}

function isBlank(value: Text): boolean {
  return literalOf(value)?.trim() === ''
}

function serviceOf(
  lowered: Lowered,
  says: (key: string, value: Text) => Directive,
  from: (field: string) => Path | undefined,
  when: (condition: unknown, ...directives: Directive[]) => Directive[],
): Directive[] {
  const { of, native, exec, hook, gate } = lowered
  const privileged = isUser(of.container) ? '' : '+'
  const daemon = exec.style === 'daemon'
  const ends = lowered.kind.is !== 'longrun'
  const directives: Directive[] = [
    // "exec" waits until the program itself runs, so that a wrong path or user fails the start: systemd.service(5), "Type=".
    // "notify" until it says so itself, on the socket that it is given: sd_notify(3). A launcher becomes it, so it is the main process.
    // "oneshot" waits until it has ended, and what is ordered after it waits with it.
    says('Type', ends ? text('oneshot', from('kind')) : typeOf(lowered)),
    ...when(lowered.kind.is === 'oneshot', says('RemainAfterExit', text('yes', from('kind')))),
    ...when(daemon, says('PIDFile', plain(of.pidFile))),
  ]
  for (const [limit, value] of native.limits ?? [])
    directives.push(
      says(LIMITS[limit], literalOf(value) === 'unlimited' ? text('infinity', from(`limits.${limit}`)) : value),
    )
  for (const [name, value] of native.environment ?? []) directives.push(says('Environment', assignment(name, value)))
  if (native.umask) directives.push(says('UMask', native.umask))
  if (native.nice) directives.push(says('Nice', native.nice))
  if (native.user) {
    directives.push(says('User', native.user.name), says('Group', native.user.group))
    if (native.user.groups.length > 0) directives.push(says('SupplementaryGroups', joinTexts(native.user.groups, ' ')))
  }
  if (native.directory) {
    // The hook is run in this directory too, though it may be what makes it: "-" lets it be missing until then.
    directives.push(says('WorkingDirectory', concat(text(hook ? '-' : ''), plain(native.directory))))
  }
  if (native.output) {
    const appended = concat(text('append:'), plain(native.output))
    directives.push(says('StandardOutput', appended), says('StandardError', appended))
  }
  directives.push(says('SyslogIdentifier', text(lowered.name)))
  // "After=" waits for its end, however that was, and "Requires=" would take this one along when it is run again.
  for (const one of lowered.after)
    if (one.kind === 'oneshot' && one.container === of.container.name) {
      const systemctl = isUser(of.container) ? ['systemctl', '--user'] : ['systemctl']
      const [program = '', ...options] = systemctl
      const words = [...options, 'is-active', '--quiet'].map((word) => text(word))
      directives.push(
        says('ExecStartPre', command(text(program), [...words, text(`${one.name}.service`, one.from)], privileged)),
      )
    }
  if (hook) {
    // "+": "the process is executed with full privileges", whatever User= says.
    directives.push(says('ExecStartPre', command(hole({ kind: 'artefact', of: hook, via: 'store' }), [], privileged)))
    if (native.directory) {
      // After the hook, and as the user, the directory must be there: with "-" alone the program would run in "/" instead.
      const enter = [text('-c'), text('cd -- "$1"'), text('sh'), native.directory]
      directives.push(says('ExecStartPre', command(text('/bin/sh'), enter)))
    }
  }
  directives.push(says('ExecStart', command(exec.path, exec.args)))
  if (gate) {
    // A unit is active, and what is ordered after it starts, only when this has ended: systemd.service(5), "ExecStartPost=".
    directives.push(
      says('ExecStartPost', command(hole({ kind: 'artefact', of: gate, via: 'store' }, from('ready')), [], privileged)),
    )
  }
  if (of.reload) {
    const told =
      'signal' in of.reload
        ? concat(text('/bin/kill -s '), text(of.reload.signal, from('reload')), text(' $MAINPID'))
        : command(of.reload.argv[0]!, of.reload.argv.slice(1))
    directives.push(says('ExecReload', told))
  }
  directives.push(
    says('TimeoutStartSec', text(lowered.kind.is === 'timer' ? 'infinity' : String(startSeconds(lowered)))),
  )
  // The main process is asked, the rest of its group only killed when it is gone: systemd.kill(5), "KillMode=". With "mixed"
  // the launcher's writer, which is asked in vain, would be killed before it has written what is in its pipe.
  directives.push(
    says('KillMode', text(lowered.writer ? 'control-group' : 'mixed')),
    says('KillSignal', text(`SIG${of.stop.signal.replace(/^SIG/, '')}`, from('stop'))),
    says('TimeoutStopSec', text(String(of.stop.seconds), from('stop'))),
  )
  if (of.restart && !ends) {
    directives.push(says('Restart', text(RESTART[of.restart], from('restart'))))
    if (of.restart !== 'never') directives.push(says('RestartSec', text('1')))
  }
  return directives
}
