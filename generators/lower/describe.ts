/** One process as its scripts see it, and the script that asks whether it is ready: also for those that wait for it. */
import type { Capabilities, HostFacts, Lowered, Placement } from '../contract/backend.ts'
import type { Steps } from '../contract/chain.ts'
import type { LoadedBackend } from '../contract/compiled.ts'
import { kept } from '../contract/kept.ts'
import { type Artefact, concat, hole, isEmpty, type Text, text } from '../contract/text.ts'
import { chooseBecoming } from '../launcher/become.ts'
import { fileName, gateScript, type Process } from '../launcher/script.ts'
import { runDirectory } from './kinds.ts'
import { remembering } from './remembering.ts'

export interface Described {
  readonly target: LoadedBackend
  /** The manager's name for it. */
  readonly name: string
  readonly facts: HostFacts
}

/** Whether processes of this placement's container become other users. */
export function switchesUsers({ container }: Placement): boolean {
  return container.privileged && container.userChange
}

/** What of a placement and its surroundings its scripts are told; all of it, so that the same is described once. */
interface Told extends Pick<Placement, 'ready' | 'stop' | 'reload' | 'set'> {
  readonly name: string
  readonly logs: Capabilities['logs']
  readonly container: string
  readonly switches: boolean
  readonly steps: Omit<Steps, 'exec'>
  readonly facts: HostFacts
}
const processHere = remembering<Process>()

/** The same object for the same process: what is made from it is then found again at once. */
export function describeProcess(
  placement: Placement,
  { target, name, facts }: Described,
  steps: Omit<Steps, 'exec'>,
): Process {
  const { container, ready, stop, reload, set } = placement
  const { logs } = target.declaration.capabilities(container)
  const switches = switchesUsers(placement)
  // In the order in which differences are soon seen.
  const told: Told = { logs, switches, name, container: container.name, steps, ready, stop, reload, set, facts }
  return processHere(placement.steps, [told], () => described(told))
}
function described({ logs, switches, name, container, steps, ready, stop, reload, set, facts }: Told): Process {
  return {
    name,
    shell: /^\/[A-Za-z0-9/._-]+$/.test(facts.shell) ? facts.shell : '/bin/sh',
    run: runDirectory(container, name),
    log: steps.output ?? defaultLog(name, logs),
    environment: steps.environment ?? new Map(),
    user: steps.user,
    becoming: switches
      ? chooseBecoming(facts.tools, facts.platform, { groups: (steps.user?.groups ?? []).length > 0 })
      : null,
    mayGive: switches,
    ready,
    stop: { signal: signalName(stop.signal), seconds: stop.seconds },
    reload: reload && 'signal' in reload ? { signal: signalName(reload.signal) } : reload,
    from: {
      stop: set.get('stop'),
      reload: set.get('reload'),
      ready: set.get('ready'),
      kind: set.get('kind'),
      rotation: set.get('rotation'),
    },
  }
}

/** As POSIX writes it: without SIG. */
function signalName(signal: string): string {
  return signal.replace(/^SIG/, '')
}
/** Where output goes that the model sends nowhere; a companion keeps the newest in `current` of a directory that it rotates. */
function defaultLog(name: string, logs: Capabilities['logs']): Text | undefined {
  if (logs === 'own') return undefined
  const file = `/${fileName(name)}${logs === 'companion' ? '/current' : '.log'}`
  return concat(hole({ kind: 'directory', of: 'log' }), text(file))
}

/** The steps as they hold here: no user where nobody may become another; with the names that no tool sets alike. */
export function effectiveSteps(placement: Placement): Omit<Steps, 'exec'> {
  return stepsHere(placement.steps, [switchesUsers(placement)], () =>
    stepsOf(placement.steps, switchesUsers(placement)),
  )
}
const stepsHere = remembering<Omit<Steps, 'exec'>>()
function stepsOf({ user, ...others }: Placement['steps'], switches: boolean): Omit<Steps, 'exec'> {
  if (!user || !switches) return others
  // An account without a home of its own gets no HOME: an empty one would be taken for the working directory.
  const account: readonly (readonly [string, Text])[] = [
    ...(isEmpty(user.home) ? [] : ([['HOME', user.home]] as const)),
    ['USER', user.name],
    ['LOGNAME', user.name],
  ]
  return { ...others, user, environment: new Map([...account, ...(others.environment ?? [])]) }
}

const gateHere = remembering<Lowered['gate']>()

/** The same artefact for the process itself and for all that wait for it. */
export function gateOf(placement: Placement, of: Described): Lowered['gate'] {
  if (!placement.ready || placement.ready.kind === 'notify') return undefined
  const process = describeProcess(placement, of, effectiveSteps(placement))
  const known = gates.get(process)
  if (known) return known
  const asked: Process = placement.ready.kind === 'log' ? process : { ...process, log: undefined }
  const gate = gateHere(placement.steps, [asked], () => {
    const script = gateScript(asked)
    return script ? { ...script, content: linksOf(script.content, of.name) } : undefined
  })
  if (gate) gates.set(process, gate)
  return gate
}
const gates = kept<Process, Artefact>()

/** Stable paths of reload files as what they are, whoever refers to the script. */
function linksOf(content: Text, name: string): Text {
  return content.flatMap((part) => {
    if (!('hole' in part) || part.hole.kind !== 'artefact' || part.hole.via !== 'current') return [part]
    const from = part.from ? { from: part.from } : {}
    return [
      { hole: { kind: 'links' as const, name }, ...from },
      { s: `/${part.hole.of.name}`, ...from },
    ]
  })
}

/** Whether a file says the same whoever refers to it: below it nothing means a stable path of "this process". */
export function isAnyones(artefact: Artefact): boolean {
  return artefact.content.every(
    (part) =>
      !('hole' in part) || part.hole.kind !== 'artefact' || (part.hole.via === 'store' && isAnyones(part.hole.of)),
  )
}
