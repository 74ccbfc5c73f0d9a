/** Where every instance stands, and what it is connected to there: what `place` then evaluates. */
import type { Container, HostFacts } from '../contract/backend.ts'
import type { PlaceInput } from '../contract/passes.ts'
import { at, root } from '../contract/path.ts'
import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'
import { checkedConstructorOf, compiledOf, interfacesByName } from '../language/check.ts'
import { placesOf } from '../model/instance.ts'
import type { Connection, Site } from './place-frame.ts'

/** A site with what it is connected to, by name; frames are looked for once all sites are known. */
export interface Plan {
  readonly site: Site
  /** Which of the containers that stand there: see `Standing`. */
  readonly container: string
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

/** The hosts of a document with their containers, as one manager or another makes them. */
export interface Standing {
  /** By host and name of the container: what is known of the root that processes have in it. */
  readonly facts: ReadonlyMap<string, HostFacts>
  /** By host and name. */
  readonly containers: ReadonlyMap<string, Container>
  /** All of it that an evaluation may depend on: so managers under which the same holds share what was evaluated. */
  readonly aspects: readonly unknown[]
}
export function containerKey(host: string, name: string): string {
  return `${host}\0${name}`
}
export function standingOf(input: PlaceInput): Standing {
  const facts = new Map<string, HostFacts>()
  const containers = new Map<string, Container>()
  const aspects: unknown[] = []
  for (const [host, { containers: written }] of Object.entries(input.document.system.hosts)) {
    aspects.push(host)
    for (const name of Object.keys(written)) {
      const container = input.container(host, name)
      aspects.push(name, container ? container.userChange : null)
      if (!container) continue
      const inside = input.inside(container)
      aspects.push(inside)
      facts.set(containerKey(host, name), inside)
      containers.set(containerKey(host, name), container)
    }
  }
  return { facts, containers, aspects }
}

interface StandingSite extends Site {
  readonly container: string
}
/** Where each process stands and which of them provide what: changed by no edit that leaves its constructor and places. */
export interface Sites {
  readonly byName: ReadonlyMap<string, readonly StandingSite[]>
  readonly providers: ReadonlyMap<string, ReadonlySet<string>>
  /** What is wrong in an instance's own `extends`. */
  readonly said: ReadonlyMap<string, readonly Diagnostic[]>
}

/** Every instance on every host where it stands; what is not known there was said by `validate`. */
export function sitesOf(input: PlaceInput, standing: Standing): Sites {
  const byName = new Map<string, readonly StandingSite[]>()
  const said = new Map<string, readonly Diagnostic[]>()
  const place = siting(input, standing, byName, said)
  for (const name of Object.keys(input.document.system.processes)) place(name)
  return { byName, said, providers: providersByInterface(byName) }
}
/** The same, where only the `changed` ones are others. */
export function sitesAfter(before: Sites, changed: readonly string[], input: PlaceInput, standing: Standing): Sites {
  const byName = new Map(before.byName)
  const said = new Map(before.said)
  const place = siting(input, standing, byName, said)
  for (const name of changed) place(name)
  return { byName, said, providers: before.providers }
}

function siting(
  input: PlaceInput,
  standing: Standing,
  byName: Map<string, readonly StandingSite[]>,
  said: Map<string, readonly Diagnostic[]>,
): (name: string) => void {
  const { system } = input.document
  const interfaces = interfacesByName([...input.interfaces.values()])
  return (name) => {
    const instance = system.processes[name]!
    const says: Diagnostic[] = []
    const report: Report = (diagnostic) => says.push(diagnostic)
    const checked = checkedConstructorOf(name, instance, input.constructors, interfaces, report)
    if (says.length > 0) said.set(name, says)
    else said.delete(name)
    if (!checked) return
    const here = placesOf(instance).flatMap(({ host, container: wanted }): StandingSite[] => {
      const hostModel = Object.hasOwn(system.hosts, host) ? system.hosts[host] : undefined
      const named = hostModel && (wanted ?? Object.keys(hostModel.containers)[0])
      if (named === undefined) return []
      const container = containerKey(host, named)
      const standsIn = standing.containers.get(container)
      if (!standsIn) return []
      return [
        {
          id: `${name}@${host}/${named}`,
          name,
          instance,
          host,
          hostModel: hostModel!,
          container,
          userChange: standsIn.userChange,
          facts: standing.facts.get(container)!,
          checked,
          compiled: compiledOf(checked),
        },
      ]
    })
    byName.set(name, here)
  }
}

const written = new WeakMap<object, string>()
/** A host or its facts as text: documents are immutable, so it is written once. */
function keyOf(value: object): string {
  const known = written.get(value) ?? JSON.stringify(value)
  written.set(value, known)
  return known
}

export function planOf({ container, ...site }: StandingSite, { byName, providers }: Sites): Plan {
  const connects = connectsOf(site, byName, providers)
  const after = (site.instance.after ?? []).map((name, index) => ({
    ids: (byName.get(name) ?? []).filter((other) => other.name !== site.name).map((other) => other.id),
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
  return { site, container, connects, after, uses, key }
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
