/** How each field that a model sets reaches its process: computed from the origins in the output, never declared. */
import type { Lowered, Placement, Rendered } from '../contract/backend.ts'
import type { FieldOutcome, FieldReport, LoadedBackend } from '../contract/compiled.ts'
import { isWithin, type Path } from '../contract/path.ts'
import type { Artefact } from '../contract/text.ts'
import { closureOf } from './link.ts'

/** Fields that the deployment itself carries out, whatever the manager: it makes them before the process starts. */
const MADE_BY_ENGINE = /^(files|directories|users|groups|accounts|containers)(\.|$)/
/** Fields that only choose among others. */
const CHOICES = new Set(['foreground', 'daemon', 'kind', 'name', 'path'])

/** In: a traced placement (see `trace.ts`) lowered and rendered. Out: an outcome for every field of its `set`. */
export function reportFields(
  placement: Placement,
  lowered: Lowered,
  rendered: Rendered,
  target: LoadedBackend,
): readonly FieldReport[] {
  const native = originsIn(rendered.artefacts.filter((artefact) => artefact.kind === 'native'))
  for (const path of rendered.by ?? []) native.add(path)
  const referred = new Set(closureOf(rendered.artefacts))
  const scripts = [lowered.launcher, lowered.hook, lowered.common].filter((one) => one !== undefined)
  const gates = lowered.gate ? originsIn([lowered.gate]) : new Set<Path>()
  if (lowered.gate && referred.has(lowered.gate)) for (const path of gates) native.add(path)
  const launcher = originsIn(scripts)
  const engine = engineFields(placement, target)
  if (lowered.gate) engine.add('ready')

  const edges = placement.after.flatMap(({ from, onChange }): FieldReport[] => [
    // What nobody else orders, the deployment does.
    { field: 'after', at: from, outcome: native.has(from) ? 'native' : launcher.has(from) ? 'launcher' : 'engine' },
    ...(onChange === 'order' ? [] : [{ field: `onChange ${onChange}`, at: from, outcome: 'engine' as const }]),
  ])
  const fields = [...placement.set].flatMap(([field, at]): FieldReport[] => {
    if (CHOICES.has(field)) return []
    const outcome = (): FieldOutcome => {
      if (MADE_BY_ENGINE.test(field)) return 'engine'
      if (reaches(native, at)) return 'native'
      if (reaches(launcher, at)) return 'launcher'
      return engine.has(field) ? 'engine' : 'lost'
    }
    return [{ field, at, outcome: outcome() }]
  })
  return [...fields, ...edges]
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
