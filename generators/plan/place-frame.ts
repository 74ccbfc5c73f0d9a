/** One placement while it is evaluated: the names that its constructor's texts may use, each worked out when asked for. */
import type { HostFacts } from '../contract/backend.ts'
import type { CheckedConstructor } from '../contract/passes.ts'
import { at, type Path, root } from '../contract/path.ts'
import { concat, DIRECTORIES, type Directory, EMPTY, hole, literalOf, type Text, text } from '../contract/text.ts'
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts'
import type { AccountRef, CompiledConstructor, CompiledDirectory } from '../language/compiled.ts'
import { BUDGET, BudgetSpent, evaluate, evaluateNode, holds, type Run } from '../language/evaluate.ts'
import type { Expr } from '../language/expression.ts'
import type { Node } from '../language/nodes.ts'
import {
  isScalar,
  type Problem,
  readValue,
  type ScalarValue,
  type Struct,
  scalarValue,
  textValue,
  type Value,
  valueOfLiteral,
} from '../language/values.ts'
import type { Host, IdsModel, Literal, ProcessInstance } from '../model/document.ts'
import { fileValue } from './place-files.ts'
import { slotValue } from './place-slots.ts'

/** What an instance is connected to through one slot. */
export interface Connection {
  readonly instance: string
  /** Key under `provides` of its constructor. */
  readonly provision: string
  readonly frames: readonly Frame[]
  readonly from: Path
}

/** Everything that an evaluation depends on but the frames it is connected to. */
export interface Site {
  readonly id: string
  readonly name: string
  readonly instance: ProcessInstance
  readonly host: string
  readonly hostModel: Host
  /** All that an evaluation may know of its container: so two managers under which the same holds share it. */
  readonly userChange: boolean
  readonly facts: HostFacts
  readonly checked: CheckedConstructor
  readonly compiled: CompiledConstructor
}
export interface Frame extends Site {
  /** The instance's own place in the document. */
  readonly at: Path
  readonly run: Run
  readonly diagnostics: Diagnostic[]
  /** Numbers that were read from the IDs model. */
  readonly idsRead: Map<string, number | undefined>
  readonly lazy: Map<string, unknown>
  ids: IdsModel
  connections: ReadonlyMap<string, readonly Connection[]>
  after: readonly { readonly frame: Frame; readonly from: Path }[]
}

const BUSY = Symbol('being worked out')

/** Values that need values may stand this deep in each other, across processes too: deeper would exhaust the stack. */
const MAX_CHAIN = 500
let chain = 0

export function makeFrame(site: Site, ids: IdsModel): Frame {
  const frame: Frame = {
    ...site,
    at: at(root, 'system', 'processes', site.name),
    run: {
      name: (name) => nameValue(frame, name),
      problem: (code, data, place) => say(frame, 'error', code, data, place),
      budget: { left: BUDGET.placement },
    },
    diagnostics: [],
    idsRead: new Map(),
    lazy: new Map(),
    ids,
    connections: new Map(),
    after: [],
  }
  return frame
}

/** Says a problem once per placement. */
export function say(
  frame: Frame,
  severity: Severity,
  code: string,
  data: Diagnostic['data'],
  place: Path,
  related?: readonly Path[],
): void {
  const same = frame.diagnostics.some(
    (one) => one.code === code && one.at === place && JSON.stringify(one.data) === JSON.stringify(data),
  )
  if (!same) frame.diagnostics.push({ code, severity, at: place, data, related: related ?? [frame.at] })
}

export function problemOf(frame: Frame): Problem {
  return (code, data, place) => say(frame, 'error', code, data, place)
}

/** Works a thing out once; a thing that needs itself is a problem, and then nothing. */
export function once<T>(frame: Frame, key: string, make: () => T): T | undefined {
  if (frame.lazy.has(key)) {
    const known = frame.lazy.get(key)
    if (known !== BUSY) return known as T
    say(frame, 'error', 'value-cycle', { name: key }, frame.at)
    return undefined
  }
  frame.lazy.set(key, BUSY)
  let made: T | undefined
  chain++
  try {
    if (chain > MAX_CHAIN) throw new BudgetSpent('chain')
    made = make()
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error
    say(frame, 'error', 'budget-spent', { limit: error.limit, what: key }, frame.at)
  } finally {
    chain--
  }
  frame.lazy.set(key, made)
  return made
}

