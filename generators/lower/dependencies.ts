/**
 * What a process waits for at every start, also when nobody deploys: each thing that it comes after and that its own manager does
 * not wait for. See docs/decisions/waits-at-boot.md.
 */
import type { Edge, HostFacts, Lowered, Placement, Running } from '../contract/backend.ts'
import type { Probe } from '../contract/chain.ts'
import type { Backends } from '../contract/compiled.ts'
import { hole, type Text, text } from '../contract/text.ts'
import { loopbackFor } from '../launcher/readiness.ts'
import { gateOf, isAnyones } from './describe.ts'
import { divide, runDirectory } from './kinds.ts'

export interface Surroundings {
  readonly placements: ReadonlyMap<string, Placement>
  /** The manager's name of each placement. */
  readonly names: ReadonlyMap<string, string>
  readonly backends: Backends
  /** Of the host on which all of this is asked. */
  readonly facts: HostFacts
}
/** What of them the kinds of processes are asked of. */
export type Neighbours = Omit<Surroundings, 'facts'>
/** An edge that nobody keeps at boot: the code of the diagnostic that says so, and its words. */
export interface NotWaited {
  readonly edge: Edge
  readonly code: 'boot-wait-lost' | 'boot-order-lost'
  readonly data: Readonly<Record<string, string>>
}
export interface Waits {
  readonly probes: readonly Probe[]
  readonly lost: readonly NotWaited[]
}

/** A whole host may have to come up first. */
const HOST_SECONDS = 120
/** For what has no readiness check: it is only wanted to have been started before. */
const UP_SECONDS = 30

export function dependencyWaits(placement: Placement, neighbours: Surroundings): Waits {
  const probes: Probe[] = []
  const lost: NotWaited[] = []
  for (const edge of placement.after) {
    const other = neighbours.placements.get(edge.placement)
    if (!other) continue
    const ended = endedOf(placement, other, neighbours)
    if (ended) probes.push({ ...ended, from: edge.from })
    if (ended || isKeptByManager(placement, other, neighbours.backends)) continue
    const asked = other.host === placement.host ? askedHere(placement, other, neighbours) : askedThere(other)
    if ('code' in asked) lost.push({ edge, code: asked.code, data: { dependency: other.instance, ...asked.data } })
    else probes.push({ ...asked, from: edge.from })
  }
  return { probes, lost }
}

/** One manager orders and waits for what it drives itself. */
function isKeptByManager(placement: Placement, other: Placement, backends: Backends): boolean {
  const { container } = placement
  const same = other.host === placement.host && other.container.name === container.name
  return same && backends.get(container.type)?.declaration.capabilities(container).order === 'native'
}

/**
 * The end of a oneshot of the same host of which the launcher keeps the records: also where the manager orders by itself, because
 * hardly one of them keeps a process from starting after what failed. On another host only a deployment waits for it.
 */
function endedOf(placement: Placement, other: Placement, { backends, names }: Neighbours): Probe | null {
  const target = backends.get(other.container.type)
  if (other.kind.is !== 'oneshot' || !target || other.host !== placement.host) return null
  const { work } = divide(other, target, other.name)
  if (work?.is !== 'oneshot') return null
  const name = names.get(other.id) ?? other.name
  return {
    kind: 'ended',
    process: text(name),
    records: runDirectory(other.container.name, name),
    seconds: work.seconds,
  }
}

type Asked = Probe | Pick<NotWaited, 'code' | 'data'>

