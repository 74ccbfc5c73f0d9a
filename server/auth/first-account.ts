/**
 * The first account: made with a one-time code that only the terminal of `npm start` shows, so that whoever reaches the
 * port first cannot take the server over.
 */
import type { Me } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { Store } from '#server/store/store.ts'
import { hashPassword } from './password.ts'
import { ADDRESS, throttled } from './throttle.ts'
import { hashToken, newToken } from './token.ts'

const SETTING = 'first-account-code'

/** A new code, kept as its hash; an older one is worth nothing from now on. `null` once there is an account. */
export async function issueFirstAccountCode(store: Store): Promise<string | null> {
  if ((await store.users.count()) > 0) return null
  const code = newToken()
  await store.settings.set(SETTING, hashToken(code))
  return code
}

/** Makes the first account, an admin. Of several who carry the code one succeeds. */
export async function createFirstAccount(
  store: Store,
  account: { readonly code: string; readonly name: string; readonly password: string },
  address: string,
): Promise<Me> {
  const refused = new AppError('forbidden', 'This link does not open the server.', {
    wayOut: 'Use the newest link that npm start printed; each works once.',
  })
  if ((await store.users.count()) > 0) throw refused
  const passwordHash = await hashPassword(account.password)
  const taken = await throttled(store.attempts, { [`address:${address}`]: ADDRESS }, async () =>
    (await store.settings.take(SETTING, hashToken(account.code))) ? true : null,
  )
  if (!taken) throw refused
  return store.users.create({ name: account.name, passwordHash, role: 'admin' })
}
