/** A model as the files that its hosts would have: for the command line, which writes them, and the page, which packs them. */
import type { Declaration } from '../contract/backend.ts'
import type { HostManifest } from '../contract/manifest.ts'
import { root } from '../contract/path.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SystemDocument } from '../model/document.ts'
import { filePlaces } from '../plan/file-places.ts'

export type TreeFile = { readonly path: string } & (
  | { readonly text: string; readonly mode: number }
  | { readonly link: string }
)

/** Everything that a manifest puts on a host, below `root`, at the places where it would be there. */
export function hostTree(host: HostManifest, root: string): TreeFile[] {
  const below = (absolute: string) => `${root}${absolute}`
  const placeOf = filePlaces(host)
  const store = new Map(host.files.map((file) => [`${file.hash}/${file.name}`, file]))
  const tree: TreeFile[] = [...store].map(([key, { text, mode }]) => ({
    path: below(placeOf(key)),
    text,
    mode,
  }))
  const all = [...host.entries.flatMap((entry) => entry.installed), ...host.containers.flatMap((one) => one.installed)]
  for (const one of all) {
    if ('link' in one) tree.push({ path: below(one.at), link: one.link })
    else tree.push({ path: below(one.at), text: store.get(one.copy)?.text ?? '', mode: one.mode })
  }
  for (const { links } of host.entries)
    for (const [at, to] of Object.entries(links)) tree.push({ path: below(at), link: placeOf(to) })
  return tree
}

/** Each secret that a file waits for: the file is taken along with the secret's name in its place. Diagnostics: `export-secret`. */
export function secretsLeftOut({ host, files }: HostManifest): Diagnostic[] {
  return files.flatMap(({ name, secret }) => {
    const named = secret?.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.secret])) ?? []
    return [...new Set(named)].map(
      (one): Diagnostic => ({
        code: 'export-secret',
        severity: 'warning',
        at: root,
        data: { file: name, host, secret: one },
      }),
    )
  })
}

/**
 * The model with every process under one manager: a manifest is made of containers, not of a preview. A host whose
 * platform that manager is not made for is taken to be of the first that it is made for.
 */
export function under(
  document: SystemDocument,
  { id: type, platforms }: Pick<Declaration, 'id' | 'platforms'>,
): SystemDocument {
  const hosts = Object.entries(document.system.hosts).map(([name, host]) => {
    // A host that has this manager keeps what is known of it: where it looks, and for whom.
    const containers = Object.entries(host.containers).map(([container, own]) => [
      container,
      own.type === type ? own : { type },
    ])
    const platform = platforms.includes(host.platform) ? host.platform : (platforms[0] ?? host.platform)
    return [name, { ...host, platform, containers: Object.fromEntries(containers) }]
  })
  return { ...document, system: { ...document.system, hosts: Object.fromEntries(hosts) } }
}
