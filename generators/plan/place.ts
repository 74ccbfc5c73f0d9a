/** The pass that evaluates every instance for every place where it stands. What nothing has changed for is not evaluated again. */
import { sameMembers } from '../contract/alike.ts'
import type { Container, Edge, OnChange, Placement } from '../contract/backend.ts'
import type { CheckedConstructor, Place, PlaceInput } from '../contract/passes.ts'
import { EMPTY } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { changedProcesses } from '../model/difference.ts'
import type { ProcessInstance, SystemDocument } from '../model/document.ts'
import { type Connection, type Frame, makeFrame, once, processName } from './place-frame.ts'
import { type Plan, planOf, type Sites, type Standing, sitesAfter, sitesOf, standingOf } from './place-plans.ts'
import { placed } from './place-process.ts'

interface Remembered {
  readonly key: readonly string[]
  readonly checked: CheckedConstructor
  readonly frame: Frame
  readonly uses: readonly Frame[]
  readonly body: Body
  /** The same under each manager that it was asked for. */
  readonly placements: Map<Container, Placement>
}
/** What is the same in every container where the same is allowed. */
type Body = Omit<Placement, 'container'>

/** Per instance object: documents are immutable, so an unchanged instance is the same object. A few variants each: hosts, undo. */
const memory = new WeakMap<ProcessInstance, Remembered[]>()
const KEPT = 24

/** Every process of a document evaluated for its places, whatever manager it is then shown under. */
interface Bodies {
  readonly input: PlaceInput
  readonly standing: Standing
  readonly sites: Sites
  readonly plans: ReadonlyMap<string, Plan>
  readonly remembered: ReadonlyMap<string, Remembered>
  /** The ids of `plans` in their order, and where each stands in it: one object for as long as no process comes or goes. */
  readonly order: Order
  readonly all: readonly Remembered[]
  /** The placements that use each: made when an edit asks, and kept while nothing is connected anew. */
  readonly users: { of: ReadonlyMap<string, readonly string[]> | null }
  readonly diagnostics: readonly Diagnostic[]
}
type Order = ReadonlyMap<string, number>

/** The newest of each document's hosts, under each of the few ways in which managers let processes run. */
const newest = new WeakMap<SystemDocument['system']['hosts'], Bodies[]>()

/**
 * In: a document whose constructors were checked and whose IDs were assigned. Out: a placement per instance, host and container, in the document's order.
 * Diagnostics: codes/place.ts, and codes/language.ts for what an instance's own `extends` says.
 */
export const place: Place = (input, report) => {
  const standing = standingOf(input)
  const bodies = bodiesOf(input, standing)
  for (const diagnostic of bodies.diagnostics) report(diagnostic)
  return placementsIn(bodies, standing)
}

function bodiesOf(input: PlaceInput, standing: Standing): Bodies {
  const { hosts } = input.document.system
  const list = newest.get(hosts) ?? []
  newest.set(hosts, list)
  const index = list.findIndex((one) => sameMembers(one.standing.aspects, standing.aspects))
  const before = list[index]
  if (before && before.input.document === input.document && sameSurroundings(before, input)) {
    if (before.input.ids === input.ids) return before
  }
  const changed =
    before && sameSurroundings(before, input) ? changedProcesses(before.input.document, input.document) : null
  const made = before && changed ? bodiesAfter(before, changed, input) : allBodies(input, standing)
  if (index >= 0) list.splice(index, 1)
  list.unshift(made)
  list.length = Math.min(list.length, KEPT)
  return made
}
function sameSurroundings({ input: before }: Bodies, input: PlaceInput): boolean {
  return (
    before.interfaces === input.interfaces &&
    sameMembers([...before.constructors.values()], [...input.constructors.values()])
  )
}

function allBodies(input: PlaceInput, standing: Standing): Bodies {
  const sites = sitesOf(input, standing)
  const plans = new Map<string, Plan>()
  for (const here of sites.byName.values()) for (const site of here) plans.set(site.id, planOf(site, sites))
  const remembered = evaluated(input, { plans, affected: plans, kept: new Map() })
  const order = new Map<string, number>()
  for (const id of plans.keys()) order.set(id, order.size)
  return bodiesWith({ input, standing, sites, plans, remembered, order, users: { of: null } }, [...remembered.values()])
}

