/** The files of a host as the editor shows them: holes as text, every part with its origin. */
import type { Container, Rendered } from './contract/backend.ts'
import type { Backends, Output, PreviewFile } from './contract/compiled.ts'
import type { Artefact } from './contract/text.ts'
import { closureOf, type Linker } from './plan/link.ts'
import { artefactsOf, type HostOutputs } from './plan/manifest.ts'

/** In: what was made for one host. Out: what its managers read, then the model's own files, then scripts; each path once. */
export function previewFiles(
  { host, facts, linker, outputs, containers }: HostOutputs,
  backends: Backends,
): PreviewFile[] {
  const directories = new Map<Container, string>()
  const sources: (readonly Place[])[] = []
  for (const { container, rendered } of containers) {
    const directory = backends.get(container.type)!.declaration.directory(container, facts)
    directories.set(container, directory)
    sources.push(rendered ? containerPlaces(rendered, { container, directory, host, linker }) : [])
  }
  for (const output of outputs)
    sources.push(placesOf(output, { directory: directories.get(output.placement.container)!, linker }))
  const [first] = containers
  return first ? listOf(first.container, sources) : []
}

/** The files of one host as they were listed last: each path by the first of those that make it. */
interface Listed {
  sources: readonly (readonly Place[])[]
  readonly makers: Map<string, Maker>
  /** Of each source, the files that it is the first to make, by kind. */
  readonly own: PreviewFile[][][]
}
interface Maker {
  first: number
  count: number
}
const listed = new WeakMap<Container, Listed>()
const KINDS: readonly Artefact['kind'][] = ['native', 'user', 'launcher']

/** In order of kind, then of source. After an edit only the sources that are others are looked at again. */
function listOf(key: Container, sources: readonly (readonly Place[])[]): PreviewFile[] {
  const before = listed.get(key)
  const now = before && updated(before, sources) ? before : listAll(sources)
  if (now !== before) listed.set(key, now)
  const files: PreviewFile[] = []
  for (let kind = 0; kind < KINDS.length; kind += 1)
    for (const own of now.own) for (const file of own[kind]!) files.push(file)
  return files
}
function listAll(sources: readonly (readonly Place[])[]): Listed {
  const makers = new Map<string, Maker>()
  const own = sources.map((places, index) => {
    for (const { path } of places) {
      const maker = makers.get(path)
      if (maker) maker.count += 1
      else makers.set(path, { first: index, count: 1 })
    }
    return ownOf(places, index, makers)
  })
  return { sources, makers, own }
}
function ownOf(places: readonly Place[], index: number, makers: ReadonlyMap<string, Maker>): PreviewFile[][] {
  const own: PreviewFile[][] = [[], [], []]
  const seen = new Set<string>()
  for (const place of places) {
    if (makers.get(place.path)!.first !== index || seen.has(place.path)) continue
    seen.add(place.path)
    own[KINDS.indexOf(place.artefact.kind)]!.push((place.file ??= previewOf(place)))
  }
  return own
}

/** Whether the list could be brought up to date: not where another source would become the first to make a path. */
function updated(list: Listed, sources: readonly (readonly Place[])[]): boolean {
  if (list.sources.length !== sources.length) return false
  for (let index = 0; index < sources.length; index += 1) {
    const [old, now] = [list.sources[index]!, sources[index]!]
    if (old === now) continue
    // On failure the list is made anew from the start, so a half of it that was updated is never seen.
    if (!replaced(list.makers, old, now, index)) return false
    list.own[index] = ownOf(now, index, list.makers)
  }
  list.sources = sources
  return true
}
function replaced(makers: Map<string, Maker>, old: readonly Place[], now: readonly Place[], index: number): boolean {
  for (const { path } of now) {
    const maker = makers.get(path)
    if (!maker) makers.set(path, { first: index, count: 1 })
    else if (index < maker.first) return false
    else maker.count += 1
  }
  for (const { path } of old) {
    const maker = makers.get(path)!
    maker.count -= 1
    if (maker.count === 0) makers.delete(path)
    else if (maker.first === index && !now.some((place) => place.path === path)) return false
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
  const places = rendered.links.flatMap(({ at, to }): Place[] =>
    'copy' in to
      ? [{ artefact: to.copy, path: `${directory}/${at}`, of: container.name, host, placement: null, linker }]
      : [],
  )
  containerFiles.set(rendered, { linker, directory, places })
  return places
}

/** A file where it stands; as it is shown once somebody asks, and only the first time that its path comes. */
interface Place {
  readonly artefact: Artefact
  readonly path: string
  /** The name whose reload files `current` means. */
  readonly of: string
  readonly host: string
  readonly placement: string | null
  readonly linker: Linker
  file?: PreviewFile
}
interface Shown {
  readonly linker: Linker
  readonly directory: string
  readonly places: readonly Place[]
}
const shown = new WeakMap<Output, Shown>()
/** The files of one placement, shown again for as long as it, its host and its container's directory stay the same. */
function placesOf(output: Output, { linker, directory }: Pick<Shown, 'linker' | 'directory'>): readonly Place[] {
  const known = shown.get(output)
  if (known && known.linker === linker && known.directory === directory) return known.places
  const { placement, rendered, lowered } = output
  const of = lowered.name
  const places: Place[] = []
  const elsewhere = new Set<Artefact>()
  const add = (artefact: Artefact, path: string): void => {
    places.push({ artefact, path, of, host: placement.host, placement: placement.id, linker })
  }
  const addStable = (artefact: Artefact, path: string): void => {
    elsewhere.add(artefact)
    add(artefact, path)
  }
  for (const { at, to } of rendered.links) if ('copy' in to) addStable(to.copy, `${directory}/${at}`)
  for (const artefact of placement.reloadFiles) addStable(artefact, `${linker.links(of)}/${artefact.name}`)
  for (const artefact of closureOf(artefactsOf(output)))
    if (!elsewhere.has(artefact)) add(artefact, linker.path(artefact, of))
  shown.set(output, { linker, directory, places })
  return places
}

function previewOf({ artefact, path, of, host, placement, linker }: Place): PreviewFile {
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
  let start = ''
  for (let index = 0; index < 8 && index < artefact.content.length; index += 1) {
    const part = artefact.content[index]!
    if ('s' in part) start += part.s
  }
  start = start.slice(0, 400)
  if (/^#!.*\bnode\b/.test(start)) return 'javascript'
  if (artefact.kind === 'launcher' || start.startsWith('#!')) return 'shell'
  const ending = BY_ENDING[artefact.name.slice(artefact.name.lastIndexOf('.') + 1)]
  if (ending) return ending
  if (/^\s*(?:[#;].*\n\s*)*\[[^\]\n]+\]/.test(start)) return 'ini'
  return /[;{]\s*$/m.test(start) ? 'nginx' : 'text'
}
