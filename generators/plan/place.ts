/** The pass that evaluates every instance for every place where it stands. What nothing has changed for is not evaluated again. */
import type { Container, Edge, OnChange, Placement } from '../contract/backend.ts'
import type { CheckedConstructor, Place, PlaceInput } from '../contract/passes.ts'
import { at, root } from '../contract/path.ts'
import { EMPTY } from '../contract/text.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { checkedConstructorOf, compiledOf, interfacesByName } from '../language/check.ts'
import type { ProcessInstance } from '../model/document.ts'
import { type Connection, type Frame, makeFrame, once, processName, type Site } from './place-frame.ts'
import { placed } from './place-process.ts'

/** A site with what it is connected to, by name; frames are looked for once all sites are known. */
interface Plan {
  readonly site: Site
  readonly container: Container
  readonly connects: ReadonlyMap<string, readonly Target[]>
  readonly after: readonly { readonly ids: readonly string[]; readonly from: Connection['from'] }[]
  /** Every placement that it may look at, in a fixed order. */
  readonly uses: readonly string[]
  /** Everything else that it depends on. */
  readonly key: readonly string[]
}
interface Target {
  readonly instance: string
  readonly provision: string
  readonly ids: readonly string[]
  readonly from: Connection['from']
}
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

/** Per instance object: documents are immutable, so an unchanged instance is the same object. A few variants each: hosts, previews. */
const memory = new WeakMap<ProcessInstance, Remembered[]>()
const KEPT = 24

/**
 * In: a document whose constructors were checked and whose IDs were assigned. Out: a placement per instance, host and container, in the document's order.
 * Diagnostics: codes/place.ts, and codes/language.ts for what an instance's own `extends` says.
 */
export const place: Place = (input, report) => {
  const sites = sitesOf(input, report)
  const plans = plansOf(sites)
  const reused = reusable(input, plans)
  const frames = new Map<string, Frame>()
  for (const [id, plan] of plans) {
    const frame = reused.get(id)?.frame ?? makeFrame(plan.site, input.ids)
    frame.ids = input.ids
    frames.set(id, frame)
  }
  for (const [id, plan] of plans) if (!reused.has(id)) connect(frames.get(id)!, plan, frames)
  const placements: Placement[] = []
  for (const [id, plan] of plans) {
    const remembered = reused.get(id) ?? remember(plan, frames.get(id)!, frames)
    placements.push(placementIn(plan.container, remembered))
  }
  for (const frame of frames.values()) for (const diagnostic of frame.diagnostics) report(diagnostic)
  return placements
}

/** A site, and the container that it stands in. */
interface Standing extends Site {
  readonly container: Container
}

/** Every instance on every host where it stands; what is not known there was said by `validate`. */
function sitesOf(input: PlaceInput, report: Report): Map<string, readonly Standing[]> {
  const { system } = input.document
  const interfaces = interfacesByName([...input.interfaces.values()])
  const containers = new Map<string, Container | null>()
  const sites = new Map<string, readonly Standing[]>()
  for (const [name, instance] of Object.entries(system.processes)) {
    const checked = checkedConstructorOf(name, instance, input.constructors, interfaces, report)
    if (!checked) continue
    const here = instance.on.flatMap((where): Standing[] => {
      const [host, wanted] = typeof where === 'string' ? [where, null] : [where.host, where.container ?? null]
      const hostModel = Object.hasOwn(system.hosts, host) ? system.hosts[host] : undefined
      if (!hostModel) return []
      const containerKey = JSON.stringify([host, wanted])
      if (!containers.has(containerKey)) containers.set(containerKey, input.container(host, wanted))
      const container = containers.get(containerKey)
      if (!container) return []
      return [
        {
          id: `${name}@${host}/${container.name}`,
          name,
          instance,
          host,
          hostModel,
          container,
          userChange: container.userChange,
          facts: input.inside(container),
          checked,
          compiled: compiledOf(checked),
        },
      ]
    })
    sites.set(name, here)
  }
  return sites
}

function plansOf(sites: ReadonlyMap<string, readonly Standing[]>): Map<string, Plan> {
  const plans = new Map<string, Plan>()
  const placeKeys = new Map<object, string>()
  const keyOf = (value: object): string => {
    const known = placeKeys.get(value) ?? JSON.stringify(value)
    placeKeys.set(value, known)
    return known
  }
  const providers = providersByInterface(sites)
  for (const here of sites.values()) {
    for (const { container, ...site } of here) {
      const connects = connectsOf(site, sites, providers)
      const after = (site.instance.after ?? []).map((name, index) => ({
        ids: (sites.get(name) ?? []).filter((other) => other.name !== site.name).map((other) => other.id),
        from: at(root, 'system', 'processes', site.name, 'after', index),
      }))
      const targets = [...connects.values()].flat()
      const uses = [...targets.flatMap((target) => target.ids), ...after.flatMap((one) => one.ids)]
      const key = [
        site.id,
        keyOf(site.hostModel),
        String(site.userChange),
        keyOf(site.facts),
        targets.map((target) => `${target.instance}.${target.provision}`).join(','),
      ]
      plans.set(site.id, { site, container, connects, after, uses, key })
    }
  }
  return plans
}

