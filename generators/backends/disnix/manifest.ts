/** A whole container as Disnix and Dysnomia see it: the container's file, and a manifest for `disnix-activate`. */
import { sameMembers } from '../../contract/alike.ts'
import type { Container, Lowered, Rendered } from '../../contract/backend.ts'
import { type Artefact, concat, hole, joinTexts, type Text, text } from '../../contract/text.ts'
import { xml } from '../../syntax/xml.ts'
import { CLIENT, OWN_CONTAINER, SYSTEM_DIRECTORY } from './index.ts'
import { componentOf } from './render.ts'

const TARGET = 'localhost'

/** Names and paths of ours hold nothing that XML cannot write; another is an error of ours. */
function escaped(state: 'text' | '"', value: Text): Text {
  const written = xml.escape(state, value)
  if ('refused' in written) throw new Error(`not to be written in XML: ${written.refused}`)
  return written
}

type Node =
  | {
      readonly name: string
      readonly named?: Text
      readonly type?: string
      readonly in: Text | readonly Node[]
    }
  /** An element that was written before, with its indent. */
  | { readonly written: Text }

function isText(content: Text | readonly Node[]): content is Text {
  return content.every((one) => 's' in one || 'hole' in one)
}
function element(node: Node, indent: string): Text {
  if ('written' in node) return node.written
  const { name, named, type, in: content } = node
  const attributes = concat(
    named ? concat(text(' name="'), escaped('"', named), text('"')) : text(''),
    text(type ? ` type="${type}"` : ''),
  )
  const inside = isText(content)
    ? escaped('text', content)
    : joinTexts([[], ...content.map((one) => element(one, `${indent}  `)), text(indent)], '\n')
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
    const made = others.length === 0 ? own : identity(one, [own, ...others])
    keys.set(one.name, made)
    return made
  }
  for (const one of all) key(one)
  return keys
}
const identities = new WeakMap<Lowered, { readonly of: readonly Text[]; readonly key: Text }>()
function identity(one: Lowered, of: readonly Text[]): Text {
  const known = identities.get(one)
  if (known && sameMembers(known.of, of)) return known.key
  const content = concat(joinTexts(of, '\n'), text('\n'))
  const file: Artefact = { name: `${one.name}.identity`, mode: 0o644, kind: 'native', secret: false, content }
  const key = hole({ kind: 'artefact', of: file, via: 'store' })
  identities.set(one, { of, key })
  return key
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

interface Written {
  readonly container: Container
  /** The keys that stand in it. */
  readonly keys: readonly Text[]
  readonly service: Node
  readonly mapping: Node
}
/** One process of a thousand changes: what is said of the others is not written again. */
const written = new WeakMap<Lowered, Written>()
function writtenOf(one: Lowered, place: Text, keys: ReadonlyMap<string, Text>, container: Container): Written {
  const name = container.properties.container ?? OWN_CONTAINER
  const own = keys.get(one.name) ?? one.exec.path
  const before = one.after.flatMap((other) => {
    const key = other.container === container.name ? keys.get(other.name) : undefined
    return key ? [key] : []
  })
  const known = written.get(one)
  if (known && known.container === container && sameMembers(known.keys, [own, ...before])) return known
  const service: Node = {
    name: 'service',
    named: own,
    in: [
      { name: 'name', in: text(one.name) },
      { name: 'pkg', in: concat(place, text(`/${componentOf(one)}`)) },
      { name: 'type', in: text('process') },
      { name: 'dependsOn', in: before.map((key) => mapping(key, name)) },
      { name: 'connectsTo', in: [] },
      { name: 'providesContainers', in: [] },
    ],
  }
  const made: Written = {
    container,
    keys: [own, ...before],
    service: { written: element(service, '    ') },
    mapping: { written: element(mapping(own, name), '    ') },
  }
  written.set(one, made)
  return made
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
  // What the schema refuses was said; a preview of it must not fail.
  const client = container.properties.client ?? CLIENT
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
  const each = all.map((one) => writtenOf(one, place, keys, container))
  const parts: readonly Node[] = [
    { name: 'profiles', in: [] },
    { name: 'services', in: each.map(({ service }) => service) },
    { name: 'infrastructure', in: [target] },
    { name: 'serviceMappings', in: each.map(({ mapping }) => mapping) },
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
