/** How s6 is asked what runs, what was said and whether s6-rc is there; and how the answers are read. */
import type { Detect, DetectedContainer, HostFacts, Observe, Running, Status } from '../../contract/backend.ts'
import { serviceOf } from './activate.ts'
import { type Places, placesOf } from './index.ts'

/** A line for each service: whether it has to say that it is ready, then s6-svstat's own words. */
const ASK = `for service; do
	says=$([ ! -e "$service/notification-fd" ] || echo notifies)
	echo "\${says:-up} $(s6-svstat -o up,wantedup,ready,pid,exitcode,updownfor "$service" 2>/dev/null)"
done
`

/** `up wantedup ready pid exitcode updownfor`: s6-svstat.html. */
function statusOf(process: Running, line: string | undefined): Status {
  const { placement } = process
  if (line === undefined) return { placement, state: 'unknown', detail: 'the manager did not answer' }
  const [says, up, wanted, ready, pid, exit, seconds] = line.split(' ')
  if (up === undefined || up === '') return { placement, state: 'down', detail: 'it is not supervised' }
  if (up === 'true')
    return {
      placement,
      state: says === 'notifies' && ready === 'false' ? 'starting' : 'up',
      pid: Number(pid),
      upSeconds: Number(seconds),
    }
  // Wanted and down: it has ended, and waits to be started again; not wanted, with a status of its own: s6 gave it up.
  const failed = wanted === 'true' || (exit !== '0' && exit !== '-1')
  return { placement, state: failed ? 'failed' : 'down', ...(failed ? { detail: `it ended with ${exit}` } : {}) }
}

export const observe: Observe = {
  status: (processes) =>
    processes.length > 0
      ? [{ argv: ['sh', '-c', ASK, 'sh', ...processes.map(serviceOf)], changes: false, seconds: 15 }]
      : [],
  parse(processes, [result]) {
    const lines = (result?.stdout ?? '').split('\n').filter((line) => line !== '')
    return processes.map((process, index) => statusOf(process, lines[index]))
  },
  logs: (process, { lines, follow }) => ({
    argv: ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log ?? '/dev/null'],
    changes: false,
    seconds: 30,
  }),
}

/** Where the definitions are looked for: root's, or below our own prefix. */
function directoryOf(host: HostFacts): string {
  return host.privileged ? '/etc/s6/sv' : `${host.prefix}/s6/sv`
}
function usualPlaces(host: HostFacts): Places {
  const { privileged } = host
  const container = {
    type: '',
    name: '',
    host: '',
    platform: host.platform,
    properties: {},
    privileged,
    userChange: privileged,
  }
  return placesOf(container, directoryOf(host))
}

/** Before the first deployment there is no live state yet: s6-rc and a supervision tree that somebody runs are enough. */
const READY = 'command -v s6-rc-compile >/dev/null && [ -p "$1/.s6-svscan/control" ]'

/** A live state that s6-rc answers for, or the place for one. */
export const detect: Detect = {
  ask(host) {
    const { live, scan } = usualPlaces(host)
    return [
      { argv: ['s6-rc', '-l', live, '-a', 'list'], changes: false, seconds: 5 },
      { argv: ['sh', '-c', READY, 'sh', scan], changes: false, seconds: 5 },
    ]
  },
  parse(host, results): readonly DetectedContainer[] {
    if (!results.some((result) => result.status === 0)) return []
    const { privileged } = host
    return [
      {
        title: 's6-rc',
        properties: { directory: directoryOf(host), live: usualPlaces(host).live },
        privileged,
        userChange: privileged,
      },
    ]
  },
}
