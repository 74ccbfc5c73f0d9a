/** The preconditions of a deployment, as far as the last capture knows them. */
import type { HostView } from '#server/api/views.ts'

export interface Readiness {
  readonly says: string
  /** `null`: not known. */
  readonly ok: boolean | null
  readonly found: string
}

export function readiness(host: HostView): readonly Readiness[] {
  const { facts } = host
  return [
    {
      says: 'It answers',
      ok: host.reach === 'unknown' ? null : host.reach === 'reached',
      found: host.problem ?? (host.reach === 'unknown' ? 'not asked yet' : ''),
    },
    ...(host.keyFingerprint
      ? [{ says: 'Host key is the accepted one', ok: host.reach === 'reached' ? true : null, found: '' }]
      : []),
    { says: 'POSIX shell answers', ok: facts ? true : null, found: facts?.shell ?? '' },
    { says: 'Store has a place', ok: facts ? true : null, found: facts?.prefix ?? '' },
    {
      says: 'A process manager was found',
      ok: facts ? host.containers.length > 0 : null,
      found: host.containers.map(({ title }) => title).join(', '),
    },
    {
      says: 'No lock is held',
      ok: facts ? host.lockedBy === null : null,
      found: host.lockedBy ? `held by ${host.lockedBy}` : '',
    },
  ]
}
