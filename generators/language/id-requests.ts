/** Which numbers a system wants from its pools: known before anything is evaluated, so that IDs come first. */

import { BUILTIN_INTERFACES } from '../constructors/index.ts'
import { alike } from '../contract/alike.ts'
import type { CheckedConstructor, IdRequest, IdRequests } from '../contract/passes.ts'
import { at, type Path, root } from '../contract/path.ts'
import { EMPTY, literalOf } from '../contract/text.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Id, Literal, ProcessInstance, SystemDocument } from '../model/document.ts'
import { placesOf } from '../model/instance.ts'
import { checkedConstructorOf, compiledOf, interfacesByName } from './check.ts'
import type { AccountRef, CompiledConstructor } from './compiled.ts'
import { BUDGET, BudgetSpent, evaluateNode, type Run } from './evaluate.ts'
import type { Node } from './nodes.ts'
import { isScalar, readValue, scalarValue, type Value, valueOfLiteral } from './values.ts'

/** Thrown inside, said at the edge: the name depends on something that is known only later. */
class NotStatic extends Error {
  readonly needs: string
  constructor(needs: string) {
    super(needs)
    this.needs = needs
  }
}

/** One request as an instance makes it; requests of one owner are put together. */
interface Wanted {
  readonly pool: string
  readonly owner: string
  readonly host: string
  readonly pinned?: number
  readonly at: Path
}

/**
 * In: a document and its checked constructors. Out: a request per owner, with all hosts on which the number must be free.
 * Diagnostics: `id-not-static`, where an account's name depends on what is known only after IDs are assigned.
 */
export const idRequests: IdRequests = (document, constructors, report) => {
  const requests = new Map<string, { request: IdRequest; hosts: Set<string> }>()
  const interfaces = interfacesByName([...BUILTIN_INTERFACES, ...document.interfaces])
  for (const [name, instance] of Object.entries(document.system.processes)) {
    const checked = checkedOf(name, instance, constructors, interfaces)
    if (!checked) continue
    const { wants, diagnostics } = rememberedWants(name, instance, checked)
    for (const diagnostic of diagnostics) report(diagnostic)
    for (const wanted of wants) {
      const key = `${wanted.pool}/${wanted.owner}`
      const before = requests.get(key)
      if (before) before.hosts.add(wanted.host)
      else
        requests.set(key, {
          hosts: new Set([wanted.host]),
          request: {
            pool: wanted.pool,
            owner: wanted.owner,
            hosts: [],
            ...(wanted.pinned === undefined ? {} : { pinned: wanted.pinned }),
            at: wanted.at,
          },
        })
    }
  }
  return [...requests.values()].map(({ request, hosts }) => ({ ...request, hosts: [...hosts] }))
}

/** Whether a process asks the pools for what it asked in another document with the same constructors. */
export function wantsTheSame(
  name: string,
  before: SystemDocument,
  now: {
    readonly document: SystemDocument
    readonly constructors: ReadonlyMap<string, CheckedConstructor>
    readonly interfaces: Parameters<typeof checkedConstructorOf>[3]
  },
): boolean {
  const [a, b] = [before, now.document].map(({ system }) => {
    const instance = system.processes[name]!
    const checked = checkedOf(name, instance, now.constructors, now.interfaces)
    return checked && rememberedWants(name, instance, checked)
  })
  return a && b ? alike([a.wants, a.diagnostics], [b.wants, b.diagnostics]) : a === b
}

interface Remembered {
  readonly name: string
  readonly checked: CheckedConstructor
  readonly wants: readonly Wanted[]
  readonly diagnostics: readonly Diagnostic[]
}
/** What an instance wants depends on nothing but itself and its constructor; both are immutable. */
const memory = new WeakMap<ProcessInstance, Remembered>()

function rememberedWants(name: string, instance: ProcessInstance, checked: CheckedConstructor): Remembered {
  const before = memory.get(instance)
  if (before?.name === name && before.checked === checked) return before
  const diagnostics: Diagnostic[] = []
  const problem: Run['problem'] = (code, data, place) => {
    if (!diagnostics.some((one) => one.code === code && one.at === place))
      diagnostics.push({ code, severity: 'error', at: place, data })
  }
  const made = { name, checked, wants: [...wantedBy(name, instance, checked, problem)], diagnostics }
  memory.set(instance, made)
  return made
}

/** What is wrong with an instance's own `extends` is said by `place`. */
function checkedOf(
  name: string,
  instance: ProcessInstance,
  constructors: ReadonlyMap<string, CheckedConstructor>,
  interfaces: Parameters<typeof checkedConstructorOf>[3],
): CheckedConstructor | null {
  return checkedConstructorOf(name, instance, constructors, interfaces, () => undefined)
}

function own<T>(section: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return section && Object.hasOwn(section, key) ? section[key] : undefined
}

