/** What the overview says: one sentence over everything, what waits for a person, and the last day of each system. */
import type { Whole } from '#app/_ui/answer.ts'
import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import type { DeploymentSummary, GenerationSummary, HostView } from '#server/api/views.ts'
import type { Health } from './health.ts'

export const DAY_MS = 24 * 3600 * 1000
/** How far back a state is drawn that is only known for now, so that it can be seen at all. */
export const NOW_MS = DAY_MS / 24

/** Systems by what is true of them, for the answer line. A system that is being deployed is only that. */
export function wholeOf(healths: readonly Health[], deployments: readonly DeploymentSummary[]): Whole {
  const between = new Set(betweenGenerations(deployments).map(({ system }) => system))
  const quiet = healths.filter(({ system }) => system.deploying === null && !between.has(system.name))
  const names = (some: readonly Health[]) => some.map(({ system }) => system.name)
  const those = (condition: Health['condition']) => names(quiet.filter((health) => health.condition === condition))
  return {
    failed: those('failed'),
    between: [...between],
    unknown: those('unknown'),
    drift: those('drift'),
    drafts: names(healths.filter(({ system }) => system.draft)),
    deploying: names(healths.filter(({ system }) => system.deploying !== null)),
    recorded: [...those('recorded'), ...those('starting')],
  }
}

/** The last deployment of each system that ended between two generations, if nothing came after it. */
function betweenGenerations(deployments: readonly DeploymentSummary[]): readonly DeploymentSummary[] {
  const last = new Map<string, DeploymentSummary>()
  for (const each of deployments) {
    const known = last.get(each.system)
    if (!known || each.number > known.number) last.set(each.system, each)
  }
  return [...last.values()].filter(({ outcome }) => outcome === 'rollback-failed' || outcome === 'waiting')
}

export interface Waiting {
  readonly key: string
  readonly glyph: GlyphName
  readonly title: string
  readonly says: string
  readonly action: string
  readonly href: string
}

/** What waits for a person, worst first. */
export function waitingFor(
  healths: readonly Health[],
  hosts: readonly HostView[],
  deployments: readonly DeploymentSummary[],
): readonly Waiting[] {
  const system = (name: string) => `/systems/${encodeURIComponent(name)}`
  return [
    ...betweenGenerations(deployments).map((each) => ({
      key: `between ${each.system}`,
      glyph: 'failed' as const,
      title:
        each.outcome === 'waiting'
          ? `Deployment ${each.number} of ${each.system} waits for a host`
          : `${each.system} is between two generations`,
      says:
        each.outcome === 'waiting'
          ? 'It was decided, but not every host has said so yet.'
          : 'Going back failed. The deployment says which steps are known to have happened.',
      action: 'Open',
      href: `${system(each.system)}/deployments/${each.number}`,
    })),
    ...healths
      .filter(({ condition }) => condition === 'failed' || condition === 'drift')
      .map(({ system: { name }, condition, processes }) => {
        const bad = processes.find((process) => process.seen === (condition === 'failed' ? 'failed' : 'drift'))!
        return {
          key: `health ${name}`,
          glyph: condition === 'failed' ? ('failed' as const) : ('drift' as const),
          title: `${bad.instance} on ${bad.host} ${condition === 'failed' ? 'failed' : 'does not run'}`,
          says: `${name} says that it runs. Start it again with a deployment, or take it out of the model.`,
          action: 'Look',
          href: `${system(name)}?sel=${encodeURIComponent(bad.instance)}`,
        }
      }),
    ...hosts
      .filter(({ reach, problem }) => reach === 'unreachable' || problem !== null)
      .map((host) => ({
        key: `host ${host.id}`,
        glyph: 'unreachable' as const,
        title: `${host.name} cannot be reached`,
        says: host.problem ?? 'It did not answer when it was last asked.',
        action: 'Look',
        href: `/hosts/${encodeURIComponent(host.name)}`,
      })),
    ...healths
      .filter(({ system: { draft, deploying } }) => draft && deploying === null)
      .map(({ system: { name, savedBy, generation } }) => ({
        key: `draft ${name}`,
        glyph: 'not-deployed' as const,
        title: `The draft of ${name} waits`,
        says:
          generation === null
            ? `Saved by ${savedBy}. Nothing of it runs yet.`
            : `Saved by ${savedBy}. Generation ${generation} runs until it is deployed.`,
        action: 'Review',
        href: `${system(name)}/plan`,
      })),
  ]
}

/** The life of a whole system: it restarts where one of its processes does. Newest generation first or last, as they come. */
export function systemLife(
  generations: readonly GenerationSummary[],
  deployments: readonly DeploymentSummary[],
  health: Health,
  now: number,
): readonly LifeEvent[] {
  const events: LifeEvent[] = []
  const ordered = [...generations].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  ordered.forEach(({ at, processes }, index) => {
    const moment = Date.parse(at)
    const any = (change: string) => processes.some((process) => process.change === change)
    if (index === 0) events.push({ at: moment, kind: 'start' }, { at: moment, kind: 'ready' })
    else if (any('restart'))
      events.push({ at: moment, kind: 'stop' }, { at: moment, kind: 'start' }, { at: moment, kind: 'ready' })
    else if (any('reload')) events.push({ at: moment, kind: 'reload' })
    else events.push({ at: moment, kind: 'running' })
  })
  for (const { target, outcome, endedAt } of deployments)
    if (target.kind === 'nothing' && outcome === 'succeeded' && endedAt)
      events.push({ at: Date.parse(endedAt), kind: 'stop' })
  if (health.condition === 'failed') events.push({ at: now, kind: 'fail' })
  else if (health.condition === 'drift') events.push({ at: now - NOW_MS, kind: 'drift' })
  else if (health.condition === 'unknown') events.push({ at: now - NOW_MS, kind: 'unknown' })
  return events.sort((a, b) => a.at - b.at)
}
