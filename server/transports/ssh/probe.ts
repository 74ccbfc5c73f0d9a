/** The keys that a machine shows, before any of them is trusted. */
import { createHash } from 'node:crypto'
import { TransportError } from '../contract.ts'
import { spawnCommand } from '../spawn.ts'

/** A host key as shown before it is accepted. */
export interface ShownKey {
  readonly type: string
  readonly fingerprint: string
  /** The line for known_hosts, without the host. */
  readonly key: string
}

/** `SHA256:...` as `ssh-keygen -l` prints it: over the key's bytes, base64 without its padding. */
export function fingerprint(key: string): string {
  const bytes = Buffer.from(key.split(' ')[1] ?? '', 'base64')
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`
}

/** The newest kinds come first: the first is the one to accept. */
const KINDS = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa']

export async function probeKeys(
  host: string,
  port: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly ShownKey[]> {
  if (!/^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/.test(host))
    throw new TransportError('protocol', `${host} is no name of a host`)
  const result = await spawnCommand(
    ['ssh-keyscan', '-T', '5', '-p', String(port), host],
    { seconds: 20, signal: options.signal },
    { env: { PATH: process.env.PATH ?? '/usr/bin:/bin' } },
  )
  const keys = result.stdout.split('\n').flatMap((line) => {
    const [, type, key] = /^\S+ (\S+) ([A-Za-z0-9+/=]+)$/.exec(line.trim()) ?? []
    return type && key ? [{ type, key: `${type} ${key}`, fingerprint: fingerprint(`${type} ${key}`) }] : []
  })
  if (keys.length === 0) throw new TransportError('unreachable', `no SSH server answers at ${host}, port ${port}`)
  const rank = (type: string) => (KINDS.indexOf(type) + KINDS.length + 1) % (KINDS.length + 1)
  return keys.sort((a, b) => rank(a.type) - rank(b.type))
}
