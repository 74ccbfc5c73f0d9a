/** The files of what runs, by the same keys as the preview's: what the draft is compared with. */
import type { Manifest } from '#generators/contract/manifest.ts'
import { filePlaces } from '#generators/plan/file-places.ts'

/** Keys `host:path` of everything that is installed and of every stable link; store paths change with their content and say nothing. */
export function runningTexts(manifest: Manifest | null): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const host of Object.values(manifest?.hosts ?? {})) {
    const placeOf = filePlaces(host)
    const stored = new Map(host.files.map((file) => [`${file.hash}/${file.name}`, file.text]))
    const put = (path: string, address: string) => {
      const text = stored.get(address)
      if (text !== undefined) texts.set(`${host.host}:${path}`, text)
    }
    for (const { installed } of [...host.containers, ...host.entries])
      for (const one of installed) if ('copy' in one) put(one.at, one.copy)
    for (const entry of host.entries) {
      for (const [path, address] of Object.entries(entry.links)) put(path, address)
      for (const address of entry.files) put(placeOf(address), address)
    }
  }
  return texts
}
