/** Checks a flattened constructor and compiles it: one namespace, every name known, every type right, before anything is evaluated. */
import type { Path } from '../contract/path.ts'
import { DIRECTORIES, type Text } from '../contract/text.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { Constructor, File, Group, Interface, OwnedDirectory, Provision, Slot, User } from '../model/document.ts'
import { FORMATS } from '../syntax/formats.ts'
import { below, type Checking, inLoop, type Locate, makeChecking, standingAt } from './checking.ts'
import { compileContent } from './compile-content.ts'
import { compileData, compileIn, compileText, loopNames } from './compile-data.ts'
import { type Accounts, compileAccount, compileOwned, compileProcess, compileWhen } from './compile-process.ts'
import type {
  CompiledConstructor,
  CompiledDirectory,
  CompiledFile,
  CompiledGroup,
  CompiledParameter,
  CompiledProvision,
  CompiledSlot,
  CompiledUser,
} from './compiled.ts'
import type { Block, Node } from './nodes.ts'
import { declaredNames, rootShape, slotShape } from './scope.ts'
import { describe, fits, type Inferred, inferredOf, perhaps, present, scalar, shapeOf, UNKNOWN } from './shapes.ts'

type Section =
  | 'parameters'
  | 'values'
  | 'connects'
  | 'provides'
  | 'users'
  | 'groups'
  | 'directories'
  | 'files'
  | 'fragments'

export interface CompileOptions {
  readonly document: Constructor
  readonly at: Path
  readonly locate: Locate
  readonly interfaces: ReadonlyMap<string, Interface>
  readonly report: Report
}

/** Diagnostics: everything that can be known to be wrong without an instance. */
export function compileConstructor({ document, at, locate, interfaces, report }: CompileOptions): CompiledConstructor {
  const values = new Map<string, { node: Node; inferred: Inferred } | 'busy'>()
  const slots = new Map<string, CompiledSlot>()
  const implies = impliedFacts(document)

  const global = (name: string): Inferred | null => {
    const parameter = own(document.parameters, name)
    if (parameter)
      return { ...inferredOf(parameter), optional: inferredOf(parameter).optional && parameter.assign === undefined }
    if (own(document.values, name) !== undefined) return compiledValue(name).inferred
    const slot = slots.get(name)
    if (slot) return slotShape(slot.declared, slot.interfaces)
    const directory = own(document.directories, name)
    if (directory) return directory.when === undefined ? present(scalar('path')) : perhaps(scalar('path'))
    return rootShape(name, document)
  }
  const top: Checking = { ...makeChecking({ report, at, locate, global }), implies }
  const sectionScope = (section: Section): Checking => below(top, document, section)
  const entryScope = (section: Section, key: string): Checking => below(sectionScope(section), document[section]!, key)
  const compiledValue = (name: string): { node: Node; inferred: Inferred } => {
    const known = values.get(name)
    if (known === 'busy') {
      entryScope('values', name).problem('value-cycle', { name })
      return { node: { kind: 'list', items: [], at }, inferred: UNKNOWN }
    }
    if (known) return known
    values.set(name, 'busy')
    const compiled = compileData(document.values![name], entryScope('values', name), { unsetAllowed: true })
    values.set(name, compiled)
    return compiled
  }
  const each = <T, R>(
    section: Section,
    make: (declared: T, scope: Checking, key: string) => R | null,
  ): Map<string, R> => {
    const made = new Map<string, R>()
    for (const [key, declared] of Object.entries(document[section] ?? {})) {
      const result = make(declared as T, entryScope(section, key), key)
      if (result !== null) made.set(key, result)
    }
    return made
  }

  declaredNames(document, (section, key) => entryScope(section as Section, key))
  for (const [key, slot] of each<Slot, CompiledSlot>('connects', (declared, scope) =>
    compileSlot(declared, scope, interfaces),
  ))
    slots.set(key, slot)
  const accounts: Accounts = {
    users: new Set(Object.keys(document.users ?? {})),
    groups: new Set(Object.keys(document.groups ?? {})),
  }
  const parameters = each<NonNullable<Constructor['parameters']>[string], CompiledParameter>(
    'parameters',
    (declared, scope) => ({
      declared,
      default:
        declared.default === undefined
          ? null
          : compileTyped(declared.default, below(scope, declared, 'default'), inferredOf(declared)),
      at: scope.at,
    }),
  )
  for (const name of Object.keys(document.values ?? {})) compiledValue(name)
  const provisions = each<Provision, CompiledProvision>('provides', (declared, scope, key) =>
    compileProvision(key, declared, scope, interfaces),
  )
  const users = each<User, CompiledUser>('users', (declared, scope) => compileUser(declared, scope, accounts))
  const groups = each<Group, CompiledGroup>('groups', (declared, scope) => ({
    declared,
    ...nameAndWhen(declared, scope),
  }))
  const directories = each<OwnedDirectory, CompiledDirectory>('directories', (declared, scope) =>
    compileDirectory(declared, scope, accounts),
  )
  const files = each<File, CompiledFile>('files', (declared, scope, key) =>
    compileFile(key, declared, scope, accounts, document, top),
  )
  const process = compileProcess(document.process ?? {}, below(top, document, 'process'), accounts)
  const nodes = new Map([...values].flatMap(([name, value]) => (value === 'busy' ? [] : [[name, value.node] as const])))
  return { document, at, parameters, values: nodes, slots, provisions, users, groups, directories, files, process }
}

