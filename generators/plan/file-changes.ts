/** File by file what a transition changes on hosts, as the plan page compares it. */
import type { FileChange, HostManifest, Installed } from '../contract/manifest.ts'
import { filePlaces } from './file-places.ts'

/** In: a host before and after. Out: every file whose text differs; store files are matched by placement and name. */
export function fileChangesOf(previous: HostManifest | null, next: HostManifest | null): FileChange[] {
  const [before, after] = [shownFiles(previous), shownFiles(next)]
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort()
  return keys.flatMap((key): FileChange[] => {
    const [old, now] = [before.get(key), after.get(key)]
    if (old?.text === now?.text) return []
    const shown = now ?? old!
    return [{ path: shown.path, placement: shown.placement, before: old?.text ?? null, after: now?.text ?? null }]
  })
}

interface Shown {
  readonly path: string
  readonly placement: string | null
  readonly text: string
}
function shownFiles(host: HostManifest | null): ReadonlyMap<string, Shown> {
  const shown = new Map<string, Shown>()
  if (!host) return shown
  const placeOf = filePlaces(host)
  const texts = new Map(host.files.map((file) => [`${file.hash}/${file.name}`, file.text]))
  const show = (key: string, path: string, placement: string | null, text: string) =>
    shown.set(key, { path, placement, text })
  const installed = (one: Installed, placement: string | null) =>
    show(one.at, one.at, placement, 'copy' in one ? (texts.get(one.copy) ?? '') : `-> ${one.link}\n`)

  for (const container of host.containers) for (const one of container.installed) installed(one, null)
  for (const entry of host.entries) {
    const elsewhere = new Set<string>()
    for (const one of entry.installed) {
      installed(one, entry.placement)
      if ('copy' in one) elsewhere.add(one.copy)
    }
    for (const [path, key] of Object.entries(entry.links)) {
      show(path, path, entry.placement, texts.get(key) ?? '')
      elsewhere.add(key)
    }
    for (const key of entry.files) {
      if (elsewhere.has(key)) continue
      show(`${entry.placement} ${key.slice(key.indexOf('/') + 1)}`, placeOf(key), entry.placement, texts.get(key) ?? '')
    }
  }
  return shown
}
