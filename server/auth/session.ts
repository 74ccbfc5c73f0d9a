/** A session: a random token in a cookie that no script can read, and its hash in the store. */
import type { Me } from '#server/api/views.ts'
import type { Store } from '#server/store/store.ts'
import { hashToken, newToken } from './token.ts'

const COOKIE = 'longrun_session'
const DAYS = 14

function expiry(now: Date): Date {
  return new Date(now.getTime() + DAYS * 86_400_000)
}

/** Begins a session for `me`; gives the token, which is kept nowhere. What was carried before ends: a planted token is worth nothing. */
export async function beginSession(store: Store, me: Me, address: string, carried: string | null): Promise<string> {
  const now = new Date()
  if (carried) await store.sessions.remove(hashToken(carried))
  await store.sessions.removeExpired(now)
  const token = newToken()
  await store.sessions.create({ tokenHash: hashToken(token), userId: me.id, expiresAt: expiry(now), address })
  return token
}

/** Whose session the token is. Used within its last half, a session lasts on. */
export async function resumeSession(store: Store, token: string | null): Promise<Me | null> {
  if (!token) return null
  const now = new Date()
  const found = await store.sessions.find(hashToken(token), now)
  if (!found) return null
  if (found.expiresAt.getTime() - now.getTime() < (DAYS / 2) * 86_400_000)
    await store.sessions.extend(hashToken(token), expiry(now))
  return found.me
}

export async function endSession(store: Store, token: string | null): Promise<void> {
  if (token) await store.sessions.remove(hashToken(token))
}

/** The token in a `Cookie` header. */
export function tokenIn(cookies: string | null): string | null {
  for (const pair of cookies?.split(';') ?? []) {
    const [name, value] = pair.trim().split('=')
    if (name === COOKIE && value) return value
  }
  return null
}

/** A `Set-Cookie` header that hands out the token; `null` takes it back. Secure where the page came over https. */
export function sessionCookie(token: string | null, secure: boolean): string {
  const age = token === null ? 0 : DAYS * 86_400
  return `${COOKIE}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure ? '; Secure' : ''}`
}