function own<T>(section: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return section && Object.hasOwn(section, name) ? section[name] : undefined
}

/** `files.x` is there where the condition of that file holds. */
function impliedFacts(document: Constructor): Map<string, string[]> {
  const implied = new Map<string, string[]>()
  const add = (section: Readonly<Record<string, { readonly when?: string }>> | undefined, prefix: string): void => {
    for (const [key, { when }] of Object.entries(section ?? {})) {
      const fact = when?.trim()
      if (fact) implied.set(fact, [...(implied.get(fact) ?? []), `${prefix}${key}`])
    }
  }
  add(document.files, 'files.')
  add(document.users, 'users.')
  add(document.groups, 'groups.')
  add(document.directories, '')
  return implied
}

/** A text or data that must fit a declared type. */
function compileTyped(data: unknown, scope: Checking, wanted: Inferred): Node {
  const { node, inferred } = compileData(data, scope, { unsetAllowed: wanted.optional })
  const isText = wanted.shape.is === 'secret' || wanted.shape.is === 'fragment'
  if (
    isText
      ? inferred.shape.is !== 'scalar' && inferred.shape.is !== wanted.shape.is
      : !fits(inferred.shape, wanted.shape)
  )
    scope.problem('wrong-type', { wanted: describe(wanted.shape), given: describe(inferred.shape) })
  return node
}

function compileSlot(declared: Slot, scope: Checking, interfaces: ReadonlyMap<string, Interface>): CompiledSlot {
  const names = typeof declared.interface === 'string' ? [declared.interface] : declared.interface
  const found = names.flatMap((name) => {
    const known = interfaces.get(name)
    if (!known)
      below(scope, declared, 'interface').problem('unknown-interface', {
        name,
        known: [...interfaces.keys()].join(', '),
      })
    return known ?? []
  })
  return { declared, interfaces: found, at: scope.at }
}

function compileProvision(
  key: string,
  declared: Provision,
  outer: Checking,
  interfaces: ReadonlyMap<string, Interface>,
): CompiledProvision | null {
  const name = declared.interface ?? key
  const known = interfaces.get(name)
  if (!known) {
    outer.problem('unknown-interface', { name, known: [...interfaces.keys()].join(', ') })
    return null
  }
  const { when, inside: scope } = compileWhen(declared, outer)
  const properties = new Map<string, Node>()
  for (const [property, data] of Object.entries(declared)) {
    if (property === 'interface' || property === 'when' || property === 'address') continue
    const field = own(known.properties, property)
    const place = below(scope, declared, property)
    if (!field)
      place.problem('unknown-property', {
        property,
        interface: name,
        properties: Object.keys(known.properties).join(', ') || 'none',
      })
    else
      properties.set(
        property,
        compileTyped(data, place, {
          shape: shapeOf(field),
          optional: field.optional === true || field.default !== undefined,
        }),
      )
  }
  for (const [property, field] of Object.entries(known.properties))
    if (!properties.has(property) && !field.optional && field.default === undefined)
      outer.problem('property-missing', { property, interface: name })
  return {
    interface: name,
    declared: known.properties,
    when,
    address: declared.address === undefined ? null : compileText(declared.address, below(scope, declared, 'address')),
    properties,
    at: outer.at,
  }
}

