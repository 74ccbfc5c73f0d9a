/** Runs the recipe of a deployment on this machine and tells what happens; the host itself is what remembers. */

import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { loadBackends } from '#generators/backends/index.ts'
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import { conditionOf } from '#generators/contract/outcomes.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { transition } from '#generators/plan/transition.ts'
import { deploy } from '#server/deploy/deploy.ts'
import type { DeployEvent } from '#server/deploy/events.ts'
import { observe } from '#server/deploy/observe.ts'
import type { World } from '#server/deploy/ports.ts'
import type { Kit } from '#server/host-kit/client.ts'
import { openSecretFile } from '#server/secrets/file.ts'
import { EXIT, EXIT_OF } from './exit-codes.ts'
import type { Output } from './output.ts'
import { connectHere, generationsHere } from './this-machine.ts'

export interface Errand {
  readonly system: string
  readonly previous: Manifest | null
  readonly next: Manifest | null
  readonly document: SystemDocument | null
  readonly reason: string
}

/** What would happen; asks the host what runs and changes nothing. */
export async function planHere({ previous, next }: Errand): Promise<Transition> {
  const backends = await loadBackends()
  const statuses = previous ? (await observe(previous, backends, connectHere)).statuses : []
  return transition({ previous, next, backends, statuses })
}

/** The plan in words. */
export function planWords({ changes, empty }: Transition): string[] {
  if (empty) return ['Nothing has to be changed.']
  const order = [...changes].sort((a, b) => (a.wave ?? -1) - (b.wave ?? -1))
  return order.map(({ change, placement, causes }) => {
    const why = causes
      .map(({ kind, of }) => (kind === 'secret' ? `the secret ${of} was changed` : `${kind} ${of}`))
      .join(', ')
    return `${change.padEnd(8)} ${placement}${why ? `  (${why})` : ''}`
  })
}

/** Carries it out; Ctrl C asks for its end at the next step and goes back. Returns the exit status. */
export async function carryOut(kit: Kit, errand: Errand, output: Output): Promise<number> {
  let cancelled = false
  const cancel = () => {
    cancelled = true
    output.note('Stopping at the next step, and going back ...')
  }
  process.once('SIGINT', cancel)
  process.once('SIGTERM', cancel)
  const backends = await loadBackends()
  const events: DeployEvent[] = []
  let generation: number | null = null
  const world: World = {
    backends,
    connect: connectHere,
    secrets: openSecretFile(errand.system),
    plan: (statuses) => transition({ previous: errand.previous, next: errand.next, backends, statuses }),
    store: {
      // Nothing to keep: if this command is killed, the host undoes at the next contact what was not committed.
      save: async () => undefined,
      async append(event) {
        events.push(event)
        const words = inWords(event)
        if (words) output.note(words)
      },
      cancelRequested: async () => cancelled,
      nextGeneration: async () => ((await generationsHere(kit, errand.system))[0]?.number ?? 0) + 1,
      async record(made) {
        generation = made.number
      },
    },
  }
  const { system, previous, next, document, reason } = errand
  const by = userInfo().username
  const ending = await deploy({ id: randomUUID(), system, by, reason, previous, next, document }, world)
  process.off('SIGINT', cancel)
  process.off('SIGTERM', cancel)
  const untouched = events.filter((event) => event.kind === 'process' && event.untouched).length
  const state = next === null && previous && ending.outcome === 'succeeded' ? keptDirectories(previous) : []
  const says = events.findLast((event) => event.kind === 'outcome')?.says ?? ending.outcome
  const kept = untouched ? ` ${untouched} kept their PID.` : ''
  const words = ending.outcome === 'succeeded' ? `${says}${kept}` : `${ending.outcome}. ${says}`
  output.result(state.length ? [words, 'Its state stays:', ...state.map((one) => `  ${one}`)] : words, {
    ok: EXIT_OF[ending.outcome] === EXIT.ok,
    outcome: ending.outcome,
    hosts: ending.hosts,
    generation,
    kept: state,
    events,
  })
  return EXIT_OF[ending.outcome]
}

/** Directories that outlive their processes. */
function keptDirectories(manifest: Manifest): string[] {
  const entries = Object.values(manifest.hosts).flatMap((host) => host.entries)
  return [...new Set(entries.flatMap((entry) => entry.directories.map(({ path }) => path)))].sort()
}

/** One line for people; null for what they need not read. */
export function inWords(event: DeployEvent): string | null {
  switch (event.kind) {
    case 'state':
      return event.state === 'reverting' ? 'Going back.' : null
    case 'host':
      return `${event.host}: ${event.says}`
    case 'step': {
      if (event.phase === 'begun') return null
      const took = event.seconds === undefined ? '' : ` (${event.seconds.toFixed(1)} s)`
      const how = event.phase === 'done' ? '' : `${event.phase.replace('-', ' ')}: `
      return `${event.host}: ${how}${event.says}${event.placement ? ` ${event.placement}` : ''}${took}${event.detail ? `\n  ${event.detail}` : ''}`
    }
    case 'process': {
      const pid = event.pid === undefined ? '' : `, PID ${event.pid}${event.untouched ? ' as before' : ''}`
      return `${event.placement} is ${conditionOf(event)}${pid}${event.detail ? `: ${event.detail}` : ''}`
    }
    case 'log':
      return event.lines.map((line) => `  | ${line}`).join('\n') || null
    case 'failure':
      return `${event.what}\n  ${event.wayOut}`
    case 'outcome':
      return null
  }
}
