/** How each field that a model sets reaches its process: computed from the origins in the output, never declared. */
import type { Lowered, Placement, Rendered } from '../contract/backend.ts'
import type { FieldOutcome, FieldReport, LoadedBackend } from '../contract/compiled.ts'
import { isWithin, type Path } from '../contract/path.ts'
import type { Artefact } from '../contract/text.ts'
import { bootHolds } from '../lower/values.ts'
import { closureOf } from './link.ts'
import { CHOICES, MADE_BY_ENGINE, type Owner, type Owners, ownersOf, SHARED } from './owners.ts'

/** What a placement became under one manager. */
export interface Through {
  readonly lowered: Lowered
  readonly rendered: Rendered
}

/**
 * In: a placement lowered and rendered, and how to do the same with its `traced` form, in which each text comes from exactly one
 * field. Out: an outcome for every field of its `set`. The traced form decides; it is made only where the output itself, in which
 * one value may stand in many fields, leaves a doubt.
 */
export function reportFields(
  placement: Placement,
  through: Through,
  target: LoadedBackend,
  traced: () => Through,
): readonly FieldReport[] {
  const owners = ownersOf(placement)
  const inNative = new Uint8Array(owners.all.length)
  const inLauncher = new Uint8Array(owners.all.length)
  const { lowered, rendered } = through
  for (const path of rendered.by ?? []) arrive(path, owners, inNative)
  for (const artefact of nativesOf(through)) arriveAll(artefact, owners, inNative)
  if (lowered.launcher) arriveAll(lowered.launcher, owners, inLauncher)
  if (lowered.hook) arriveAll(lowered.hook, owners, inLauncher)
  const outcomes: FieldOutcome[] = []
  for (const owner of owners.all) {
    const outcome = outcomeOf(owner)
    if (outcome === null) return reportTraced(placement, traced(), target)
    outcomes.push(outcome)
  }
  const fields = reportsOf(owners, outcomes, target)
  return placement.after.length > 0 ? [...fields, ...edgesOf(placement, through)] : fields

  /** `null`: it cannot be told from here; what seems lost is always looked at again. */
  function outcomeOf({ field, below, byEngine }: Owner): FieldOutcome | null {
    if (byEngine) return 'engine'
    for (const one of below) if (inNative[one]) return 'native'
    for (const one of below) if (owners.all[one]!.unsure) return null
    for (const one of below) if (inLauncher[one]) return 'launcher'
    return isEnginesField(field, placement, through, target) ? 'engine' : null
  }
}

/** Who keeps the order of each edge, and what a change of its other end means, which is the deployment's everywhere. */
function edgesOf({ after }: Placement, through: Through): FieldReport[] {
  const { launcher, hook } = through.lowered
  const native = originsIn(nativesOf(through))
  const scripts = originsIn([launcher, hook].filter((one) => one !== undefined))
  return after.flatMap(({ from, onChange }): FieldReport[] => [
    { field: 'after', at: from, outcome: native.has(from) ? 'native' : scripts.has(from) ? 'launcher' : 'engine' },
    ...(onChange === 'order' ? [] : [{ field: `onChange ${onChange}`, at: from, outcome: 'engine' as const }]),
  ])
}

/** Files that the manager itself reads; a gate that one of them names is the manager's own check. */
function nativesOf({ lowered, rendered }: Through): readonly Artefact[] {
  const natives = rendered.artefacts.filter((artefact) => artefact.kind === 'native')
  return lowered.gate && closureOf(rendered.artefacts).includes(lowered.gate) ? [...natives, lowered.gate] : natives
}

/** Notes the fields of which a file surely holds something: an origin that no other field has, or a place of theirs. */
function arriveAll(artefact: Artefact, owners: Owners, arrived: Uint8Array): void {
  let last: Path | undefined
  for (const { from } of artefact.content) {
    if (from && from !== last) arrive(from, owners, arrived)
    last = from
  }
}
function arrive(origin: Path, owners: Owners, arrived: Uint8Array): void {
  const owner = owners.of.get(origin)
  if (owner !== undefined) {
    if (owner !== SHARED) arrived[owner] = 1
    return
  }
  // What a backend says of a field without one of its values, it says by the field's place.
  for (let here: Path | null = origin; here; here = here.parent)
    for (const one of owners.at.get(here) ?? []) arrived[one] = 1
}

