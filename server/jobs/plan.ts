/** Makes the plan of a deployment: compile with what is known of the hosts, compare with what runs, and check the world. */
import { createHash } from 'node:crypto'
import { loadBackends } from '#generators/backends/index.ts'
import { CATALOGUE } from '#generators/catalogue.ts'
import { compile } from '#generators/compile.ts'
import type { Manifest, Transition } from '#generators/contract/manifest.ts'
import { formatPath, root } from '#generators/contract/path.ts'
import { explain } from '#generators/diagnostics/catalogue.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import { fillParts } from '#generators/plan/fill.ts'
import { transition } from '#generators/plan/transition.ts'
import type { PlacementStatus, PlanCheck, PlanView, Target } from '#server/api/views.ts'
import { valuesOf } from '#server/deploy/secrets.ts'
import { secretKeeper, secretVersions } from '#server/secrets/secrets.ts'
import { factsFor } from '#server/store/facts.ts'
import type { Store } from '#server/store/store.ts'
import type { StoredSystem } from '#server/store/systems.ts'
import type { HostReach } from './reach.ts'

interface Services {
  readonly store: Store
  readonly reach: HostReach
}
/** A plan with all that a deployment needs to follow exactly it. */
export interface Plan {
  readonly view: PlanView
  readonly previous: Manifest | null
  readonly next: Manifest | null
  readonly document: SystemDocument | null
  /** Revision of the draft that was compiled. */
  readonly revision: number
}
interface Goal {
  readonly manifest: Manifest | null
  readonly document: SystemDocument | null
  readonly diagnostics: readonly Diagnostic[]
}

/** The plan that takes `system` from what runs to `target`. Changes nothing anywhere. */
export async function planDeployment(services: Services, name: string, target: Target): Promise<Plan> {
  const { store, reach } = services
  const system = await store.systems.get(name)
  const backends = await loadBackends()
  const running = system.generation === null ? null : await store.generations.get(name, system.generation)
  const previous = running?.manifest ?? null
  const goal = await goalOf(store, system, target, backends)
  const statuses = previous ? await reach.statuses(previous) : []
  const problems = [...goal.diagnostics, ...(await secretProblems(store, name, goal.manifest))].map(problemOf)
  const blocked = problems.some((one) => one.severity === 'error')
  const way: Transition = blocked ? NOTHING : transition({ previous, next: goal.manifest, backends, statuses })
  const view: PlanView = {
    target,
    digest: digestOf(system.generation, previous, goal.manifest, way),
    from: system.generation,
    transition: way,
    checks: await checksOf(services, system, previous, goal.manifest, statuses),
    statuses,
    problems,
    expected: await store.deployments.expectedSeconds(name),
  }
  return { view, previous, next: goal.manifest, document: goal.document, revision: system.revision }
}

const NOTHING: Transition = { changes: [], files: [], hosts: [], waves: 0, empty: true }

async function goalOf(
  store: Store,
  system: StoredSystem,
  target: Target,
  backends: Awaited<ReturnType<typeof loadBackends>>,
): Promise<Goal> {
  if (target.kind === 'nothing') return { manifest: null, document: null, diagnostics: [] }
  if (target.kind === 'generation') {
    const { manifest, document } = await store.generations.get(system.name, target.number)
    return { manifest, document, diagnostics: [] }
  }
  const facts = await factsFor(store, system.document)
  const secrets = await secretVersions(store, system.name)
  const compiled = compile({ document: system.document, backends, facts, secrets })
  return {
    manifest: compiled.manifest,
    document: { ...system.document, ids: compiled.ids },
    diagnostics: compiled.diagnostics,
  }
}

/** Values that cannot stand where they are wanted; versions that are not kept here any more, and that only hosts may still have. */
async function secretProblems(store: Store, system: string, manifest: Manifest | null): Promise<readonly Diagnostic[]> {
  const values = await valuesOf([manifest], secretKeeper(store, system))
  const found = new Map<string, Diagnostic>()
  const files = Object.values(manifest?.hosts ?? {}).flatMap((host) => host.files)
  for (const file of files) {
    const filled = fillParts(file.secret?.parts ?? [], values.get)
    if (typeof filled === 'string') continue
    const { secret, missing, refused } = filled
    const data = { secret, file: file.name, why: refused }
    const code = missing ? 'secret-not-kept' : 'secret-refused'
    found.set(`${code} ${secret} ${missing ? '' : file.name}`, {
      code,
      severity: missing ? 'warning' : 'error',
      at: root,
      data,
    })
  }
  return [...found.values()]
}

function problemOf(diagnostic: Diagnostic): PlanView['problems'][number] {
  const { code, severity } = diagnostic
  const { message, wayOut } = explain(CATALOGUE, diagnostic)
  return { code, severity, message, wayOut, at: formatPath(diagnostic.at) }
}

/** Two plans of one digest do the same from the same. */
function digestOf(
  from: number | null,
  previous: Manifest | null,
  next: Manifest | null,
  { changes }: Transition,
): string {
  const meaning = [
    from,
    previous?.digest ?? null,
    next?.digest ?? null,
    changes.map(({ placement, change }) => [placement, change]),
  ]
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex')
}

async function checksOf(
  { store }: Services,
  system: StoredSystem,
  previous: Manifest | null,
  next: Manifest | null,
  statuses: readonly PlacementStatus[],
): Promise<readonly PlanCheck[]> {
  const checks: PlanCheck[] = []
  const known = new Map((await store.hosts.list()).map((host) => [host.name, host]))
  for (const name of new Set([...Object.keys(previous?.hosts ?? {}), ...Object.keys(next?.hosts ?? {})])) {
    const host = known.get(name)
    if (!host) {
      checks.push({
        id: `enrolled:${name}`,
        host: name,
        ok: false,
        says: `${name} is not enrolled.`,
        wayOut: 'Add the host.',
      })
      continue
    }
    const reached = host.reach === 'reached'
    checks.push({
      id: `reached:${name}`,
      host: name,
      ok: reached,
      says: reached ? `${name} answers.` : `${name} does not answer: ${host.problem ?? 'it was never reached'}.`,
      ...(reached ? {} : { wayOut: 'Capture it again on its page.' }),
    })
    const asRecorded = statuses.filter((one) => one.host === name && one.state !== 'up' && one.rests !== 'waits')
    if (previous?.hosts[name])
      checks.push({
        id: `recorded:${name}`,
        host: name,
        ok: true,
        says: asRecorded.length
          ? `${asRecorded.map((one) => one.placement).join(', ')} is not up and is started again.`
          : `What runs on ${name} is what generation ${system.generation} says.`,
      })
  }
  const active = await store.deployments.active(system.name)
  checks.push({
    id: 'free',
    host: null,
    ok: active === null,
    says: active === null ? 'No other deployment of this system is under way.' : `Deployment ${active} is under way.`,
    ...(active === null ? {} : { wayOut: 'Wait for its end.' }),
  })
  return checks
}