function askedHere(placement: Placement, other: Placement, neighbours: Surroundings): Asked {
  const probe = other.ready
  if (probe?.kind === 'tcp' || probe?.kind === 'http' || probe?.kind === 'path') return probe
  // Root could ask as anybody, but nobody asks in another's name; and what belongs to root is not for others to read.
  const mayAsk = placement.container.privileged === other.container.privileged
  const target = neighbours.backends.get(other.container.type)
  const name = neighbours.names.get(other.id) ?? other.name
  const seesHost = !neighbours.backends.get(placement.container.type)?.declaration.inside
  if (!seesHost)
    return probe && probe.kind !== 'notify'
      ? { code: 'boot-wait-lost', data: { what: WHAT[probe.kind], why: 'a process in a container of its own cannot' } }
      : { code: 'boot-order-lost', data: { why: 'in a container of its own it cannot ask for that' } }
  if (!mayAsk || !target)
    return probe && probe.kind !== 'notify'
      ? { code: 'boot-wait-lost', data: { what: WHAT[probe.kind], why: 'it belongs to another user' } }
      : { code: 'boot-order-lost', data: { why: 'its process manager is another user’s' } }
  if (probe && probe.kind !== 'notify') {
    const { declaration, backend } = target
    const facts = declaration.inside?.(other.container, neighbours.facts) ?? neighbours.facts
    const gate = gateOf(other, { target, name, facts })
    if (gate && isAnyones(gate)) {
      const path = hole({ kind: 'artefact', of: gate, via: 'store' })
      const { enter } = backend.activities
      const running = standIn(other, name, declaration.directory(other.container, neighbours.facts))
      const words = enter?.(running, ['/bin/sh', GATE, 'once']) ?? [GATE, 'once']
      const argv = words.map((word) => (word === GATE ? path : withPrefix(word, neighbours.facts.prefix)))
      return command(argv, other, probe.seconds, true)
    }
    return { code: 'boot-wait-lost', data: { what: WHAT[probe.kind], why: 'it reads files of its own by name' } }
  }
  if (target.backend.activities.upByScript)
    return { code: 'boot-order-lost', data: { why: 'its process manager does not say whether it is up' } }
  // Its manager says whether it is up; where the manager hears the process itself, up means ready.
  const { declaration, backend } = target
  const directory = declaration.directory(other.container, neighbours.facts)
  const { argv, environment } = backend.activities.up(standIn(other, name, directory))
  const words = [
    ...(environment ? ['/usr/bin/env', ...Object.entries(environment).map(([key, value]) => `${key}=${value}`)] : []),
    ...argv,
  ].map((word) => withPrefix(word, neighbours.facts.prefix))
  const hears = probe?.kind === 'notify' && declaration.capabilities(other.container).ready === 'native'
  return command(words, other, probe && hears ? probe.seconds : UP_SECONDS, hears)
}

/** What can be asked of another host: ports and pages at an address that is not its own loopback. */
function askedThere(other: Placement): Asked {
  const probe = other.ready
  if (!probe) return { code: 'boot-order-lost', data: { why: `it runs on ${other.host} and has no readiness check` } }
  const seconds = Math.max(probe.seconds, HOST_SECONDS)
  if (probe.kind === 'tcp' && loopbackFor(probe.address) === null) return { ...probe, seconds }
  if (probe.kind === 'http' && !/^\w+:\/\/(127\.|localhost\b|\[::1?\]|0\.0\.0\.0)/.test(start(probe.url)))
    return { ...probe, seconds }
  const own = probe.kind === 'tcp' || probe.kind === 'http'
  const why = own
    ? `it is at an address that only ${other.host} itself reaches`
    : `it can only be asked on ${other.host}`
  return { code: 'boot-wait-lost', data: { what: WHAT[probe.kind], why } }
}

/** Stands for the script until it has an address. */
const GATE = '\0gate'

const WHAT: Readonly<Record<Probe['kind'], string>> = {
  tcp: 'a port',
  http: 'a page',
  path: 'a path',
  exec: 'a program',
  log: 'its log',
  notify: 'its own word',
  command: 'a command',
  ended: 'its end',
}

function command(argv: readonly Text[], other: Placement, seconds: number, strict: boolean): Probe {
  return { kind: 'command', argv, says: text(other.instance), seconds, strict }
}
function start(url: Text): string {
  return url.map((part) => ('s' in part ? part.s : '')).join('')
}
/** Addresses of scripts do not depend on where a host keeps its store. */
function withPrefix(word: string, prefix: string): Text {
  const rest = word.startsWith(`${prefix}/`) ? word.slice(prefix.length) : null
  return rest === null ? text(word) : [{ hole: { kind: 'prefix' } }, { s: rest }]
}

/** As much of it as a manager is told to ask for it by name. */
function standIn(other: Placement, name: string, directory: string): Running {
  return {
    placement: other.id,
    name,
    container: other.container,
    directory,
    scripts: {},
    installed: [],
    pidFile: '',
    log: null,
    reload: null,
    stopSeconds: other.stop.seconds,
    boot: other.boot,
    // The launcher's were seen to before.
    ...(other.kind.is === 'longrun' ? {} : { kind: { ...other.kind, by: 'manager' as const } }),
  }
}

/** How long all of it may take, in seconds. */
export function secondsOf(probes: readonly Probe[]): Lowered['waitSeconds'] {
  return probes.reduce((sum, probe) => sum + probe.seconds, 0)
}