/** Of one manager, the newest few: processes of one constructor mostly fare alike, so they share their report. */
const recent = new WeakMap<LoadedBackend['backend'], (readonly FieldReport[])[]>()
const KEPT = 16
function reportsOf(
  owners: Owners,
  outcomes: readonly FieldOutcome[],
  { backend }: LoadedBackend,
): readonly FieldReport[] {
  let list = recent.get(backend)
  if (!list) recent.set(backend, (list = []))
  for (const known of list) if (isReport(known, owners, outcomes)) return known
  const reports: FieldReport[] = []
  for (const [index, { field, at, chooses }] of owners.all.entries())
    if (!chooses) reports.push({ field, at, outcome: outcomes[index]! })
  list.unshift(reports)
  list.length = Math.min(list.length, KEPT)
  return reports
}
function isReport(known: readonly FieldReport[], { all }: Owners, outcomes: readonly FieldOutcome[]): boolean {
  let at = 0
  for (let index = 0; index < all.length; index += 1) {
    const owner = all[index]!
    if (owner.chooses) continue
    const one = known[at]
    if (one?.at !== owner.at || one.field !== owner.field || one.outcome !== outcomes[index]) return false
    at += 1
  }
  return at === known.length
}

/** In: what became of a traced placement (see `trace.ts`). Out: as `reportFields`. */
export function reportTraced(placement: Placement, through: Through, target: LoadedBackend): readonly FieldReport[] {
  const { lowered, rendered } = through
  const native = originsIn(nativesOf(through))
  for (const path of rendered.by ?? []) native.add(path)
  const launcher = originsIn([lowered.launcher, lowered.hook].filter((one) => one !== undefined))
  const fields = [...placement.set].flatMap(([field, at]): FieldReport[] => {
    if (CHOICES.has(field)) return []
    const outcome = (): FieldOutcome => {
      if (MADE_BY_ENGINE.test(field)) return 'engine'
      if (reaches(native, at)) return 'native'
      if (reaches(launcher, at)) return 'launcher'
      return isEnginesField(field, placement, through, target) ? 'engine' : 'lost'
    }
    return [{ field, at, outcome: outcome() }]
  })
  return [...fields, ...edgesOf(placement, through)]
}

function originsIn(artefacts: readonly Artefact[]): Set<Path> {
  const found = new Set<Path>()
  for (const artefact of artefacts) for (const part of artefact.content) if (part.from) found.add(part.from)
  return found
}
function reaches(origins: ReadonlySet<Path>, at: Path): boolean {
  if (origins.has(at)) return true
  for (const origin of origins) if (isWithin(origin, at)) return true
  return false
}

/** Whether the manifest and the activities carry a field of a placement, beside its files. */
function isEnginesField(
  field: string,
  placement: Placement,
  { lowered }: Through,
  { declaration, backend }: LoadedBackend,
): boolean {
  const capabilities = declaration.capabilities(placement.container)
  switch (field) {
    case 'pidFile':
    case 'after':
      return true
    case 'reload':
      return placement.reload !== null && backend.activities.reload !== undefined
    case 'boot':
      return capabilities.boot !== 'never' && bootHolds(placement, capabilities.boot)
    case 'stop':
      return capabilities.stopSignal === 'engine' || placement.stop.signal === 'TERM'
    case 'ready':
      return capabilities.ready === 'engine' || lowered.gate !== undefined
    // Nothing restarts what is not to be restarted, unless the manager does it by itself.
    case 'restart':
      return placement.restart === 'never' && capabilities.restartPolicy !== 'native'
    default:
      return false
  }
}
