/** Which field of a placement each origin in its texts belongs to: so that one look at its files says which fields they hold. */
import type { Placement } from '../contract/backend.ts'
import type { Path } from '../contract/path.ts'
import type { Text } from '../contract/text.ts'
import { isText } from './texts.ts'

export interface Owners {
  /** The fields in whose values a path stands as an origin; `OTHER`: something that is no field. */
  readonly of: ReadonlyMap<Path, readonly string[]>
  /** The fields that stand at a place. */
  readonly at: ReadonlyMap<Path, readonly string[]>
  /** For each field that is set: the fields at or below its place, whose arrival is its own. */
  readonly below: ReadonlyMap<string, readonly string[]>
  /** Fields with a text of which no part comes from a place of its own, so that it could be in a file without being seen there. */
  readonly unsure: ReadonlySet<string>
}
export const OTHER = ''

const known = new WeakMap<Placement['steps'], { readonly of: Placement; readonly owners: Owners }>()

/** The same for one process in every container, because only the container is different there. */
export function ownersOf(placement: Placement): Owners {
  const before = known.get(placement.steps)
  if (before && sameFields(before.of, placement)) return before.owners
  const owners = make(placement)
  known.set(placement.steps, { of: placement, owners })
  return owners
}
function sameFields(a: Placement, b: Placement): boolean {
  return (
    a.set === b.set &&
    a.foreground === b.foreground &&
    a.daemon === b.daemon &&
    a.description === b.description &&
    a.pidFile === b.pidFile &&
    a.ready === b.ready &&
    a.reload === b.reload
  )
}

function make(placement: Placement): Owners {
  const { set, steps } = placement
  const of = new Map<Path, readonly string[]>()
  const single = new Map<string, readonly string[]>()
  const claim = (path: Path, field: string): void => {
    const before = of.get(path)
    if (before?.includes(field)) return
    const one = single.get(field) ?? [field]
    single.set(field, one)
    of.set(path, before ? [...before, field] : one)
  }
  const texts: { readonly field: string; readonly text: Text }[] = []
  const claimAll = (value: unknown, field: string): void => {
    if (isText(value)) {
      texts.push({ field, text: value })
      for (const part of value) if (part.from) claim(part.from, field)
    } else if (Array.isArray(value)) for (const item of value) claimAll(item, field)
    else if (value instanceof Map) for (const member of value.values()) claimAll(member, field)
    else if (value !== null && typeof value === 'object')
      for (const [key, member] of Object.entries(value)) {
        if (key !== 'from') claimAll(member, field)
        else if (member) claim(member as Path, field)
      }
  }
  // What no field says has origins too: they are nobody's, so that no field is thought to have arrived with them.
  const claimFor = (field: string, value: unknown): void => claimAll(value, set.has(field) ? field : OTHER)
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
  claimFor('pidFile', placement.pidFile)
  claimFor('ready', placement.ready)
  if (placement.reload && 'argv' in placement.reload) claimFor('reload', placement.reload.argv)
  const [unsure, bare, sure] = [new Set<string>(), new Set<string>(), new Set<string>()]
  for (const { field, text } of texts) {
    if (text.some((part) => part.from && of.get(part.from)!.length === 1)) sure.add(field)
    else if (text.some((part) => part.from)) unsure.add(field)
    else if (text.length > 0) bare.add(field)
  }
  // A default that nobody wrote is in a file together with the values that somebody did.
  for (const field of bare) if (!sure.has(field)) unsure.add(field)
  const at = new Map<Path, string[]>()
  for (const [name, place] of set) {
    const here = at.get(place)
    if (here) here.push(name)
    else at.set(place, [name])
  }
  return { of, at, below: belowEach(set, at), unsure }
}

function belowEach(
  set: ReadonlyMap<string, Path>,
  at: ReadonlyMap<Path, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>()
  for (const name of set.keys()) below.set(name, [])
  for (const [name, place] of set)
    for (let here: Path | null = place; here; here = here.parent)
      for (const above of at.get(here) ?? []) below.get(above)!.push(name)
  return below
}
