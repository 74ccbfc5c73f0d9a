/** Reaches the hosts that the store knows, over the transport that each was enrolled with. */
import { AppError } from '#server/app-error.ts'
import type { Store } from '#server/store/store.ts'
import type { HostReach } from './reach.ts'

export function reach(_store: Store): HostReach {
  const notYet = async (): Promise<never> => {
    throw new AppError('unreachable', 'This build reaches no host yet.')
  }
  return {
    probe: notYet,
    fingerprint: notYet,
    connect: notYet,
    capture: notYet,
    statuses: notYet,
    logTail: notYet,
    logFollow: notYet,
  }
}
