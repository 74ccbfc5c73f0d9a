/** What a host is said to run: a digest over its own part of a manifest, so that a change elsewhere leaves its head alone. */
import { createHash } from 'node:crypto'
import type { HostManifest, Manifest } from '#generators/contract/manifest.ts'
import type { Reply } from '#server/host-kit/client.ts'
import { decodeWord } from '#server/host-kit/words.ts'

const known = new WeakMap<HostManifest, string>()

/** Keys in one order, so that a manifest that was stored and read again is the same. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, canonical(member)]),
  )
}

/** Empty where the manifest has nothing for that host. */
export function headDigest(manifest: Manifest | null, host: string): string {
  const part = manifest?.hosts[host]
  if (!part || (part.entries.length === 0 && part.containers.length === 0)) return ''
  let digest = known.get(part)
  if (!digest) {
    digest = createHash('sha256')
      .update(JSON.stringify(canonical(part)))
      .digest('hex')
      .slice(0, 32)
    known.set(part, digest)
  }
  return digest
}

const UNDECIDED = new Set(['changing', 'active', 'reverting', 'stuck'])

/**
 * What a host runs by its own word, out of the answer to `hello` or `status`: its head or, where somebody began to change it
 * and did not decide, what it goes back to. Empty: nothing.
 */
export function headSaid(reply: Reply): string {
  const [state = '', , , , base = '-'] = reply.first('state')?.words ?? []
  return decodeWord(UNDECIDED.has(state) ? base : (reply.first('head')?.words[1] ?? '-'))
}