function providersByInterface(sites: ReadonlyMap<string, readonly Site[]>): Map<string, Set<string>> {
  const providers = new Map<string, Set<string>>()
  for (const [name, [site]] of sites)
    for (const provision of site?.compiled.provisions.values() ?? []) {
      const names = providers.get(provision.interface)
      if (names) names.add(name)
      else providers.set(provision.interface, new Set([name]))
    }
  return providers
}

/** `tomcat`, `tomcat.ajp`, or `*` for every provider of the interface; a slot with `self` holds the process itself too. */
function connectsOf(
  site: Site,
  sites: ReadonlyMap<string, readonly Site[]>,
  providers: ReadonlyMap<string, ReadonlySet<string>>,
): Map<string, Target[]> {
  const connects = new Map<string, Target[]>()
  for (const [slot, { declared }] of site.compiled.slots) {
    const wanted = typeof declared.interface === 'string' ? [declared.interface] : declared.interface
    const given =
      site.instance.connects && Object.hasOwn(site.instance.connects, slot) ? site.instance.connects[slot]! : []
    const from = at(root, 'system', 'processes', site.name, 'connects', slot)
    const named =
      given === '*'
        ? [...new Set(wanted.flatMap((one) => [...(providers.get(one) ?? [])]))].filter((name) => name !== site.name)
        : given
    const refs = declared.self && !named.includes(site.name) ? [...named, site.name] : named
    const targets = refs.flatMap((ref, index): Target[] => {
      const dot = ref.lastIndexOf('.')
      const [name, provision] = sites.has(ref) || dot < 0 ? [ref, null] : [ref.slice(0, dot), ref.slice(dot + 1)]
      const there = sites.get(name)
      const key = there?.[0] && provisionKey(there[0], provision, wanted)
      if (!there || !key) return []
      return [
        {
          instance: name,
          provision: key,
          ids: there.map((one) => one.id),
          from: given === '*' || index >= given.length ? from : at(from, index),
        },
      ]
    })
    connects.set(slot, declared.many ? targets : targets.slice(0, 1))
  }
  return connects
}

function provisionKey(site: Site, named: string | null, wanted: readonly string[]): string | null {
  const { provisions } = site.compiled
  if (named !== null) return provisions.has(named) ? named : null
  for (const [key, provision] of provisions) if (wanted.includes(provision.interface)) return key
  return null
}

/** What was evaluated before and depends on nothing that is different now. */
function reusable(input: PlaceInput, plans: ReadonlyMap<string, Plan>): Map<string, Remembered> {
  const candidates = new Map<string, Remembered>()
  const dependents = new Map<string, string[]>()
  for (const [id, plan] of plans) {
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
  const stale = (id: string): boolean => {
    const before = candidates.get(id)
    const { uses } = plans.get(id)!
    return (
      before !== undefined &&
      (before.uses.length !== uses.length ||
        uses.some((used, index) => candidates.get(used)?.frame !== before.uses[index]))
    )
  }
  const queue = [...plans.keys()]
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

function remember(plan: Plan, frame: Frame, frames: ReadonlyMap<string, Frame>): Remembered {
  const list = memory.get(plan.site.instance) ?? []
  const made: Remembered = {
    key: plan.key,
    checked: plan.site.checked,
    frame,
    uses: plan.uses.map((used) => frames.get(used)!),
    body: bodyOf(frame),
    placements: new Map(),
  }
  list.unshift(made)
  if (list.length > KEPT) list.length = KEPT
  memory.set(plan.site.instance, list)
  return made
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

function connect(frame: Frame, plan: Plan, frames: ReadonlyMap<string, Frame>): void {
  frame.connections = new Map(
    [...plan.connects].map(([slot, targets]) => [
      slot,
      targets.map(
        ({ instance, provision, ids, from }): Connection => ({
          instance,
          provision,
          from,
          frames: ids.map((id) => frames.get(id)!),
        }),
      ),
    ]),
  )
  frame.after = plan.after.flatMap(({ ids, from }) => ids.map((id) => ({ frame: frames.get(id)!, from })))
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
