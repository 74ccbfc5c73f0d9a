/** All checks of a system: those that need its document only, and those that need to know what was placed. */
import { alike } from '../contract/alike.ts'
import type { Declaration } from '../contract/backend.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { checkConstructorsUsed, checkPins } from './constructors.ts'
import { checkCycles } from './cycles.ts'
import { type Instance, type Model, modelAfter, modelOf, type Surroundings } from './model.ts'
import { checkContainers, checkPlaces } from './places.ts'
import { checkSlots } from './slots.ts'

export interface Checking extends Surroundings {
  declaration(type: string): Declaration | null
  /** All process managers that there are. */
  readonly declarations: readonly Declaration[]
}

/** What was said of each process of which something was said, by one check. */
type Said = ReadonlyMap<string, readonly Diagnostic[]>
/** What the checks of one document said, for the next one. */
export interface Validated {
  readonly model: Model
  readonly places: Said
  readonly constructors: Said
  readonly slots: Said
  readonly cycles: readonly Diagnostic[]
}
/** A document that was checked before, and the processes that are others now: all else is the same. */
export type ValidatedBefore = Validated & { readonly changed: readonly string[] }

export function validateDocument(scene: Checking, report: Report, before?: ValidatedBefore): Validated {
  const model = before ? modelAfter(before.model, scene, before.changed) : modelOf(scene)
  checkContainers(model, scene.declaration, scene.declarations, report)
  const places = ofEach(model, before, before?.places, (one, say) => checkPlaces(model, one, say))
  const constructors = ofEach(model, before, before?.constructors, (one, say) =>
    checkConstructorsUsed(model, one, scene.declarations, say),
  )
  const slots = ofEach(model, before, before?.slots, (one, say) => checkSlots(model, one, say))
  const cycles = before && sameOrder(before, model) ? before.cycles : cyclesOf(model)
  tell(places)
  tell(constructors)
  checkPins(model, report)
  tell(slots)
  for (const diagnostic of cycles) report(diagnostic)
  return { model, places, constructors, slots, cycles }

  function tell(said: Said): void {
    if (said.size > 0)
      for (const name of model.instances.keys()) for (const diagnostic of said.get(name) ?? []) report(diagnostic)
  }
}

/** A check of every process, or of those only that are others than before. */
function ofEach(
  model: Model,
  before: ValidatedBefore | undefined,
  said: Said | undefined,
  check: (one: Instance, report: Report) => void,
): Said {
  const now = new Map(said)
  for (const name of before ? before.changed : model.instances.keys()) {
    const here: Diagnostic[] = []
    check(model.instances.get(name)!, (diagnostic) => here.push(diagnostic))
    if (here.length > 0) now.set(name, here)
    else now.delete(name)
  }
  return now
}

function sameOrder(before: ValidatedBefore, model: Model): boolean {
  return before.changed.every((name) => {
    const [a, b] = [before.model.instances.get(name)!.instance, model.instances.get(name)!.instance]
    return alike([a.connects, a.after], [b.connects, b.after])
  })
}
function cyclesOf(model: Model): readonly Diagnostic[] {
  const said: Diagnostic[] = []
  checkCycles(model, (diagnostic) => said.push(diagnostic))
  return said
}
