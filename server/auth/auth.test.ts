/** Passwords, sessions, throttling and the first account, on a real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '#server/store/store.ts'
import { type TemporaryStore, temporaryStore } from '#server/store/temporary.ts'
import { createFirstAccount, issueFirstAccountCode } from './first-account.ts'
import { isSameOrigin } from './origin.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { requireRole } from './rules.ts'
import { beginSession, endSession, resumeSession, sessionCookie, tokenIn } from './session.ts'
import { signIn } from './sign-in.ts'
import { ACCOUNT, throttled, waitAfter } from './throttle.ts'
import { hashToken } from './token.ts'

let temporary: TemporaryStore
let store: Store
beforeEach(() => {
  temporary = temporaryStore()
  store = temporary.store
})
afterEach(() => temporary.remove())

async function ann(): Promise<void> {
  await store.users.create({ name: 'Ann', passwordHash: await hashPassword('correct horse'), role: 'operator' })
}

describe('password', () => {
  test('the right one only, salted, also in another composition', async () => {
    const hash = await hashPassword('caf\u00e9 12345')
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/)
    expect(hash).not.toBe(await hashPassword('caf\u00e9 12345'))
    expect(await verifyPassword('cafe\u0301 12345', hash)).toBe(true)
    expect(await verifyPassword('cafe 12345', hash)).toBe(false)
    expect(await verifyPassword('anything', null)).toBe(false)
    expect(await verifyPassword('anything', 'plain')).toBe(false)
  })
})

describe('sign-in', () => {
  test('finds the account whatever the case, and says not which part was wrong', async () => {
    await ann()
    expect((await signIn(store, 'ANN', 'correct horse', '::1')).name).toBe('Ann')
    const wrongPassword = await signIn(store, 'ann', 'x', '::1').catch((error: Error) => error.message)
    const wrongName = await signIn(store, 'bob', 'x', '::1').catch((error: Error) => error.message)
    expect(wrongPassword).toBe(wrongName)
  })

  test('after five failures the account waits, also for the right password, also over a new process', async () => {
    await ann()
    for (let i = 0; i < ACCOUNT.free; i++)
      await expect(signIn(store, 'ann', 'x', `10.0.0.${i}`)).rejects.toThrow('together')
    await temporary.reopen()
    store = temporary.store
    await expect(signIn(store, 'ann', 'correct horse', '10.0.0.9')).rejects.toMatchObject({
      code: 'too-many-tries',
      retryAfter: expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 30),
    })
  })

  test('an address waits too, whatever the accounts', async () => {
    const keys = { 'address:x': { free: 2, seconds: 30 } }
    await throttled(store.attempts, keys, async () => null)
    await throttled(store.attempts, keys, async () => null)
    await expect(throttled(store.attempts, keys, async () => 'in')).rejects.toMatchObject({ code: 'too-many-tries' })
    const later = () => new Date(Date.now() + 31_000)
    expect(await throttled(store.attempts, keys, async () => 'in', later)).toBe('in')
    expect(await throttled(store.attempts, keys, async () => 'in')).toBe('in')
  })

  test('twenty tries at once count as twenty', async () => {
    const keys = { 'account:y': ACCOUNT }
    await Promise.allSettled(Array.from({ length: 20 }, () => throttled(store.attempts, keys, async () => null)))
    await expect(throttled(store.attempts, keys, async () => 'in')).rejects.toMatchObject({ code: 'too-many-tries' })
  })

  test('twenty tries at once get no further than twenty in turn: only the free ones are looked at', async () => {
    let looked = 0
    const tries = Array.from({ length: 20 }, () =>
      throttled(store.attempts, { 'account:z': ACCOUNT }, async () => {
        looked++
        return null
      }),
    )
    await Promise.allSettled(tries)
    expect(looked).toBe(ACCOUNT.free)
  })

  test.each([
    [4, 0],
    [5, 30],
    [6, 60],
    [100, 900],
  ])('after %i failures wait %i s', (failures, seconds) => {
    expect(waitAfter(failures, ACCOUNT)).toBe(seconds)
  })
})

describe('session', () => {
  test('is kept as a hash, ends with the sign-out, and the token carried before ends with the sign-in', async () => {
    await ann()
    const me = await signIn(store, 'ann', 'correct horse', '::1')
    const first = await beginSession(store, me, '::1', null)
    expect(await resumeSession(store, first)).toEqual(me)
    expect(await resumeSession(store, hashToken(first))).toBeNull()
    const second = await beginSession(store, me, '::1', first)
    expect(await resumeSession(store, first)).toBeNull()
    await endSession(store, second)
    expect(await resumeSession(store, second)).toBeNull()
  })

  test('ends with its account', async () => {
    await ann()
    const me = await signIn(store, 'ann', 'correct horse', '::1')
    const token = await beginSession(store, me, '::1', null)
    await store.users.create({ name: 'Root', passwordHash: '-', role: 'admin' })
    await store.users.remove(me.id)
    expect(await resumeSession(store, token)).toBeNull()
  })

  test('cookie', () => {
    expect(sessionCookie('abc', true)).toBe(
      'longrun_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600; Secure',
    )
    expect(sessionCookie(null, false)).toContain('Max-Age=0')
    expect(tokenIn('a=b; longrun_session=abc')).toBe('abc')
    expect(tokenIn(null)).toBeNull()
  })
})

describe('first account', () => {
  const account = { name: 'Ann', password: 'correct horse' }

  test('needs the newest code, once', async () => {
    const old = await issueFirstAccountCode(store)
    const code = await issueFirstAccountCode(store)
    if (!old || !code) throw new Error('no code')
    await expect(createFirstAccount(store, { ...account, code: old }, '::1')).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(createFirstAccount(store, { ...account, code: '' }, '::1')).rejects.toMatchObject({
      code: 'forbidden',
    })
    const tries = await Promise.allSettled(
      ['Ann', 'Bob', 'Eve'].map((name) => createFirstAccount(store, { ...account, name, code }, '::1')),
    )
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await store.users.list()).toMatchObject([{ role: 'admin' }])
    expect(await issueFirstAccountCode(store)).toBeNull()
  })
})

test.each([
  [{ origin: 'http://127.0.0.1:4312', host: '127.0.0.1:4312' }, true],
  [{ origin: 'http://evil.example', host: '127.0.0.1:4312' }, false],
  [{ origin: 'null', host: '127.0.0.1:4312' }, false],
  [{ host: '127.0.0.1:4312', 'sec-fetch-site': 'same-origin' }, true],
  [{ host: '127.0.0.1:4312', 'sec-fetch-site': 'cross-site' }, false],
  [{ host: '127.0.0.1:4312' }, false],
])('same origin %o: %s', (headers, same) => {
  expect(isSameOrigin(new Headers(headers as Record<string, string>))).toBe(same)
})

test('roles are ranks', () => {
  const viewer = { id: '1', name: 'V', role: 'viewer' } as const
  expect(requireRole(viewer, 'viewer')).toBe(viewer)
  expect(() => requireRole(viewer, 'operator')).toThrow('needs the role operator')
  expect(() => requireRole(null, 'viewer')).toThrow('not signed in')
})