function* wantedBy(
  name: string,
  instance: ProcessInstance,
  checked: CheckedConstructor,
  problem: Run['problem'],
): Generator<Wanted> {
  const compiled = compiledOf(checked)
  const hosts = [...new Set(placesOf(instance).map((place) => place.host))]
  const here = at(root, 'system', 'processes', name)
  for (const [parameter, { declared }] of compiled.parameters) {
    const pool = declared.assign
    if (pool === undefined) continue
    for (const host of hosts) {
      const owner = declared.per === 'placement' ? `${name}.${parameter}@${host}` : `${name}.${parameter}`
      const forHost = own(own(instance.at, host), parameter)
      const common = own(instance.with, parameter)
      const pinned = numberIn(forHost ?? common)
      const place =
        forHost !== undefined
          ? at(here, 'at', host, parameter)
          : common !== undefined
            ? at(here, 'with', parameter)
            : here
      if (pinned !== undefined) yield { pool, owner, host, pinned, at: place }
      else if (forHost === undefined && common === undefined) yield { pool, owner, host, at: place }
    }
  }
  if ([...compiled.users.values(), ...compiled.groups.values()].every(({ declared }) => !hasPool(declared))) return
  for (const host of hosts) yield* accountsWanted(name, instance, compiled, host, problem)
}

function hasPool(declared: { readonly uid?: Id; readonly gid?: Id }): boolean {
  return typeof declared.uid === 'object' || typeof declared.gid === 'object'
}

function numberIn(literal: Literal | undefined): number | undefined {
  const number =
    typeof literal === 'number'
      ? literal
      : typeof literal === 'string' && /^[0-9]{1,10}$/.test(literal)
        ? Number(literal)
        : Number.NaN
  return Number.isInteger(number) ? number : undefined
}

function* accountsWanted(
  name: string,
  instance: ProcessInstance,
  compiled: CompiledConstructor,
  host: string,
  problem: Run['problem'],
): Generator<Wanted> {
  const here = at(root, 'system', 'processes', name)
  const run = staticRun(name, instance, compiled, host, problem)
  const nameOf = (node: Node): string | null => {
    try {
      const value = evaluateNode(node, run, null)
      return isScalar(value) ? literalOf(value.text) : null
    } catch (error) {
      if (error instanceof NotStatic) problem('id-not-static', { needs: error.needs, instance: name }, node.at)
      else if (!(error instanceof BudgetSpent)) throw error
      return null
    }
  }
  const groupOf = (ref: AccountRef | null, otherwise: string): string | null => {
    if (!ref) return otherwise
    if ('node' in ref) return nameOf(ref.node)
    const group = compiled.groups.get(ref.key)
    return group ? nameOf(group.name) : null
  }
  const wanted = (id: Id | undefined, owner: string): Wanted[] => {
    if (id === undefined || owner.endsWith(':')) return []
    return typeof id === 'object' ? [{ pool: id.assign, owner, host, at: here }] : []
  }
  for (const user of compiled.users.values()) {
    if (!hasPool(user.declared)) continue
    const account = nameOf(user.name)
    if (account === null) continue
    yield* wanted(user.declared.uid, `user:${account}`)
    const group = groupOf(user.group, account)
    if (group !== null) yield* wanted(user.declared.gid, `group:${group}`)
  }
  for (const group of compiled.groups.values()) {
    const account = hasPool(group.declared) ? nameOf(group.name) : null
    if (account !== null) yield* wanted(group.declared.gid, `group:${account}`)
  }
}

/** What is known without IDs and without other processes: the name, the host's name, and parameters that are typed or have such a default. */
function staticRun(
  name: string,
  instance: ProcessInstance,
  compiled: CompiledConstructor,
  host: string,
  problem: Run['problem'],
): Run {
  const quiet: Run['problem'] = () => undefined
  const busy = new Set<string>()
  const run: Run = {
    problem,
    budget: { left: BUDGET.file },
    name(wanted): Value {
      if (wanted === 'name') return scalarValue(name)
      if (wanted === 'host')
        return { field: (field) => (field === 'name' ? scalarValue(host) : needs(`host.${field}`)) }
      if (busy.has(wanted)) return undefined
      busy.add(wanted)
      try {
        const parameter = compiled.parameters.get(wanted)
        if (!parameter) {
          const value = compiled.values.get(wanted)
          return value ? evaluateNode(value, run, null) : needs(wanted)
        }
        const place = at(root, 'system', 'processes', name, 'with', wanted)
        const given = own(own(instance.at, host), wanted) ?? own(instance.with, wanted)
        if (given !== undefined) return readValue(parameter.declared, valueOfLiteral(given, place, quiet), place, quiet)
        if (parameter.declared.assign !== undefined) return needs(wanted)
        return parameter.default ? evaluateNode(parameter.default, run, null) : { text: EMPTY, value: '' }
      } finally {
        busy.delete(wanted)
      }
    },
  }
  return run
}

function needs(name: string): never {
  throw new NotStatic(name)
}
