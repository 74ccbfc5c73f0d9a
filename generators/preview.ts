/** The files of a host as the editor shows them: holes as text, every part with its origin. */
import type { Container, Rendered } from './contract/backend.ts'
import type { Backends, Output, PreviewFile } from './contract/compiled.ts'
import { kept } from './contract/kept.ts'
import type { Artefact } from './contract/text.ts'
import { closureOf, type Linker } from './plan/link.ts'
import { artefactsOf, type HostOutputs } from './plan/manifest.ts'

/** In: what was made for one host. Out: what its managers read, then the model's own files, then scripts; each path once. */
export function previewFiles(of: HostOutputs, backends: Backends): PreviewFile[] {
  const [first] = of.containers
  if (!first) return []
  const before = listed.get(first.container)
  const now = before && updated(before, of, backends) ? before : listAll(of, backends)
  if (now !== before) listed.set(first.container, now)
  const files: PreviewFile[] = []
  for (let kind = 0; kind < KINDS.length; kind += 1)
    for (const { own } of now.sources) for (const file of own[kind]!) files.push(file)
  return files
}

/** The files of one host as they were listed last: each path by the first of those that make it. */
interface Listed {
  of: HostOutputs
  /** Of each container, then of each output. */
  readonly sources: Source[]
  readonly makers: Map<string, Maker>
}
interface Source {
  readonly places: readonly Place[]
  /** The files that it is the first to make, by kind. */
  readonly own: readonly (readonly PreviewFile[])[]
}
interface Maker {
  readonly first: number
  readonly count: number
}
const listed = new WeakMap<Container, Listed>()
const KINDS: readonly Artefact['kind'][] = ['native', 'user', 'launcher']

/** What makes files on a host, at an index of `Listed.sources`. */
function placesAt(index: number, of: HostOutputs, backends: Backends): readonly Place[] {
  const { host, facts, linker, containers, outputs } = of
  const directoryOf = (container: Container) => backends.get(container.type)!.declaration.directory(container, facts)
  if (index >= containers.length) {
    const output = outputs[index - containers.length]!
    return placesOf(output, { directory: directoryOf(output.placement.container), linker })
  }
  const { container, rendered } = containers[index]!
  return rendered ? containerPlaces(rendered, { container, directory: directoryOf(container), host, linker }) : []
}

function listAll(of: HostOutputs, backends: Backends): Listed {
  const makers = new Map<string, Maker>()
  const sources: Source[] = []
  const count = of.containers.length + of.outputs.length
  for (let index = 0; index < count; index += 1) {
    const places = placesAt(index, of, backends)
    // One object for all that a source makes, until another makes the same.
    const alone: Maker = { first: index, count: 1 }
    for (const { path } of places) {
      const maker = makers.get(path)
      makers.set(path, maker ? { first: maker.first, count: maker.count + 1 } : alone)
    }
    sources.push({ places, own: ownOf(places, index, makers) })
  }
  return { of, sources, makers }
}
function ownOf(places: readonly Place[], index: number, makers: ReadonlyMap<string, Maker>): Source['own'] {
  const own: PreviewFile[][] = [[], [], []]
  for (const place of places) {
    if (makers.get(place.path)!.first !== index) continue
    const kind = own[KINDS.indexOf(place.artefact.kind)]!
    if (!kind.some(({ path }) => path === place.path)) kind.push((place.file ??= previewOf(place)))
  }
  return own
}

/** Looks again at what is other than before; `false`: the list must be made anew, because another would be the first to make a path. */
function updated(list: Listed, of: HostOutputs, backends: Backends): boolean {
  const before = list.of
  if (before === of) return true
  if (before.linker !== of.linker || before.outputs.length !== of.outputs.length) return false
  const containers = of.containers.length
  if (before.containers.length !== containers) return false
  for (let index = 0; index < list.sources.length; index += 1) {
    const [old, now] =
      index < containers
        ? [before.containers[index]!, of.containers[index]!]
        : [before.outputs[index - containers]!, of.outputs[index - containers]!]
    if (old === now) continue
    const places = placesAt(index, of, backends)
    if (places === list.sources[index]!.places) continue
    if (!replaced(list.makers, list.sources[index]!.places, places, index)) return false
    list.sources[index] = { places, own: ownOf(places, index, list.makers) }
  }
  list.of = of
  return true
}
function replaced(makers: Map<string, Maker>, old: readonly Place[], now: readonly Place[], index: number): boolean {
  for (const { path } of now) {
    const maker = makers.get(path)
    if (maker && index < maker.first) return false
    makers.set(path, maker ? { first: maker.first, count: maker.count + 1 } : { first: index, count: 1 })
  }
  for (const { path } of old) {
    const { first, count } = makers.get(path)!
    if (count === 1) makers.delete(path)
    else {
      makers.set(path, { first, count: count - 1 })
      if (first === index && !now.some((place) => place.path === path)) return false
    }
  }
  return true
}

