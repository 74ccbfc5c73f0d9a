/** Statuses for those who look: a system that nobody looks at is not polled, and one that many look at is polled once. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlacementStatus } from '#server/api/views.ts'
import type { Store } from '#server/store/store.ts'
import type { HostReach } from './reach.ts'

export const POLL_MS = 5000

interface Services {
  readonly store: Store
  readonly reach: HostReach
}
interface Poll {
  readonly at: number
  readonly statuses: Promise<readonly PlacementStatus[]>
}
const polls = new Map<string, Poll>()

/** What runs of `system`, not older than `maxAgeMs`; calls at the same time share one question to each host. */
export async function statusesOf(
  { store, reach }: Services,
  system: string,
  maxAgeMs = 0,
): Promise<readonly PlacementStatus[]> {
  const { generation } = await store.systems.get(system)
  if (generation === null) return []
  const key = `${system}@${generation}`
  const last = polls.get(key)
  if (last && Date.now() - last.at < maxAgeMs) return last.statuses
  const { manifest } = await store.generations.get(system, generation)
  const poll: Poll = { at: Date.now(), statuses: reach.statuses(manifest) }
  polls.set(key, poll)
  // A failed poll is nobody's answer later on.
  poll.statuses.catch(() => polls.delete(key))
  return poll.statuses
}

/** The statuses now and every five seconds, until the signal fires. */
export async function* watchStatuses(
  services: Services,
  system: string,
  signal: AbortSignal,
): AsyncGenerator<readonly PlacementStatus[], void> {
  while (!signal.aborted) {
    yield await statusesOf(services, system, POLL_MS - 500)
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
}
