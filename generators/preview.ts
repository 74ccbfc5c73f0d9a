/** The files of a host as the editor shows them: holes as text, every part with its origin. */
import type { Container } from './contract/backend.ts'
import type { Backends, Output, PreviewFile } from './contract/compiled.ts'
import type { Artefact } from './contract/text.ts'
import { closureOf } from './plan/link.ts'
import { artefactsOf, type HostOutputs } from './plan/manifest.ts'

/** In: what was made for one host. Out: what its managers read, then scripts, then the model's own files; each path once. */
export function previewFiles(
  { host, facts, linker, outputs, containers }: HostOutputs,
  backends: Backends,
): PreviewFile[] {
  const files = new Map<string, PreviewFile>()
  const directoryOf = (container: Container) => backends.get(container.type)!.declaration.directory(container, facts)
  const add = (path: string, artefact: Artefact, of: string, placement: string | null) => {
    if (files.has(path)) return
    const parts = artefact.content.map((part) => {
      const s = 's' in part ? part.s : linker.show(part.hole, of, artefact)
      return part.from ? { s, from: part.from } : { s }
    })
    files.set(path, {
      path,
      host,
      placement,
      kind: artefact.kind,
      format: formatOf(artefact),
      mode: artefact.mode,
      parts,
    })
  }
  for (const { container, rendered } of containers)
    for (const { at, to } of rendered?.links ?? [])
      if ('copy' in to) add(`${directoryOf(container)}/${at}`, to.copy, container.name, null)
  for (const output of outputs)
    for (const { path, artefact } of shown(output)) add(path, artefact, output.lowered.name, output.placement.id)
  return [...files.values()].sort((a, b) => ORDER[a.kind] - ORDER[b.kind])

  function shown(output: Output): { path: string; artefact: Artefact }[] {
    const { placement, rendered, lowered } = output
    const directory = directoryOf(placement.container)
    const installed = rendered.links.flatMap(({ at, to }) =>
      'copy' in to ? [{ path: `${directory}/${at}`, artefact: to.copy }] : [],
    )
    const stable = placement.reloadFiles.map((artefact) => ({
      path: `${linker.links(lowered.name)}/${artefact.name}`,
      artefact,
    }))
    const elsewhere = new Set([...installed, ...stable].map(({ artefact }) => artefact))
    const stored = closureOf(artefactsOf(output)).filter((artefact) => !elsewhere.has(artefact))
    return [
      ...installed,
      ...stable,
      ...stored.map((artefact) => ({ path: linker.path(artefact, lowered.name), artefact })),
    ]
  }
}
const ORDER = { native: 0, user: 1, launcher: 2 } as const

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
