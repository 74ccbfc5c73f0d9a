/** From what a process is to its definition: skarnet.org/software/s6-rc/s6-rc-compile.html, s6/servicedir.html, execline. */
import type { Lowered, Placement, RestartPolicy } from '../../contract/backend.ts'
import type { Preparation, Probe, StepKind } from '../../contract/chain.ts'
import { concat, hole, joinTexts, type Text, text } from '../../contract/text.ts'
import { block, command, comment, holdsWord } from '../../syntax/execline.ts'
import { outlineOf } from '../../syntax/outline.ts'
import type { Native, Setting } from './schema.ts'

/** What a start may take beyond its own waits: a database may have to be made first. */
const START_SECONDS = 90
const PREPARE_SECONDS = 600
/** Beyond what a process may take to end: the launcher and s6-supervise need a moment for themselves. */
const PATIENCE = 5
/** The descriptor on which a longrun says that it is ready, and on which s6-log does. */
const READY = '3'

const matches = (pattern: RegExp) => (value: Text) => pattern.test(outlineOf(value) ?? '')

/** Whether a run script can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'environment':
    case 'directory':
    case 'output':
      return values.every(holdsWord)
    case 'umask':
      return values.every(matches(/^[0-7]{1,4}$/))
    case 'nice':
      return values.every(matches(/^-?\d{1,2}$/))
    case 'user': {
      // s6-setuidgid takes the account's own primary group and all its others, whatever the model says.
      const [name, group, , ...groups] = values.map(outlineOf)
      return typeof name === 'string' && /^[A-Za-z0-9_][\w.-]*$/.test(name) && group === name && groups.length === 0
    }
    case 'exec':
      // env(1) takes a word with "=" for a variable.
      return values[0] !== undefined && matches(/^\/[^=]*$/)(values[0]) && values.every(holdsWord)
    case 'wait':
    case 'prepare':
      return true
    case 'limits':
      return false
  }
}

/** It becomes a comment line, which nobody reads but people. */
export function holdsDescription(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f]/.test(outline)
}

/** env(1) sets them all at once, so that nothing else is looked for in a PATH of the program's own. */
function withEnvironment(environment: ReadonlyMap<string, Text> | undefined, words: readonly Text[]): Text {
  const variables = Array.from(environment ?? [], ([name, value]) => concat(text(`${name}=`), value))
  return command(...(variables.length > 0 ? [text('/usr/bin/env'), ...variables] : []), ...words)
}

/** The chain in its order, but for the environment, which is the program's and not that of the steps before it. */
function runOf({ of, native, exec, hook, gate }: Lowered): Text[] {
  const lines: Text[] = []
  if ((outlineOf(of.description) ?? '').trim() !== '') lines.push(comment(of.description))
  lines.push(text('fdmove -c 2 1'))
  if (native.umask) lines.push(command(text('umask'), native.umask))
  if (hook) {
    const script = hole({ kind: 'artefact', of: hook, via: 'store' })
    lines.push(block(text('if'), [withEnvironment(native.environment, [script])]))
  }
  if (gate) {
    // s6's own way to be told, from a script that asks: notifywhenup.html. The program itself is not given the descriptor.
    const asks = block(text('if'), [command(hole({ kind: 'artefact', of: gate, via: 'store' }, of.set.get('ready')))])
    lines.push(block(text('background -d'), [asks, text(`fdmove 1 ${READY} echo`)]), text(`fdclose ${READY}`))
  }
  if (native.nice) lines.push(command(text('nice'), text('-n'), native.nice))
  if (native.user) lines.push(command(text('s6-setuidgid'), native.user.name))
  if (native.directory) lines.push(command(text('cd'), native.directory))
  if (native.output) lines.push(command(text('redirfd'), text('-a'), text('1'), native.output), text('fdmove -c 2 1'))
  return [...lines, withEnvironment(native.environment, [exec.path, ...exec.args])]
}

