/** What every procedure is handed: the store, the hosts, and who asks. */

import { isSameOrigin } from '#server/auth/origin.ts'
import { addressOf } from '#server/auth/peer-address.ts'
import { resumeSession, tokenIn } from '#server/auth/session.ts'
import type { HostReach } from '#server/jobs/reach.ts'
import type { Store } from '#server/store/store.ts'
import type { Me } from './views.ts'

export interface Context {
  readonly store: Store
  readonly reach: HostReach
  readonly me: Me | null
  /** The session's token, as carried. */
  readonly token: string | null
  readonly address: string
  readonly secure: boolean
  /** Whether the request comes from our own pages: nothing else may change anything. */
  readonly sameOrigin: boolean
  /** Headers of the answer. */
  readonly answer: Headers
}

/** The context of one HTTP request. */
export async function contextOf(
  request: { readonly headers: Headers; readonly answer: Headers },
  services: Pick<Context, 'store' | 'reach'>,
): Promise<Context> {
  const token = tokenIn(request.headers.get('cookie'))
  return {
    ...services,
    me: await resumeSession(services.store, token),
    token,
    address: addressOf(request.headers),
    secure: request.headers.get('x-forwarded-proto') === 'https',
    sameOrigin: isSameOrigin(request.headers),
    answer: request.answer,
  }
}
