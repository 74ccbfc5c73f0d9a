/** The one namespace of a constructor: parameters, values, slots and directories, and the roots under which all else stands. */
import { DIRECTORIES } from '../contract/text.ts'
import type { Constructor, Interface, Slot } from '../model/document.ts'
import type { Checking } from './checking.ts'
import { type Inferred, inferredOf, listOf, perhaps, present, record, type Shape, scalar } from './shapes.ts'

export const ROOTS = [
  'name',
  'pidFile',
  'userChange',
  'host',
  'dirs',
  'files',
  'users',
  'groups',
  'bin',
  'share',
] as const

const HOST: Shape = record('host', [
  ['name', present(scalar('name'))],
  ['address', present(scalar('address'))],
  ['cores', perhaps(scalar('int'))],
  ['memoryMegabytes', perhaps(scalar('int'))],
  ['properties', present({ is: 'map', of: scalar('scalar') })],
])
const DIRS: Shape = record(
  'dirs',
  DIRECTORIES.map((name) => [name, present(scalar('path'))]),
)
const USER: Shape = record(
  'user',
  ['name', 'group', 'home'].map((name) => [name, present(scalar(name === 'home' ? 'path' : 'name'))]),
)
const GROUP: Shape = record('group', [['name', present(scalar('name'))]])

/** The properties that all of a slot's interfaces have. */
export function commonProperties(interfaces: readonly Interface[]): Interface['properties'] {
  const [first, ...others] = interfaces
  if (!first) return {}
  return Object.fromEntries(
    Object.entries(first.properties).filter(([name]) => others.every((other) => Object.hasOwn(other.properties, name))),
  )
}

/** What a slot's name stands for: one item, or a list of them. */
export function slotShape(slot: Slot, interfaces: readonly Interface[]): Inferred {
  const properties = Object.entries(commonProperties(interfaces)).map(([name, field]): [string, Inferred] => {
    const inferred = inferredOf(field)
    return [name, field.local && !slot.sameHost ? perhaps(inferred.shape) : inferred]
  })
  const endpoint = record('endpoint', [
    ...properties,
    ['address', present(scalar('address'))],
    ['host', present(HOST)],
    ['instance', present(scalar('name'))],
    ['self', present(scalar('bool'))],
  ])
  const item = record('connected process', [
    ...properties,
    ['name', present(scalar('name'))],
    ['address', present(scalar('address'))],
    ['endpoints', present(listOf(endpoint))],
  ])
  return { shape: slot.many ? listOf(item) : item, optional: !slot.many && slot.optional === true }
}

/** Names of the document that stand in the one namespace, with what declares them. Clashes are said. */
export function declaredNames(
  document: Constructor,
  scopeOf: (section: string, key: string) => Checking,
): Map<string, string> {
  const names = new Map<string, string>(ROOTS.map((root) => [root, 'a name of the language']))
  const sections = {
    parameters: 'a parameter',
    values: 'a value',
    connects: 'a slot',
    directories: 'a directory',
  } as const
  for (const [section, title] of Object.entries(sections)) {
    for (const key of Object.keys(document[section as keyof typeof sections] ?? {})) {
      const scope = scopeOf(section, key)
      if (!/^[A-Za-z_][\w-]*$/.test(key)) scope.problem('bad-name', { name: key })
      else if (['and', 'or', 'not', 'true', 'false'].includes(key)) scope.problem('bad-name', { name: key })
      const other = names.get(key)
      if (other) scope.problem('name-clash', { name: key, other })
      else names.set(key, title)
    }
  }
  return names
}

/** What a root stands for, given the keys of the document. */
export function rootShape(root: string, document: Constructor): Inferred | null {
  const keyed = (
    section: Readonly<Record<string, { readonly when?: unknown }>> | undefined,
    title: string,
    shape: (key: string) => Shape,
  ): Inferred =>
    present(
      record(
        title,
        Object.entries(section ?? {}).map(([key, one]) => [
          key,
          { shape: shape(key), optional: one.when !== undefined },
        ]),
      ),
    )
  switch (root) {
    case 'name':
      return present(scalar('name'))
    case 'pidFile':
      return present(scalar('path'))
    case 'userChange':
      return present(scalar('bool'))
    case 'host':
      return present(HOST)
    case 'dirs':
      return present(DIRS)
    case 'files':
      return keyed(document.files, 'files', (key) =>
        document.files?.[key]?.for === undefined ? scalar('path') : { is: 'map', of: scalar('path') },
      )
    case 'users':
      return keyed(document.users, 'users', () => USER)
    case 'groups':
      return keyed(document.groups, 'groups', () => GROUP)
    case 'bin':
    case 'share':
      return present({ is: 'packages', root, package: null })
    default:
      return null
  }
}
