/** Where the files of a manifest are on their host. */
import type { HostManifest } from '../contract/manifest.ts'

/** In: a host. Out: the absolute path of each of its files by `hash/name`: in the store or, where it holds secrets, beside it. */
export function filePlaces({ prefix, files }: Pick<HostManifest, 'prefix' | 'files'>): (key: string) => string {
  const beside = new Map(files.flatMap(({ hash, name, secret }) => (secret ? [[`${hash}/${name}`, secret.at]] : [])))
  return (key) => `${prefix}/${beside.get(key) ?? `store/${key}`}`
}
