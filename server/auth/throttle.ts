/** Slows guessing: per account and per address, counted in the store, so that neither a restart nor a second process helps. */
import { AppError } from '#server/app-error.ts'
import type { Attempts } from '#server/store/attempts.ts'

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
 * Runs `attempt` unless one of the keys has to wait. Every try counts as a failure until it succeeded: tries at the same
 * moment cannot slip under the limit. Throws `too-many-tries` with the seconds to wait.
 */
export async function throttled<Value>(
  attempts: Attempts,
  keys: Readonly<Record<string, Limit>>,
  attempt: () => Promise<Value | null>,
  now: () => Date = () => new Date(),
): Promise<Value | null> {
  const start = now()
  await attempts.removeQuiet(new Date(start.getTime() - FORGIVEN_AFTER_MS))
  for (const key of Object.keys(keys)) {
    const until = (await attempts.find(key))?.blockedUntil
    if (until && until > start) {
      const seconds = Math.ceil((until.getTime() - start.getTime()) / 1000)
      throw new AppError('too-many-tries', 'Too many tries.', {
        wayOut: `Try again in ${seconds} s.`,
        retryAfter: seconds,
      })
    }
  }
  for (const [key, limit] of Object.entries(keys)) {
    const wait = waitAfter(await attempts.increment(key, start), limit)
    if (wait > 0) await attempts.block(key, new Date(start.getTime() + wait * 1000))
  }
  const value = await attempt()
  if (value !== null) for (const key of Object.keys(keys)) await attempts.remove(key)
  return value
}