const containerFiles = new WeakMap<Rendered, Shown>()
function containerPlaces(
  rendered: Rendered,
  { container, directory, host, linker }: Pick<Shown, 'directory' | 'linker'> & { container: Container; host: string },
): readonly Place[] {
  const known = containerFiles.get(rendered)
  if (known && known.linker === linker && known.directory === directory) return known.places
  const source: Place['source'] = { of: container.name, host, placement: null, linker }
  const places: Place[] = []
  for (const { at, to } of rendered.links)
    if ('copy' in to) places.push({ artefact: to.copy, path: `${directory}/${at}`, source, file: null })
  containerFiles.set(rendered, { linker, directory, places })
  return places
}

/** A file where it stands; as it is shown once somebody asks, and only the first time that its path comes. */
interface Place {
  readonly artefact: Artefact
  readonly path: string
  readonly source: {
    /** The name whose reload files `current` means. */
    readonly of: string
    readonly host: string
    readonly placement: string | null
    readonly linker: Linker
  }
  file: PreviewFile | null
}
interface Shown {
  readonly linker: Linker
  readonly directory: string
  readonly places: readonly Place[]
}
const shown = kept<Output, Shown>()
/** The files of one placement, shown again for as long as it, its host and its container's directory stay the same. */
function placesOf(output: Output, { linker, directory }: Pick<Shown, 'linker' | 'directory'>): readonly Place[] {
  const known = shown.get(output)
  if (known && known.linker === linker && known.directory === directory) return known.places
  const { placement, rendered, lowered } = output
  const of = lowered.name
  const source: Place['source'] = { of, host: placement.host, placement: placement.id, linker }
  const places: Place[] = []
  for (const { at, to } of rendered.links)
    if ('copy' in to) places.push({ artefact: to.copy, path: `${directory}/${at}`, source, file: null })
  for (const artefact of placement.reloadFiles)
    places.push({ artefact, path: `${linker.links(of)}/${artefact.name}`, source, file: null })
  // A handful: looking through them is quicker than a set of them.
  const elsewhere = places.map(({ artefact }) => artefact)
  for (const artefact of closureOf(artefactsOf(output)))
    if (!elsewhere.includes(artefact)) places.push({ artefact, path: linker.path(artefact, of), source, file: null })
  shown.set(output, { linker, directory, places })
  return places
}

function previewOf({ artefact, path, source: { of, host, placement, linker } }: Place): PreviewFile {
  const { kind, mode } = artefact
  return { path, host, placement, kind, format: formatOf(artefact), mode, parts: linker.shown(artefact, of) }
}

const BY_ENDING: Readonly<Record<string, string>> = {
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  xml: 'xml',
  plist: 'xml',
  sh: 'shell',
  js: 'javascript',
  mjs: 'javascript',
  sql: 'sql',
  toml: 'toml',
  ini: 'ini',
  py: 'python',
  nix: 'nix',
}
/** How a file is coloured, from what it begins with and how its name ends. */
function formatOf(artefact: Artefact): string {
  if (artefact.kind === 'launcher') return 'shell'
  let start = ''
  for (let index = 0; index < 8 && index < artefact.content.length; index += 1) {
    const part = artefact.content[index]!
    if ('s' in part) start += part.s
  }
  start = start.slice(0, 400)
  if (/^#!.*\bnode\b/.test(start)) return 'javascript'
  if (start.startsWith('#!')) return 'shell'
  const ending = BY_ENDING[artefact.name.slice(artefact.name.lastIndexOf('.') + 1)]
  if (ending) return ending
  if (/^\s*(?:[#;].*\n\s*)*\[[^\]\n]+\]/.test(start)) return 'ini'
  return /[;{]\s*$/m.test(start) ? 'nginx' : 'text'
}
