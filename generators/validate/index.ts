/** All checks of a system: those that need its document only, and those that need to know what was placed. */
import type { Declaration, Placement } from '../contract/backend.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { IdsModel } from '../model/document.ts'
import { checkConstructorsUsed, checkPins } from './constructors.ts'
import { checkCycles } from './cycles.ts'
import { modelOf, type Surroundings } from './model.ts'
import { checkNames } from './names.ts'
import { checkContainers, checkPlaces } from './places.ts'
import { checkPorts } from './ports.ts'
import { checkSlots } from './slots.ts'

export interface Checking extends Surroundings {
  declaration(type: string): Declaration | null
  /** All process managers that there are. */
  readonly declarations: readonly Declaration[]
}

export function validateDocument(scene: Checking, report: Report): void {
  const model = modelOf(scene)
  checkContainers(model, scene.declaration, scene.declarations, report)
  checkPlaces(model, report)
  checkConstructorsUsed(model, scene.declarations, report)
  checkPins(model, report)
  checkSlots(model, report)
  checkCycles(model, report)
}

export interface PlacementsInput {
  readonly scene: Checking
  readonly placements: readonly Placement[]
  /** What managers are given as names, by placement. */
  readonly names: ReadonlyMap<string, string>
  readonly ids: IdsModel
}
export function validatePlacements({ scene, placements, names, ids }: PlacementsInput, report: Report): void {
  const model = modelOf(scene)
  checkPorts(model, placements, ids, report)
  checkNames(model, placements, names, scene.declaration, report)
}
