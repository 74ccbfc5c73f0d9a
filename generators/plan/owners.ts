/** Which field of a placement each origin in its texts belongs to: so that one look at its files says which fields they hold. */
import type { Placement } from '../contract/backend.ts'
import { kept } from '../contract/kept.ts'
import type { Path } from '../contract/path.ts'
import type { Text } from '../contract/text.ts'
import { isText } from './texts.ts'

/** Fields that the deployment itself carries out, whatever the manager: it makes them before the process starts. */
export const MADE_BY_ENGINE = /^(files|directories|users|groups|accounts|containers)(\.|$)/
/** Fields that only choose among others. */
export const CHOICES = new Set(['foreground', 'daemon', 'name', 'path'])

/** A field of `Placement.set`. */
export interface Owner {
  readonly field: string
  readonly at: Path
  /** Indexes of the fields at or below its place, whose arrival is its own: itself, mostly. */
  readonly below: readonly number[]
  /** It only chooses among others, so nothing is reported of it. */
  readonly chooses: boolean
  /** Whatever the manager, it never has to reach a file of a manager or of the launcher. */
  readonly byEngine: boolean
  /** A text of it has no part from a place of its own, so that it could be in a file without being seen there. */
  readonly unsure: boolean
}
export interface Owners {
  readonly all: readonly Owner[]
  /** The index of the only field in whose values a path stands as an origin; `SHARED`: several, or what is no field. */
  readonly of: ReadonlyMap<Path, number>
  /** Indexes of the fields that stand at a place. */
  readonly at: ReadonlyMap<Path, readonly number[]>
}
export const SHARED = -1

interface Known {
  readonly of: Placement
  readonly owners: Owners
}
const known = kept<Placement['set'], Known>()

/** The same for one process in every container, because only the container is different there. */
export function ownersOf(placement: Placement): Owners {
  const before = known.get(placement.set)
  if (before && sameTexts(before.of, placement)) return before.owners
  const owners = make(placement)
  known.set(placement.set, { of: placement, owners })
  return owners
}
function sameTexts(a: Placement, b: Placement): boolean {
  return (
    a.steps === b.steps &&
    a.foreground === b.foreground &&
    a.daemon === b.daemon &&
    a.description === b.description &&
    a.kind === b.kind &&
    a.pidFile === b.pidFile &&
    a.ready === b.ready &&
    a.reload === b.reload
  )
}

function make(placement: Placement): Owners {
  const { set, steps } = placement
  const indexes = new Map<string, number>()
  for (const field of set.keys()) indexes.set(field, indexes.size)
  const of = new Map<Path, number>()
  const texts: { readonly owner: number; readonly text: Text }[] = []
  const claim = (path: Path, owner: number): void => {
    const before = of.get(path)
    of.set(path, before === undefined || before === owner ? owner : SHARED)
  }
  const claimAll = (value: unknown, owner: number): void => {
    if (isText(value)) {
      texts.push({ owner, text: value })
      for (const part of value) if (part.from) claim(part.from, owner)
    } else if (Array.isArray(value)) for (const item of value) claimAll(item, owner)
    else if (value instanceof Map) for (const member of value.values()) claimAll(member, owner)
    else if (value !== null && typeof value === 'object')
      for (const [key, member] of Object.entries(value)) {
        if (key !== 'from') claimAll(member, owner)
        else if (member) claim(member as Path, owner)
      }
  }
  // What no field says has origins too: nobody's, so that no field is thought to have arrived with them.
  const claimFor = (field: string, value: unknown): void => claimAll(value, indexes.get(field) ?? SHARED)
  for (const program of [placement.foreground, placement.daemon])
    if (program) {
      claimFor('program', program.path)
      claimFor('arguments', program.args)
    }
  for (const [step, value] of Object.entries(steps)) {
    if (step !== 'environment' && step !== 'limits') claimFor(step, value)
    else for (const [name, member] of value as ReadonlyMap<string, Text>) claimFor(`${step}.${name}`, member)
  }
  claimFor('description', placement.description)
  claimFor('kind', placement.kind)
  claimFor('pidFile', placement.pidFile)
  claimFor('ready', placement.ready)
  if (placement.reload && 'argv' in placement.reload) claimFor('reload', placement.reload.argv)

  const at = new Map<Path, number[]>()
  for (const [field, place] of set) {
    const here = at.get(place)
    if (here) here.push(indexes.get(field)!)
    else at.set(place, [indexes.get(field)!])
  }
  const below = belowEach(set, at)
  const unsure = unsureOnes(texts, of)
  const all = Array.from(set, ([field, place], index): Owner => {
    const chooses = CHOICES.has(field)
    const byEngine = chooses || MADE_BY_ENGINE.test(field)
    return { field, at: place, below: below[index]!, chooses, byEngine, unsure: unsure.has(index) }
  })
  return { all, of, at }
}

function belowEach(set: ReadonlyMap<string, Path>, at: ReadonlyMap<Path, readonly number[]>): number[][] {
  const below: number[][] = Array.from(set, () => [])
  let index = 0
  for (const place of set.values()) {
    for (let here: Path | null = place; here; here = here.parent)
      for (const above of at.get(here) ?? []) below[above]!.push(index)
    index += 1
  }
  return below
}

function unsureOnes(
  texts: readonly { readonly owner: number; readonly text: Text }[],
  of: ReadonlyMap<Path, number>,
): ReadonlySet<number> {
  const [unsure, bare, sure] = [new Set<number>(), new Set<number>(), new Set<number>()]
  for (const { owner, text } of texts) {
    if (text.some(({ from }) => from && of.get(from) === owner)) sure.add(owner)
    else if (text.some(({ from }) => from)) unsure.add(owner)
    else if (text.length > 0) bare.add(owner)
  }
  // A default that nobody wrote is in a file together with the values that somebody did.
  for (const owner of bare) if (!sure.has(owner)) unsure.add(owner)
  return unsure
}
