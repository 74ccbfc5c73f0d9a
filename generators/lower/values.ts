/** What is wrong with the values of a launch chain, and what of it no part of this target can do. */
import type { Capabilities, HostFacts, Placement, Support } from '../contract/backend.ts'
import type { Preparation, Program, Steps } from '../contract/chain.ts'
import { concat, literalOf, type Text, text } from '../contract/text.ts'
import { BECOMING } from '../launcher/become.ts'
import { isLimit } from '../launcher/limits.ts'
import { loopbackFor } from '../launcher/readiness.ts'
import type { Launch, Process } from '../launcher/script.ts'
import { bytesOf, isName, isTooLong, LONGEST_WORD } from '../syntax/posix-shell.ts'
import type { Say } from './reporter.ts'

/** As `Say` is told: the same whatever manager it is said of. */
export type Fault = Parameters<Say>

/** Values that no manager and no shell would take: errors, at the field. */
export function faultsOf(programs: readonly (Program | undefined)[], steps: Omit<Steps, 'exec'>): readonly Fault[] {
  const faults: Fault[] = []
  const say: Say = (...fault) => faults.push(fault)
  for (const [limit, value] of steps.limits ?? [])
    if (!isLimit(value)) wrong(`limits.${limit}`, `limit ${limit}`, value, 'a whole number or `unlimited`')
  if (steps.umask && !/^0?[0-7]{1,3}$/.test(literal(steps.umask)))
    wrong('umask', 'umask', steps.umask, 'three octal digits, such as 027')
  if (steps.nice && !/^-?\d{1,2}$/.test(literal(steps.nice)))
    wrong('nice', 'nice level', steps.nice, 'a whole number from -20 to 19')
  for (const step of scripts(steps.prepare ?? []))
    for (const name of step.variables.keys()) if (!isName(name)) say('error', 'script-variable', 'prepare', { name })
  if (steps.directory && literalOf(steps.directory) !== null && !literal(steps.directory).startsWith('/'))
    wrong('directory', 'working directory', steps.directory, 'an absolute path')

  if (steps.output && literalOf(steps.output) !== null && !literal(steps.output).startsWith('/'))
    wrong('output', 'file of the output', steps.output, 'an absolute path')

  const words = programs.flatMap((program) => (program ? [program.path, ...program.args] : []))
  const variables = [...(steps.environment ?? [])].map(([name, value]) => concat(text(`${name}=`), value))
  for (const [field, values] of [
    ['arguments', words],
    ['environment', variables],
  ] as const)
    for (const value of values)
      if (isTooLong(value))
        say('error', 'word-too-long', field, { bytes: bytesOf(value), most: LONGEST_WORD }, origin(value))
  return faults

  function wrong(field: string, what: string, value: Text, wanted: string): void {
    say('error', 'launch-value', field, { what, value: literal(value), wanted }, origin(value))
  }
}

function literal(value: Text): string {
  return literalOf(value) ?? ''
}
function origin(value: Text) {
  return value.find((part) => part.from)?.from
}
function scripts(steps: readonly Preparation[]): Extract<Preparation, { do: 'script' }>[] {
  return steps.flatMap((step) => (step.do === 'script' ? [step] : step.do === 'unless' ? scripts(step.steps) : []))
}

/** Where boot comes with being restarted always, and only so: whether this placement starts at boot exactly if it should. */
export function bootHolds({ boot, restart, kind }: Placement, how: Capabilities['boot']): boolean {
  if (how !== 'with-restart') return true
  // Its launcher is what is restarted, and that runs it once.
  if (kind.is === 'oneshot') return true
  if (restart === undefined) return true
  return boot === (restart === 'always')
}

export interface LossInput {
  readonly placement: Placement
  readonly steps: Omit<Steps, 'exec'>
  readonly process: Process
  readonly capabilities: Capabilities
  /** What the launcher does; `null`: nothing. */
  readonly launch: Launch | null
  readonly facts: HostFacts
  readonly log?: Text
}

