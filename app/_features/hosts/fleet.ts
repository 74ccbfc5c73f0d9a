/** The sentences over hosts. */
import { count, listed, type Phrase, phrase } from '#app/_ui/answer.ts'
import type { HostView } from '#server/api/views.ts'

/** All hosts: who cannot be reached comes first. */
export function fleetAnswer(hosts: readonly HostView[]): readonly Phrase[] {
  if (hosts.length === 0) return [phrase('No host is known yet.')]
  const away = hosts.filter(({ reach }) => reach === 'unreachable').map(({ name }) => name)
  const unknown = hosts.filter(({ reach }) => reach === 'unknown').length
  const reached = hosts.length - away.length - unknown
  const good =
    reached === hosts.length
      ? `${count(reached, 'host', 'hosts')}, ${reached === 1 ? 'reached' : 'all reached'}.`
      : `${count(reached, 'host was', 'hosts were')} reached.`
  return [
    ...(away.length ? [phrase(`${listed(away)} cannot be reached.`, 'drift')] : []),
    ...(reached ? [phrase(good)] : []),
    ...(unknown ? [phrase(`${count(unknown, 'host was', 'hosts were')} not asked yet.`, 'quiet')] : []),
  ]
}

/** One host: how many of the processes that should run there are seen to. `null`: it was not asked yet. */
export function hostAnswer(
  host: HostView,
  running: { readonly up: number; readonly of: number; readonly unknown: number },
): readonly Phrase[] {
  if (host.reach === 'unreachable')
    return [
      phrase(`${host.name} cannot be reached.`, 'drift'),
      ...(running.of ? [phrase(`What its ${count(running.of, 'process does', 'processes do')} is unknown.`)] : []),
    ]
  // The host says at once which systems are on it; what their processes do arrives later.
  if (running.of === 0 && host.systems.length === 0) return [phrase(`Nothing of Longrun runs on ${host.name}.`)]
  if (running.unknown === running.of) return [phrase(`What runs on ${host.name} is not known yet.`)]
  const tone = running.up === running.of ? 'plain' : 'drift'
  return [phrase(`${host.name} runs ${running.up} of ${count(running.of, 'process', 'processes')} as recorded.`, tone)]
}
