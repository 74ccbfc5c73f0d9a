/** The files of a host as the editor shows them: holes as text, every part with its origin. */
import type { Backends, Output, PreviewFile } from './contract/compiled.ts'
import type { Artefact } from './contract/text.ts'
import { closureOf, type Linker } from './plan/link.ts'
import { artefactsOf, type HostOutputs } from './plan/manifest.ts'

/** In: what was made for one host. Out: what its managers read, then scripts, then the model's own files; each path once. */
export function previewFiles(
  { host, facts, linker, outputs, containers }: HostOutputs,
  backends: Backends,
): PreviewFile[] {
  const files = new Map<string, PreviewFile>()
  const add = (file: PreviewFile) => {
    if (!files.has(file.path)) files.set(file.path, file)
  }
  const directories = new Map(
    containers.map(({ container }) => [
      container,
      backends.get(container.type)!.declaration.directory(container, facts),
    ]),
  )
  for (const { container, rendered } of containers)
    for (const { at, to } of rendered?.links ?? [])
      if ('copy' in to)
        add(previewOf(to.copy, { path: `${directories.get(container)}/${at}`, of: container.name, host, linker }))
  for (const output of outputs)
    for (const file of filesOf(output, { directory: directories.get(output.placement.container)!, linker })) add(file)
  const inOrder: Record<Artefact['kind'], PreviewFile[]> = { native: [], user: [], launcher: [] }
  for (const file of files.values()) inOrder[file.kind].push(file)
  return [...inOrder.native, ...inOrder.user, ...inOrder.launcher]
}

interface Shown {
  readonly linker: Linker
  readonly directory: string
  readonly files: readonly PreviewFile[]
}
const shown = new WeakMap<Output, Shown>()
/** The files of one placement, shown again for as long as it, its host and its container's directory stay the same. */
function filesOf(output: Output, { linker, directory }: Pick<Shown, 'linker' | 'directory'>): readonly PreviewFile[] {
  const known = shown.get(output)
  if (known && known.linker === linker && known.directory === directory) return known.files
  const { placement, rendered, lowered } = output
  const installed = rendered.links.flatMap(({ at, to }) =>
    'copy' in to ? [{ path: `${directory}/${at}`, artefact: to.copy }] : [],
  )
  const stable = placement.reloadFiles.map((artefact) => ({
    path: `${linker.links(lowered.name)}/${artefact.name}`,
    artefact,
  }))
  const elsewhere = new Set([...installed, ...stable].map(({ artefact }) => artefact))
  const stored = closureOf(artefactsOf(output)).filter((artefact) => !elsewhere.has(artefact))
  const all = [
    ...installed,
    ...stable,
    ...stored.map((artefact) => ({ path: linker.path(artefact, lowered.name), artefact })),
  ]
  const files = all.map(({ path, artefact }) =>
    previewOf(artefact, { path, of: lowered.name, host: placement.host, placement: placement.id, linker }),
  )
  shown.set(output, { linker, directory, files })
  return files
}

interface Place {
  readonly path: string
  /** The name whose reload files `current` means. */
  readonly of: string
  readonly host: string
  readonly placement?: string
  readonly linker: Linker
}
function previewOf(artefact: Artefact, { path, of, host, placement, linker }: Place): PreviewFile {
  const parts = artefact.content.map((part) => {
    if ('s' in part) return part
    const s = linker.show(part.hole, of, artefact)
    return part.from ? { s, from: part.from } : { s }
  })
  const { kind, mode } = artefact
  return { path, host, placement: placement ?? null, kind, format: formatOf(artefact), mode, parts }
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
  const start = artefact.content
    .slice(0, 8)
    .map((part) => ('s' in part ? part.s : ''))
    .join('')
    .slice(0, 400)
  if (/^#!.*\bnode\b/.test(start)) return 'javascript'
  if (artefact.kind === 'launcher' || /^#!/.test(start)) return 'shell'
  const ending = BY_ENDING[artefact.name.split('.').at(-1)!]
  if (ending) return ending
  if (/^\s*(?:[#;].*\n\s*)*\[[^\]\n]+\]/.test(start)) return 'ini'
  return /[;{]\s*$/m.test(start) ? 'nginx' : 'text'
}