/** Fields that are set and that neither the manager, nor the launcher, nor the deployment can honour here. */
export function reportLosses(input: LossInput, say: Say): void {
  const { placement, steps, process, capabilities, launch, facts } = input
  for (const kind of Object.keys(steps) as (keyof typeof steps)[])
    if (steps[kind] !== undefined) lost(capabilities.steps[kind], kind)
  for (const limit of steps.limits?.keys() ?? []) lost(capabilities.limits[limit], `limits.${limit}`)
  const { kind } = placement
  if (kind.is === 'oneshot') lost(capabilities.oneshot, 'kind')
  // A loss would be run over and over.
  if (kind.is === 'timer' && typeof capabilities.timer === 'object')
    say('error', capabilities.timer.lost, 'kind', { field: 'kind' })
  if (placement.after.length > 0) lost(capabilities.order, 'after')
  const beside = placement.after.filter((one) =>
    one.placement.endsWith(`@${placement.host}/${placement.container.name}`),
  )
  const most = capabilities.orderMost
  if (most !== undefined && beside.length > most)
    say('warning', 'order-most', 'after', { count: beside.length, most }, beside[most]?.from)
  if (placement.set.has('description')) lost(capabilities.description, 'description')
  const { restartPolicy, restartOnFailure = restartPolicy } = capabilities
  if (placement.set.has('restart') && placement.restart !== 'never')
    lost(placement.restart === 'on-failure' ? restartOnFailure : restartPolicy, 'restart')
  if (placement.rotation && steps.output) lost(capabilities.rotation, 'rotation')
  if (placement.reload && placement.set.has('reload')) lost(capabilities.reload, 'reload')
  const stopsItself = launch?.style === 'daemonise' || launch?.follow !== undefined
  if (placement.stop.signal !== 'TERM' && !stopsItself) lost(capabilities.stopSignal, 'stop')
  if (placement.boot && placement.set.has('boot') && capabilities.boot === 'never')
    say('warning', 'boot-lost', 'boot', {})
  if (!bootHolds(placement, capabilities.boot))
    if (placement.boot) say('warning', 'boot-needs-restart', 'restart', { restart: placement.restart ?? 'never' })
    else say('warning', 'boot-with-restart', 'boot', {})

  const becomes =
    launch?.steps.user !== undefined ||
    asOthers(steps.prepare ?? []) ||
    (process.user && placement.ready?.kind === 'exec')
  if (becomes && process.mayGive && process.becoming === null)
    say('error', 'no-safe-user-change', 'user', {
      user: process.user ? literal(process.user.name) : '',
      tools: BECOMING.join(', '),
    })
  if (launch?.follow) {
    if (!facts.tools.includes('setsid')) say('warning', 'no-session-tool', 'daemon', {})
    if (placement.restart === 'on-failure') say('info', 'daemon-status-unknown', 'restart', {})
  }
  reportProbe(input, say)

  function lost(support: Support, field: string, data: Record<string, string> = {}): void {
    if (typeof support === 'object') say('warning', support.lost, field, { field, ...data })
  }
}

function asOthers(steps: readonly Preparation[]): boolean {
  return steps.some((step) =>
    step.do === 'unless' ? asOthers(step.steps) : (step.do === 'run' || step.do === 'script') && step.as !== undefined,
  )
}

const CONNECTING = ['nc', 'perl', 'python3', 'bash']
const FETCHING = ['curl', 'python3', 'wget']

function reportProbe({ placement, capabilities, facts, log }: LossInput, say: Say): void {
  const { ready } = placement
  if (!ready) return
  if (ready.kind === 'notify' && capabilities.ready !== 'native') say('warning', 'notify-lost', 'ready', {}, ready.from)
  if (ready.kind === 'log' && !log) say('warning', 'log-probe-without-file', 'ready', {}, ready.from)
  // A host whose tools were never asked for is not blamed for having none.
  if (facts.tools.length === 0) return
  const has = (tools: readonly string[]) => tools.some((tool) => facts.tools.includes(tool))
  if (ready.kind === 'http' && !has(FETCHING))
    say('warning', 'no-probe-tool', 'ready', { what: 'an HTTP address', tools: FETCHING.join(', ') }, ready.from)
  if (ready.kind === 'tcp' && loopbackFor(ready.address) === null && !has(CONNECTING))
    say(
      'warning',
      'no-probe-tool',
      'ready',
      { what: 'a port of another address', tools: CONNECTING.join(', ') },
      ready.from,
    )
}
