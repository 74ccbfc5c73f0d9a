/** A whole container as Disnix and Dysnomia see it: the container's file, and a manifest for `disnix-activate`. */
import type { Container, Lowered, Rendered } from '../../contract/backend.ts'
import { type Artefact, concat, hole, joinTexts, type Text, text } from '../../contract/text.ts'
import { xml } from '../../syntax/xml.ts'
import { OWN_CONTAINER, properties, SYSTEM_DIRECTORY } from './index.ts'
import { componentOf } from './render.ts'

const TARGET = 'localhost'

/** Names and paths of ours hold nothing that XML cannot write; another is an error of ours. */
function escaped(state: 'text' | '"', value: Text): Text {
  const written = xml.escape(state, value)
  if ('refused' in written) throw new Error(`not to be written in XML: ${written.refused}`)
  return written
}

type Node = {
  readonly name: string
  readonly named?: Text
  readonly type?: string
  readonly in: Text | readonly Node[]
}

function isText(content: Node['in']): content is Text {
  return content.every((one) => 's' in one || 'hole' in one)
}
function element({ name, named, type, in: content }: Node, indent: string): Text {
  const attributes = concat(
    named ? concat(text(' name="'), escaped('"', named), text('"')) : text(''),
    text(type ? ` type="${type}"` : ''),
  )
  const inside = isText(content)
    ? escaped('text', content)
    : concat(...content.map((one) => concat(text('\n'), element(one, `${indent}  `))), text(`\n${indent}`))
  return concat(text(`${indent}<${name}`), attributes, text('>'), inside, text(`</${name}>`))
}

/** Below which directory everything is, as text: the prefix is the host's. */
function directoryOf(container: Container): Text {
  if (container.properties.directory !== undefined) return text(container.properties.directory)
  if (container.privileged) return text(SYSTEM_DIRECTORY)
  return concat(hole({ kind: 'prefix' }), text('/dysnomia'))
}

/**
 * What Disnix takes for the identity of a service: another key means stopping the old and starting the new. Disnix hashes a
 * service with all that it depends on, which it writes out again and again. Ours is the path of the launcher's script, whose hash
 * is over what it says; what restarts together with others has a file that names theirs, so each is hashed once.
 */
function keysOf(all: readonly Lowered[]): ReadonlyMap<string, Text> {
  const byPlacement = new Map(all.map((one) => [one.of.id, one]))
  const keys = new Map<string, Text>()
  const above = new Set<string>()
  function key(one: Lowered): Text {
    const known = keys.get(one.name)
    if (known) return known
    above.add(one.of.id)
    const others = one.of.after.flatMap(({ placement, onChange }) => {
      const other = onChange === 'restart' && !above.has(placement) ? byPlacement.get(placement) : undefined
      return other ? [key(other)] : []
    })
    above.delete(one.of.id)
    const own = one.exec.path
    const made =
      others.length === 0 ? own : hole({ kind: 'artefact', of: identity(one, [own, ...others]), via: 'store' })
    keys.set(one.name, made)
    return made
  }
  for (const one of all) key(one)
  return keys
}
function identity({ name }: Lowered, of: readonly Text[]): Artefact {
  const content = concat(joinTexts(of, '\n'), text('\n'))
  return { name: `${name}.identity`, mode: 0o644, kind: 'native', secret: false, content }
}

/** Where everything of one system is, and in which container: a mapping of the manifest, for what is mapped and what it depends on. */
function mapping(key: Text, container: string): Node {
  return {
    name: 'mapping',
    in: [
      { name: 'service', in: key },
      { name: 'container', in: text(container) },
      { name: 'target', in: text(TARGET) },
    ],
  }
}

function service(one: Lowered, place: Text, keys: ReadonlyMap<string, Text>, container: Container): Node {
  const name = container.properties.container ?? OWN_CONTAINER
  const before = one.after.flatMap((other) => {
    const key = other.container === container.name ? keys.get(other.name) : undefined
    return key ? [mapping(key, name)] : []
  })
  return {
    name: 'service',
    named: keys.get(one.name) ?? one.exec.path,
    in: [
      { name: 'name', in: text(one.name) },
      { name: 'pkg', in: concat(place, text(`/${componentOf(one)}`)) },
      { name: 'type', in: text('process') },
      { name: 'dependsOn', in: before },
      { name: 'connectsTo', in: [] },
      { name: 'providesContainers', in: [] },
    ],
  }
}

/** What the module gets in its environment from Disnix, which knows no file of a container. */
function settings(container: Container, place: Text): Node[] {
  const { state, modules } = container.properties
  const books = state !== undefined ? text(state) : container.privileged ? null : concat(place, text('/state'))
  const property = (name: string, value: Text): Node => ({
    name: 'property',
    named: text(name),
    type: 'string',
    in: value,
  })
  return [
    ...(books ? [property('DYSNOMIA_STATEDIR', books)] : []),
    ...(modules !== undefined ? [property('DYSNOMIA_MODULES_PATH', text(modules))] : []),
  ]
}

/**
 * In: everything of one container. Out: `manifests/CONTAINER.xml`, as disnix-activate(1) reads it (version 2): every process a
 * service of type `process` of one target, this host; and the container's file, where none was named.
 */
export function renderContainer(all: readonly Lowered[], container: Container): Rendered {
  const name = container.properties.container ?? OWN_CONTAINER
  const place = directoryOf(container)
  const keys = keysOf(all)
  const { client } = properties.parse(container.properties)
  const property = (of: string, value: string): Node => ({
    name: 'property',
    named: text(of),
    type: 'string',
    in: text(value),
  })
  const target: Node = {
    name: 'target',
    named: text(TARGET),
    in: [
      { name: 'properties', type: 'attrs', in: [property('hostname', TARGET)] },
      {
        name: 'containers',
        in: [{ name: 'container', named: text(name), type: 'attrs', in: settings(container, place) }],
      },
      { name: 'numOfCores', in: text('1') },
      { name: 'clientInterface', in: text(client) },
      { name: 'targetProperty', in: text('hostname') },
    ],
  }
  const parts: readonly Node[] = [
    { name: 'profiles', in: [] },
    { name: 'services', in: all.map((one) => service(one, place, keys, container)) },
    { name: 'infrastructure', in: [target] },
    { name: 'serviceMappings', in: all.map((one) => mapping(keys.get(one.name) ?? one.exec.path, name)) },
    { name: 'snapshotMappings', in: [] },
  ]
  const document = joinTexts(
    parts.map((part) => element(part, '  ')),
    '\n',
  )
  const manifest: Artefact = {
    name: `${name}.xml`,
    mode: 0o644,
    kind: 'native',
    secret: false,
    content: concat(
      text('<?xml version="1.0" encoding="UTF-8"?>\n<manifest version="2">\n'),
      document,
      text('\n</manifest>\n'),
    ),
  }
  const own: Artefact = {
    name,
    mode: 0o644,
    kind: 'native',
    secret: false,
    // No comment: dysnomia(1) takes every line for a variable.
    content: text('type=process\n'),
  }
  const files = [
    { at: `manifests/${name}.xml`, file: manifest },
    ...(container.properties.container === undefined ? [{ at: `containers/${name}`, file: own }] : []),
  ]
  return {
    artefacts: files.map(({ file }) => file),
    links: files.map(({ at, file }) => ({ at, to: { copy: file } })),
  }
}