function nameValue(frame: Frame, name: string): Value {
  const { compiled } = frame
  if (compiled.parameters.has(name)) return parameterValue(frame, name)
  const value = compiled.values.get(name)
  if (value) return once(frame, `values.${name}`, () => evaluateNode(value, frame.run, null))
  if (compiled.slots.has(name)) return once(frame, `connects.${name}`, () => slotValue(frame, name))
  const directory = compiled.directories.get(name)
  if (directory) return directoryValue(frame, name, directory)
  return rootValue(frame, name)
}

function rootValue(frame: Frame, name: string): Value {
  switch (name) {
    case 'name':
      return scalarValue(frame.name, frame.at)
    case 'pidFile':
      return textValue(pidFile(frame))
    case 'userChange':
      return scalarValue(frame.userChange)
    case 'host':
      return hostValue(frame)
    case 'dirs':
      return structOf((field) => (isDirectory(field) ? textValue(hole({ kind: 'directory', of: field })) : undefined))
    case 'files':
      return structOf((field) => fileValue(frame, field))
    case 'users':
      return structOf((field) => userValue(frame, field))
    case 'groups':
      return structOf((field) => groupValue(frame, field))
    case 'bin':
    case 'share':
      return structOf((pack) => structOf((what) => packageValue(frame, name, pack, what)))
    default:
      return undefined
  }
}

export function structOf(field: (name: string) => Value): Struct {
  return { field }
}

function isDirectory(name: string): name is Directory {
  return (DIRECTORIES as readonly string[]).includes(name)
}

/** Typed by hand for this host, else for the instance, else assigned, else the default. */
export function parameterValue(frame: Frame, name: string): Value {
  return once(frame, `parameters.${name}`, () => {
    const { declared, default: fallback, at: place } = frame.compiled.parameters.get(name)!
    const problem = problemOf(frame)
    const given = own(own(frame.instance.at, frame.host), name)
    if (given !== undefined) return typed(frame, declared, given, at(frame.at, 'at', frame.host, name))
    const common = own(frame.instance.with, name)
    if (common !== undefined) return typed(frame, declared, common, at(frame.at, 'with', name))
    if (declared.assign !== undefined)
      return assigned(
        frame,
        declared.assign,
        declared.per === 'placement' ? `${frame.name}.${name}@${frame.host}` : `${frame.name}.${name}`,
      )
    if (fallback) return readValue(declared, evaluateNode(fallback, frame.run, null), place, problem)
    if (!declared.optional)
      say(frame, 'error', 'parameter-missing', { parameter: name, constructor: frame.checked.name }, frame.at, [place])
    return undefined
  })
}

function own<T>(section: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return section && Object.hasOwn(section, name) ? section[name] : undefined
}

function typed(frame: Frame, declared: Parameters<typeof readValue>[0], literal: Literal, place: Path): Value {
  const problem = problemOf(frame)
  return readValue(declared, valueOfLiteral(literal, place, problem), place, problem)
}

/** The number that a pool gave to `owner`; nothing where it gave none, which `assign` has said. */
export function assigned(frame: Frame, pool: string, owner: string): ScalarValue | undefined {
  const key = `${pool}/${owner}`
  const number = own(frame.ids.assigned, key)
  frame.idsRead.set(key, number)
  return number === undefined ? undefined : scalarValue(number, at(root, 'ids', 'assigned', key))
}

export function hostValue(frame: Frame): Struct {
  const { host, hostModel, facts } = frame
  const place = at(root, 'system', 'hosts', host)
  return structOf((field) => {
    switch (field) {
      case 'name':
        return scalarValue(host, place)
      case 'address':
        return scalarValue(hostModel.address, at(place, 'address'))
      case 'cores':
        return facts.cores === undefined ? undefined : scalarValue(facts.cores)
      case 'memoryMegabytes':
        return facts.memoryMegabytes === undefined ? undefined : scalarValue(facts.memoryMegabytes)
      case 'properties':
        return new Map(
          Object.entries(hostModel.properties ?? {}).map(([key, value]) => [
            key,
            valueOfLiteral(value, at(place, 'properties', key), problemOf(frame)),
          ]),
        )
      default:
        return undefined
    }
  })
}

