/** How runsv is asked what runs, where svlogd writes, and where a runsvdir looks; and how the answers are read. */
import type { Detect, DetectedContainer, HostFacts, Observe, Running, Status } from '../../contract/backend.ts'
import { directoryOf } from './activate.ts'
import { SYSTEM_DIRECTORY, SYSTEM_SERVICES } from './index.ts'

/** A line each, in order; after it what `finish` wrote of an end that nobody asked for. */
const ASK = 'for at; do echo "$(sv status "$at" 2>&1 | head -n 1) | $(cat "$at/supervise/ended" 2>/dev/null)"; done'

/** sv(8), "status": `run: PATH: (pid N) Ns, ...; run: log: ...`. */
function statusOf(process: Running, line: string | undefined): Status {
  const { placement } = process
  const [said = '', ended = ''] = (line ?? '').split(' | ')
  const [, word, pid, seconds] = /^(\w+): [^;]*?: (?:\(pid (\d+)\) )?(\d+)s/.exec(said) ?? []
  if (word === 'run') return { placement, state: 'up', pid: Number(pid), upSeconds: Number(seconds) }
  if (word === 'finish') return { placement, state: 'failed', detail: 'it ended' }
  if (word === 'down') {
    if (/, want up/.test(said)) return { placement, state: 'failed', detail: 'it ended, and is about to start again' }
    const [status, signal] = ended.split(' ')
    if (ended === '') return { placement, state: 'down' }
    return {
      placement,
      state: 'failed',
      detail: status === '-1' ? `signal ${signal} ended it` : `it ended with ${status}`,
    }
  }
  if (/(runsv not running|file does not exist)$/.test(said))
    return { placement, state: 'down', detail: 'it is not supervised' }
  return { placement, state: 'unknown', detail: said || 'the manager did not answer' }
}

export const observe: Observe = {
  status: (processes) =>
    processes.length > 0
      ? [{ argv: ['sh', '-c', ASK, 'sh', ...processes.map(directoryOf)], changes: false, seconds: 15 }]
      : [],
  parse(processes, [result]) {
    const lines = (result?.stdout ?? '').split('\n')
    return processes.map((process, index) => statusOf(process, lines[index]))
  },
  logs: (process, { lines, follow }) => ({
    argv: ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log ?? '/dev/null'],
    changes: false,
    seconds: 30,
  }),
}

/** The command line of every runsvdir of ours: what it scans stands there and nowhere else. */
const FIND = `for at in /proc/[0-9]*; do
	[ -O "$at" ] && { words=$(tr '\\0' ' ' <"$at/cmdline"); } 2>/dev/null || continue
	case $words in runsvdir\\ * | */runsvdir\\ *) echo "$words" ;; esac
done
exit 0
`

/** Where service directories are beside what is scanned: Debian's and Void's /etc/sv, else a directory next to it. */
function directoryBeside(services: string, host: HostFacts): string {
  if (host.privileged && !services.startsWith(`${host.home}/`)) return SYSTEM_DIRECTORY
  return `${services.slice(0, services.lastIndexOf('/'))}/sv`
}

/** Each runsvdir that runs as us. */
export const detect: Detect = {
  ask: () => [{ argv: ['sh', '-c', FIND], changes: false, seconds: 15 }],
  parse(host, [result]) {
    const scanned = (result?.stdout ?? '').split('\n').flatMap((line) => {
      const found = /^\S*runsvdir (?:-P )?(\/[A-Za-z0-9/._-]+)/.exec(line)?.[1]
      return found ? [found.replace(/\/+$/, '')] : []
    })
    // Debian's own is started with the path behind this link.
    const named = scanned.map((one) => (one.startsWith('/etc/runit/runsvdir/') ? SYSTEM_SERVICES : one))
    return [...new Set(named)].map(
      (services): DetectedContainer => ({
        title: 'runit',
        properties: { directory: directoryBeside(services, host), services },
        privileged: host.privileged,
        userChange: host.privileged,
      }),
    )
  },
}