/** Only what changed, and what looks at that, is evaluated; all else is as it was. */
function bodiesAfter(before: Bodies, changed: readonly string[], input: PlaceInput): Bodies {
  const { standing, order } = before
  const sites = sitesAfter(before.sites, changed, input, standing)
  const plans = new Map(before.plans)
  const affected = new Map<string, Plan>()
  let sameUses = true
  for (const name of changed)
    for (const site of sites.byName.get(name) ?? []) {
      const plan = planOf(site, sites)
      sameUses &&= sameMembers(plan.uses, plans.get(site.id)!.uses)
      plans.set(site.id, plan)
      affected.set(site.id, plan)
    }
  for (const [id, { frame }] of before.remembered)
    if (sameIds(frame, input)) frame.ids = input.ids
    else affected.set(id, plans.get(id)!)
  before.users.of ??= usersOf(before.plans)
  for (const id of affected.keys())
    for (const user of before.users.of.get(id) ?? []) affected.set(user, plans.get(user)!)
  const fresh = evaluated(input, { plans, affected, kept: before.remembered })
  const remembered = new Map(before.remembered)
  const all = [...before.all]
  for (const [id, one] of fresh) {
    remembered.set(id, one)
    all[order.get(id)!] = one
  }
  const users = sameUses ? before.users : { of: null }
  return bodiesWith({ input, standing, sites, plans, remembered, order, users }, all)
}

function bodiesWith(parts: Omit<Bodies, 'all' | 'diagnostics'>, all: readonly Remembered[]): Bodies {
  const diagnostics: Diagnostic[] = []
  const { said } = parts.sites
  if (said.size > 0)
    for (const name of Object.keys(parts.input.document.system.processes)) diagnostics.push(...(said.get(name) ?? []))
  for (const { frame } of all) if (frame.diagnostics.length > 0) diagnostics.push(...frame.diagnostics)
  return { ...parts, all, diagnostics }
}

function usersOf(plans: ReadonlyMap<string, Plan>): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>()
  for (const [id, { uses }] of plans)
    for (const used of uses) {
      const list = users.get(used)
      if (list) list.push(id)
      else users.set(used, [id])
    }
  return users
}

interface Evaluating {
  readonly plans: ReadonlyMap<string, Plan>
  /** Those of them that may be different now, with everything that looks at one of these. */
  readonly affected: ReadonlyMap<string, Plan>
  /** The others. */
  readonly kept: ReadonlyMap<string, Remembered>
}
function evaluated(input: PlaceInput, { plans, affected, kept }: Evaluating): ReadonlyMap<string, Remembered> {
  const reused = reusable(input, affected, kept)
  const frames = new Map<string, Frame>()
  for (const [id, plan] of affected) {
    const frame = reused.get(id)?.frame ?? makeFrame(plan.site, input.ids)
    frame.ids = input.ids
    frames.set(id, frame)
  }
  const frameOf = (id: string): Frame => frames.get(id) ?? kept.get(id)!.frame
  for (const [id, plan] of affected) if (!reused.has(id)) connect(frames.get(id)!, plan, frameOf)
  const remembered = new Map<string, Remembered>()
  // In the document's order, so that what two of them say of each other is said by the same one each time.
  for (const id of affected === plans ? plans.keys() : inOrder(affected, plans))
    remembered.set(id, reused.get(id) ?? remember(plans.get(id)!, frames.get(id)!, frameOf))
  return remembered
}
function inOrder(affected: ReadonlyMap<string, Plan>, plans: ReadonlyMap<string, Plan>): Iterable<string> {
  return affected.size === 1 ? affected.keys() : [...plans.keys()].filter((id) => affected.has(id))
}

/** What was evaluated before and depends on nothing that is different now. */
function reusable(
  input: PlaceInput,
  affected: ReadonlyMap<string, Plan>,
  kept: ReadonlyMap<string, Remembered>,
): Map<string, Remembered> {
  const candidates = new Map<string, Remembered>()
  const dependents = new Map<string, string[]>()
  for (const [id, plan] of affected) {
    const before = memory
      .get(plan.site.instance)
      ?.find((one) => sameKey(one.key, plan.key) && one.checked === plan.site.checked && sameIds(one.frame, input))
    if (before) candidates.set(id, before)
    for (const used of plan.uses) {
      const list = dependents.get(used)
      if (list) list.push(id)
      else dependents.set(used, [id])
    }
  }
  const frameOf = (id: string): Frame | undefined => (affected.has(id) ? candidates.get(id) : kept.get(id))?.frame
  const stale = (id: string): boolean => {
    const before = candidates.get(id)
    const { uses } = affected.get(id)!
    return (
      before !== undefined &&
      (before.uses.length !== uses.length || uses.some((used, index) => frameOf(used) !== before.uses[index]))
    )
  }
  const queue = [...affected.keys()]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (!stale(id)) continue
    candidates.delete(id)
    queue.push(...(dependents.get(id) ?? []))
  }
  return candidates
}

function sameKey(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index])
}