/** A file in `bin` or `share` of a package, as the host was found to have it. */
function packageValue(frame: Frame, kind: 'bin' | 'share', pack: string, what: string): Value {
  const { facts } = frame
  const found = own(facts.programs, kind === 'bin' ? `${pack}.${what}` : `${pack}:${what}`)
  if (found !== undefined) return textValue(text(found))
  const captured = facts.assumed !== true && (facts.tools.length > 0 || Object.keys(facts.programs).length > 0)
  say(
    frame,
    captured ? 'error' : 'warning',
    'program-not-found',
    { package: pack, program: what, host: frame.host },
    frame.at,
    [frame.compiled.at],
  )
  return textValue(text(kind === 'bin' ? `/usr/bin/${what}` : `/usr/share/${pack}/${what}`))
}

/** Where the daemon writes its number: below the runtime directory, and in a directory of its own where the program runs as another user. */
export function pidFile(frame: Frame): Text {
  return (
    once(frame, 'pidFile', () => {
      const { pidFile: given, user, daemon } = frame.compiled.process
      if (given) return textOf(frame, given)
      const name = processName(frame)
      const runtime = hole({ kind: 'directory', of: 'runtime' }, frame.compiled.process.at)
      return concat(runtime, text(user && daemon ? `/${name}/${name}.pid` : `/${name}.pid`))
    }) ?? EMPTY
  )
}

export function processName(frame: Frame): string {
  return (
    once(frame, 'process.name', () => {
      const given = frame.compiled.process.name
      const name = given ? (literalOf(textOf(frame, given)) ?? '') : frame.name
      if (/^[A-Za-z0-9_][A-Za-z0-9_.@-]*$/.test(name)) return name
      say(frame, 'error', 'process-name', { name }, given?.at ?? frame.at)
      return frame.name
    }) ?? frame.name
  )
}

export function directoryValue(frame: Frame, key: string, directory: CompiledDirectory): Value {
  return once(frame, `directories.${key}`, () => {
    if (directory.when && !isTrue(frame, directory.when)) return undefined
    const given = directory.path ? textOf(frame, directory.path) : text(frame.name, directory.at)
    const literal = given.map((part) => ('s' in part ? part.s : '/hole')).join('')
    if (directory.in === null) {
      if (!literal.startsWith('/')) say(frame, 'error', 'directory-not-absolute', { path: literal }, directory.at)
      return textValue(given)
    }
    if (literal.startsWith('/') || literal.split('/').includes('..'))
      say(frame, 'error', 'directory-escapes', { path: literal, in: directory.in }, directory.at)
    const under = hole({ kind: 'directory', of: directory.in }, directory.at)
    return textValue(literal === '.' ? under : concat(under, text('/', directory.at), given))
  })
}

export function textOf(frame: Frame, node: Node): Text {
  const value = evaluateNode(node, frame.run, null)
  return isScalar(value) ? value.text : EMPTY
}

export function isTrue(frame: Frame, test: Expr): boolean {
  return holds(evaluate(test, frame.run, null))
}

export function userValue(frame: Frame, key: string): Value {
  const user = frame.compiled.users.get(key)
  if (!user || (user.when && !isTrue(frame, user.when))) return undefined
  return structOf((field) =>
    once(frame, `users.${key}.${field}`, (): Value => {
      if (field === 'name') return evaluateNode(user.name, frame.run, null)
      if (field === 'group')
        return user.group
          ? textValue(accountName(frame, user.group, 'groups'))
          : evaluateNode(user.name, frame.run, null)
      if (field === 'home')
        return user.home ? evaluateNode(user.home, frame.run, null) : textValue(text('/nonexistent'))
      return undefined
    }),
  )
}

function groupValue(frame: Frame, key: string): Value {
  const group = frame.compiled.groups.get(key)
  if (!group || (group.when && !isTrue(frame, group.when))) return undefined
  return structOf((field) =>
    field === 'name' ? once(frame, `groups.${key}.name`, () => evaluateNode(group.name, frame.run, null)) : undefined,
  )
}

/** The account's or group's name to which a key or a text refers. A user's key where a group is meant: that user's group. */
export function accountName(frame: Frame, ref: AccountRef, section: 'users' | 'groups'): Text {
  if ('node' in ref) return textOf(frame, ref.node)
  const user = userValue(frame, ref.key)
  const value =
    section === 'groups'
      ? (groupField(frame, ref.key) ?? (user && 'field' in user ? user.field('group') : undefined))
      : user && 'field' in user
        ? user.field('name')
        : undefined
  return isScalar(value) ? value.text : EMPTY
}

function groupField(frame: Frame, key: string): Value {
  const group = groupValue(frame, key)
  return group && 'field' in group ? group.field('name') : undefined
}
