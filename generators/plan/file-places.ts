/** Where the files of a manifest are on their host. */
import type { HostManifest } from '../contract/manifest.ts'

/** In: a host. Out: the absolute path of each of its files by `hash/name`: in the store or, where it holds secrets, beside it. */
export function filePlaces({ prefix, files }: Pick<HostManifest, 'prefix' | 'files'>): (key: string) => string {
  const besides = besidesOf(files)
  return (key) => `${prefix}/${besides.get(key) ?? `store/${key}`}`
}

const known = new WeakMap<HostManifest['files'], ReadonlyMap<string, string>>()
/** Looked for once a host: every process that starts asks. */
function besidesOf(files: HostManifest['files']): ReadonlyMap<string, string> {
  const before = known.get(files)
  if (before) return before
  const found = new Map<string, string>()
  for (const { hash, name, secret } of files) if (secret) found.set(`${hash}/${name}`, secret.at)
  known.set(files, found)
  return found
}
