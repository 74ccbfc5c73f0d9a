/** Slows guessing: per account and per address, counted in the store, so that neither a restart nor a second process helps. */
import { AppError } from '#server/app-error.ts'
import type { Attempt, Attempts } from '#server/store/attempts.ts'

export interface Limit {
  /** Failures that cost nothing. */
  readonly free: number
  /** The wait after the first that does; doubles with each further one. */
  readonly seconds: number
}
export const ACCOUNT: Limit = { free: 5, seconds: 30 }
/** Higher: an office may share an address. */
export const ADDRESS: Limit = { free: 20, seconds: 30 }
const LONGEST_SECONDS = 15 * 60
const FORGIVEN_AFTER_MS = 60 * 60_000

/** How long to wait after this many failures. */
export function waitAfter(failures: number, { free, seconds }: Limit): number {
  return failures < free ? 0 : Math.min(LONGEST_SECONDS, seconds * 2 ** Math.min(failures - free, 20))
}

/**
 * Runs `attempt` unless one of the keys has to wait. Every try counts as a failure until it succeeded, and counting is a
 * compare-and-swap: of tries at the same moment no more are made than one after the other would be. Throws `too-many-tries`
 * with the seconds to wait.
 */
export async function throttled<Value>(
  attempts: Attempts,
  keys: Readonly<Record<string, Limit>>,
  attempt: () => Promise<Value | null>,
  now: () => Date = () => new Date(),
): Promise<Value | null> {
  const start = now()
  await attempts.removeQuiet(new Date(start.getTime() - FORGIVEN_AFTER_MS))
  // First all, so that a try that has to wait for one key is not counted for another.
  for (const key of Object.keys(keys)) refuseBlocked(await attempts.find(key), start)
  for (const [key, limit] of Object.entries(keys)) await count(attempts, key, limit, start)
  const value = await attempt()
  if (value !== null) for (const key of Object.keys(keys)) await attempts.remove(key)
  return value
}

async function count(attempts: Attempts, key: string, limit: Limit, now: Date): Promise<void> {
  for (;;) {
    const seen = await attempts.find(key)
    refuseBlocked(seen, now)
    const failures = (seen?.failures ?? 0) + 1
    const wait = waitAfter(failures, limit)
    const blockedUntil = wait > 0 ? new Date(now.getTime() + wait * 1000) : null
    if (await attempts.claim(key, seen, { failures, lastAt: now, blockedUntil })) return
  }
}

function refuseBlocked(seen: Attempt | null, now: Date): void {
  const until = seen?.blockedUntil
  if (!until || until <= now) return
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000)
  throw new AppError('too-many-tries', 'Too many tries.', {
    wayOut: `Try again in ${seconds} s.`,
    retryAfter: seconds,
  })
}