function sameIds(frame: Frame, input: PlaceInput): boolean {
  if (frame.ids === input.ids) return true
  for (const [key, number] of frame.idsRead) if (input.ids.assigned[key] !== number) return false
  return true
}

function remember(plan: Plan, frame: Frame, frameOf: (id: string) => Frame): Remembered {
  const list = memory.get(plan.site.instance) ?? []
  const made: Remembered = {
    key: plan.key,
    checked: plan.site.checked,
    frame,
    uses: plan.uses.map(frameOf),
    body: bodyOf(frame),
    placements: new Map(),
  }
  list.unshift(made)
  if (list.length > KEPT) list.length = KEPT
  memory.set(plan.site.instance, list)
  return made
}

interface Bound {
  readonly bodies: Bodies
  readonly containers: readonly Container[]
  readonly placements: readonly Placement[]
}
/** The newest placements under each manager. */
const bound = new WeakMap<SystemDocument['system']['hosts'], Bound[]>()

/** The same list for the same bodies; after an edit, the same list but for what was evaluated anew. */
function placementsIn(bodies: Bodies, standing: Standing): readonly Placement[] {
  const { hosts } = bodies.input.document.system
  const list = bound.get(hosts) ?? []
  bound.set(hosts, list)
  const containers = [...standing.containers.values()]
  const index = list.findIndex((one) => sameMembers(one.containers, containers))
  const before = list[index]
  if (before?.bodies === bodies) return before.placements
  let placements: Placement[]
  if (before?.bodies.order === bodies.order) {
    placements = [...before.placements]
    for (let at = 0; at < placements.length; at += 1) {
      const one = bodies.all[at]!
      if (one !== before.bodies.all[at]) placements[at] = placementIn(placements[at]!.container, one)
    }
  } else
    placements = Array.from(bodies.plans.values(), ({ container }, at) =>
      placementIn(standing.containers.get(container)!, bodies.all[at]!),
    )
  if (index >= 0) list.splice(index, 1)
  list.unshift({ bodies, containers, placements })
  list.length = Math.min(list.length, KEPT)
  return placements
}

/** The same object as long as neither the process nor its container changes. */
function placementIn(container: Container, { body, placements }: Remembered): Placement {
  const known = placements.get(container)
  if (known) return known
  if (placements.size >= KEPT) placements.clear()
  const placement: Placement = { ...body, container }
  placements.set(container, placement)
  return placement
}

function connect(frame: Frame, plan: Plan, frameOf: (id: string) => Frame): void {
  frame.connections = new Map(
    [...plan.connects].map(([slot, targets]) => [
      slot,
      targets.map(
        ({ instance, provision, ids, from }): Connection => ({ instance, provision, from, frames: ids.map(frameOf) }),
      ),
    ]),
  )
  frame.after = plan.after.flatMap(({ ids, from }) => ids.map((id) => ({ frame: frameOf(id), from })))
}

const STRENGTH: Readonly<Record<OnChange, number>> = { order: 0, reload: 1, restart: 2 }

/** One edge a placement: where several say different things, the strongest holds. */
function edgesOf(frame: Frame): readonly Edge[] {
  const edges = new Map<string, Edge>()
  const add = (other: Frame, onChange: OnChange, from: Edge['from']): void => {
    if (other.name === frame.name) return
    const before = edges.get(other.id)
    if (!before || STRENGTH[onChange] > STRENGTH[before.onChange])
      edges.set(other.id, { placement: other.id, onChange, from })
  }
  for (const [slot, connections] of frame.connections) {
    const { declared } = frame.compiled.slots.get(slot)!
    if (declared.order === 'none') continue
    for (const connection of connections)
      for (const other of connection.frames)
        if (!declared.sameHost || other.host === frame.host) add(other, declared.onChange ?? 'order', connection.from)
  }
  for (const { frame: other, from } of frame.after) add(other, 'order', from)
  return [...edges.values()]
}

function bodyOf(frame: Frame): Body {
  const name = processName(frame)
  const body = once(frame, 'placement', () => placed(frame, name)) ?? nothing(frame, name)
  return { ...body, after: edgesOf(frame) }
}

/** Stands where the budget was spent: an error was said, so nothing of it is deployed. */
function nothing(frame: Frame, name: string): Omit<Body, 'after'> {
  return {
    id: frame.id,
    instance: frame.name,
    host: frame.host,
    name,
    description: EMPTY,
    kind: { is: 'longrun' },
    pidFile: EMPTY,
    steps: {},
    files: [],
    reloadFiles: [],
    directories: [],
    accounts: [],
    stop: { signal: 'TERM', seconds: 20 },
    reload: null,
    boot: true,
    overrides: {},
    overridesAt: frame.at,
    set: new Map(),
  }
}
