/** The files of a host as the editor shows them: holes as text, every part with its origin. */
import type { Container } from './contract/backend.ts'
import type { Backends, Output, PreviewFile } from './contract/compiled.ts'
import type { Artefact } from './contract/text.ts'
import { closureOf, type Linker } from './plan/link.ts'
import { artefactsOf, type HostOutputs } from './plan/manifest.ts'

/** In: what was made for one host. Out: what its managers read, then the model's own files, then scripts; each path once. */
export function previewFiles(
  { host, facts, linker, outputs, containers }: HostOutputs,
  backends: Backends,
): PreviewFile[] {
  const seen = new Set<string>()
  const inOrder: Record<Artefact['kind'], PreviewFile[]> = { native: [], user: [], launcher: [] }
  const add = (place: Place): void => {
    if (seen.has(place.path)) return
    seen.add(place.path)
    inOrder[place.artefact.kind].push((place.file ??= previewOf(place)))
  }
  const directories = new Map<Container, string>()
  for (const { container, rendered } of containers) {
    const directory = backends.get(container.type)!.declaration.directory(container, facts)
    directories.set(container, directory)
    for (const { at, to } of rendered?.links ?? [])
      if ('copy' in to)
        add({ artefact: to.copy, path: `${directory}/${at}`, of: container.name, host, placement: null, linker })
  }
  for (const output of outputs)
    for (const place of placesOf(output, { directory: directories.get(output.placement.container)!, linker }))
      add(place)
  return [...inOrder.native, ...inOrder.user, ...inOrder.launcher]
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