/** servicedir.html: a `finish` that ends with 125 says "permanent failure", and s6 does not start it again. */
function finishOf(of: Placement): Text[] | null {
  const from = of.set.get('restart')
  const lines: Readonly<Record<RestartPolicy, readonly Text[]>> = {
    always: [text('# Restart=always', from), text('exit 0')],
    'on-failure': [
      text('# Restart=on-failure; $1 is its exit status', from),
      text('ifelse { eltest $1 -eq 0 } { exit 125 }'),
      text('exit 0'),
    ],
    never: [text('# Restart=never', from), text('exit 125')],
  }
  return of.restart ? [...lines[of.restart]] : null
}

function secondsOf(probes: readonly Probe[]): number {
  return probes.reduce((sum, probe) => sum + probe.seconds, 0)
}
function waitsOf(steps: readonly Preparation[]): readonly Probe[] {
  return steps.flatMap((step) => (step.do === 'wait' ? [step.for] : step.do === 'unless' ? waitsOf(step.steps) : []))
}
/** How long s6-rc waits for it to be ready, in seconds: not shorter than all that is waited for on the way. */
function startSeconds({ of, waitSeconds }: Lowered): number {
  const prepare = of.steps.prepare ?? []
  const waits = waitSeconds + secondsOf([...waitsOf(prepare), ...(of.ready ? [of.ready] : [])])
  return (prepare.length > 0 ? PREPARE_SECONDS : START_SECONDS) + waits
}

/** Where the companion keeps what was said: in `current`, until that is full. */
export function logDirectory(lowered: Lowered): Text {
  return concat(hole({ kind: 'directory', of: 'log' }), text(`/${lowered.name}`))
}

/** s6-log.html: "n" archives are kept, each "s" bytes long at most. */
function keeps({ rotation }: Lowered): readonly string[] {
  return rotation ? [`n${rotation.keep}`, `s${rotation.bytes}`] : ['n4', 's10485760']
}

/** s6-rc runs it in its own oneshot runner, whose output is everybody's: this one's goes where its companion would write. */
function oneshotOf(lowered: Lowered, seconds: number): Pick<Native, 'up' | 'settings'> {
  const directory = logDirectory(lowered)
  const lines = [
    block(text('if'), [command(text('mkdir'), text('-p'), text('--'), directory)]),
    command(text('redirfd'), text('-a'), text('1'), concat(directory, text('/current'))),
    text('fdmove -c 2 1'),
    command(lowered.exec.path),
  ]
  const limit = (startSeconds(lowered) + seconds + PATIENCE) * 1000
  return {
    up: joinTexts(lines, ' '),
    settings: [{ key: 'timeout-up', value: text(String(limit), lowered.of.set.get('kind')) }],
  }
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: its definition, each part with its origins. */
export function translate(lowered: Lowered): Native {
  const { of, gate } = lowered
  const dependencies = lowered.after
    .filter((one) => one.container === of.container.name)
    .map((one) => ({ name: one.name, value: text('', one.from) }))
  if (lowered.kind.is === 'oneshot')
    return { ...oneshotOf(lowered, lowered.kind.seconds), dependencies, run: [], finish: null, log: [] }
  const stop = of.set.get('stop')
  const milliseconds = (seconds: number) => text(String(seconds * 1000), stop)
  const notifies = gate !== undefined || of.ready?.kind === 'notify'
  const settings: Setting[] = [
    { key: 'down-signal', value: text(`SIG${of.stop.signal.replace(/^SIG/, '')}`, stop) },
    { key: 'timeout-kill', value: milliseconds(of.stop.seconds + (lowered.launcher ? PATIENCE : 0)) },
    { key: 'timeout-down', value: milliseconds(of.stop.seconds + 2 * PATIENCE) },
    { key: 'timeout-up', value: text(String(startSeconds(lowered) * 1000)) },
    ...(notifies ? [{ key: 'notification-fd', value: text(READY, of.set.get('ready')) }] : []),
  ]
  const directory = logDirectory(lowered)
  return {
    run: runOf(lowered),
    finish: finishOf(of),
    settings,
    dependencies,
    log: [
      block(text('if'), [command(text('mkdir'), text('-p'), text('--'), directory)]),
      command(...['s6-log', '-d', READY, '-b', ...keeps(lowered)].map((one) => text(one)), directory),
    ],
  }
}