function nameAndWhen(
  declared: { readonly name: string; readonly when?: string },
  outer: Checking,
): { name: Node; when: CompiledGroup['when']; at: Path } {
  const { when, inside } = compileWhen(declared, outer)
  return { name: compileText(declared.name, below(inside, declared, 'name')), when, at: outer.at }
}

function compileUser(declared: User, outer: Checking, accounts: Accounts): CompiledUser {
  const { inside } = compileWhen(declared, outer)
  const groupRef = (holder: object, key: string, scope: Checking): CompiledUser['group'] => {
    const source = (holder as Readonly<Record<string, unknown>>)[key]
    const place = below(scope, holder, key)
    return typeof source === 'string' && !accounts.groups.has(source)
      ? { node: compileText(source, place), at: place.at }
      : compileAccount(holder, key, scope, accounts.groups)
  }
  const optional = (key: 'home' | 'shell' | 'description'): Node | null =>
    declared[key] === undefined ? null : compileText(declared[key], below(inside, declared, key))
  const groups = declared.groups
  return {
    declared,
    ...nameAndWhen(declared, outer),
    group: groupRef(declared, 'group', inside),
    groups: groups
      ? groups.flatMap((_, index) => groupRef(groups, String(index), below(inside, declared, 'groups')) ?? [])
      : [],
    home: optional('home'),
    shell: optional('shell'),
    description: optional('description'),
  }
}

function compileDirectory(declared: OwnedDirectory, outer: Checking, accounts: Accounts): CompiledDirectory {
  const { when, inside } = compileWhen(declared, outer)
  if (declared.in !== undefined && !DIRECTORIES.includes(declared.in))
    below(inside, declared, 'in').problem('wrong-type', { wanted: DIRECTORIES.join(', '), given: String(declared.in) })
  if (declared.in === undefined && declared.path === undefined) outer.problem('directory-without-place', {})
  return {
    in: declared.in ?? null,
    path: declared.path === undefined ? null : compileText(declared.path, below(inside, declared, 'path')),
    when,
    at: outer.at,
    ...compileOwned(declared, inside, accounts),
  }
}

function compileFile(
  key: string,
  declared: File,
  outer: Checking,
  accounts: Accounts,
  document: Constructor,
  top: Checking,
): CompiledFile | null {
  const format = FORMATS.get(declared.format)
  if (!format) {
    below(outer, declared, 'format').problem('unknown-format', {
      format: String(declared.format),
      known: [...FORMATS.keys()].join(', '),
    })
    return null
  }
  const conditional = compileWhen(declared, outer)
  let scope = conditional.inside
  let family: CompiledFile['family'] = null
  if (declared.for !== undefined) {
    const names = loopNames(declared.for, below(scope, declared, 'for'))
    const over = compileIn(declared.in, below(scope, declared, 'in'))
    family = { names, in: over.node }
    scope = inLoop(scope, names, over.inferred.shape)
  }
  const text = (field: 'name' | 'exports'): Node | null =>
    declared[field] === undefined ? null : compileText(declared[field], below(scope, declared, field))
  const common = {
    key,
    name: text('name'),
    format,
    onChange: declared.onChange ?? 'restart',
    when: conditional.when,
    family,
    exports: text('exports'),
    at: outer.at,
    ...compileOwned(declared, scope, accounts),
  } as const
  if ('data' in declared) {
    const place = below(scope, declared, 'data')
    if (!format.write) place.problem('format-without-data', { format: format.title })
    return { ...common, body: { data: compileData(declared.data, place, { unsetAllowed: true }).node }, constant: null }
  }
  const fragments = document.fragments ?? {}
  const context = { format, fragments, fragmentsScope: below(top, document, 'fragments'), inserting: [] }
  const { blocks, state } = compileContent(
    declared.content,
    standingAt(scope, below(scope, declared, 'content').at),
    context,
    format.start,
  )
  if (format.ends ? !format.ends(state) : format.lex(state, '\n') !== format.lex(format.start, '\n'))
    outer.problem('file-ends-inside', { format: format.title, state })
  return { ...common, body: { blocks }, constant: constantOf(blocks) }
}

function constantOf(blocks: readonly Block[]): Text | null {
  return blocks.every((block) => block.kind === 'literal')
    ? blocks.flatMap((block) => (block.kind === 'literal' ? block.text : []))
    : null
}
