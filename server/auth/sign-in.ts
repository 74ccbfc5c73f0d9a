/** Signing in with name and password. */
import type { Me } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import type { Store } from '#server/store/store.ts'
import { nameKey } from '#server/store/users.ts'
import { verifyPassword } from './password.ts'
import { ACCOUNT, ADDRESS, throttled } from './throttle.ts'

/** Throws `forbidden` without saying which of the two was wrong, and `too-many-tries`. */
export async function signIn(store: Store, name: string, password: string, address: string): Promise<Me> {
  const keys = { [`account:${nameKey(name)}`]: ACCOUNT, [`address:${address}`]: ADDRESS }
  const me = await throttled(store.attempts, keys, async () => {
    const found = await store.users.findForSignIn(name)
    const right = await verifyPassword(password, found?.passwordHash ?? null)
    return found && right ? found.me : null
  })
  if (!me) throw new AppError('forbidden', 'That name and password do not belong together.', { wayOut: 'Try again.' })
  return me
}
