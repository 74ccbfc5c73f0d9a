/** How each field that a model sets reaches its process: computed from the origins in the output, never declared. */
import type { Lowered, Placement, Rendered } from '../contract/backend.ts'
import type { FieldOutcome, FieldReport, LoadedBackend } from '../contract/compiled.ts'
import { isWithin, type Path } from '../contract/path.ts'
import type { Artefact } from '../contract/text.ts'
import { closureOf } from './link.ts'
import { type Owners, ownersOf } from './owners.ts'

/** Fields that the deployment itself carries out, whatever the manager: it makes them before the process starts. */
const MADE_BY_ENGINE = /^(files|directories|users|groups|accounts|containers)(\.|$)/
/** Fields that only choose among others. */
const CHOICES = new Set(['foreground', 'daemon', 'kind', 'name', 'path'])

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
  const engine = engineFields(placement, target)
  if (through.lowered.gate) engine.add('ready')
  const { native, launcher } = originsOf(through)
  const [inNative, inLauncher] = [arrivalsOf(native, owners), arrivalsOf(launcher, owners)]
  const reports: FieldReport[] = []
  for (const [field, at] of placement.set) {
    if (CHOICES.has(field)) continue
    const outcome = outcomeOf(field)
    if (outcome === null) return reportTraced(placement, traced(), engine)
    reports.push({ field, at, outcome })
  }
  return reports

  /** `null`: it cannot be told from here; what seems lost is always looked at again. */
  function outcomeOf(field: string): FieldOutcome | null {
    if (MADE_BY_ENGINE.test(field)) return 'engine'
    const fields = owners.below.get(field)!
    if (fields.some((one) => inNative.has(one))) return 'native'
    if (fields.some((one) => owners.unsure.has(one))) return null
    if (fields.some((one) => inLauncher.has(one))) return 'launcher'
    return engine.has(field) ? 'engine' : null
  }
}

/** In: what became of a traced placement (see `trace.ts`). Out: as `reportFields`. */
export function reportTraced(
  placement: Placement,
  through: Through,
  engine: ReadonlySet<string>,
): readonly FieldReport[] {
  const { native, launcher } = originsOf(through)
  return [...placement.set].flatMap(([field, at]): FieldReport[] => {
    if (CHOICES.has(field)) return []
    const outcome = (): FieldOutcome => {
      if (MADE_BY_ENGINE.test(field)) return 'engine'
      if (reaches(native, at)) return 'native'
      if (reaches(launcher, at)) return 'launcher'
      return engine.has(field) ? 'engine' : 'lost'
    }
    return [{ field, at, outcome: outcome() }]
  })
}

interface Origins {
  readonly native: ReadonlySet<Path>
  readonly launcher: ReadonlySet<Path>
}
function originsOf({ lowered, rendered }: Through): Origins {
  const native = new Set(rendered.by)
  const launcher = new Set<Path>()
  for (const artefact of rendered.artefacts) if (artefact.kind === 'native') addOrigins(artefact, native)
  // A gate that the manager's own files name is the manager's own check.
  if (lowered.gate && closureOf(rendered.artefacts).includes(lowered.gate)) addOrigins(lowered.gate, native)
  for (const script of [lowered.launcher, lowered.hook]) if (script) addOrigins(script, launcher)
  return { native, launcher }
}
function addOrigins(artefact: Artefact, to: Set<Path>): void {
  for (const part of artefact.content) if (part.from) to.add(part.from)
}
function reaches(origins: ReadonlySet<Path>, at: Path): boolean {
  if (origins.has(at)) return true
  for (const origin of origins) if (isWithin(origin, at)) return true
  return false
}

/** The fields of which a file surely holds something: an origin that no other field has, or a place of theirs. */
function arrivalsOf(origins: ReadonlySet<Path>, owners: Owners): ReadonlySet<string> {
  const arrived = new Set<string>()
  for (const origin of origins) {
    const fields = owners.of.get(origin)
    if (fields?.length === 1) arrived.add(fields[0]!)
    // What a backend says of a field without one of its values, it says by the field's place.
    else if (!fields)
      for (let here: Path | null = origin; here; here = here.parent)
        for (const field of owners.at.get(here) ?? []) arrived.add(field)
  }
  return arrived
}

/** What the manifest and the activities carry of a placement, beside its files. */
function engineFields(placement: Placement, { declaration, backend }: LoadedBackend): Set<string> {
  const fields = new Set(['pidFile', 'after'])
  const capabilities = declaration.capabilities(placement.container)
  if (placement.reload && backend.activities.reload) fields.add('reload')
  if (capabilities.boot !== 'never') fields.add('boot')
  if (capabilities.stopSignal === 'engine' || placement.stop.signal === 'TERM') fields.add('stop')
  if (capabilities.ready === 'engine') fields.add('ready')
  // Nothing restarts what is not to be restarted, unless the manager does it by itself.
  if (placement.restart === 'never' && capabilities.restartPolicy !== 'native') fields.add('restart')
  if (typeof capabilities.steps.user === 'object' && !placement.container.userChange) fields.add('user')
  return fields
}
