/** How supervisord is asked what runs, what was said and whether it is there; and how its answers are read. */
import type {
  Detect,
  DetectedContainer,
  HostFacts,
  Observe,
  ProcessState,
  Running,
  Status,
} from '../../contract/backend.ts'
import { supervisorctl } from './activate.ts'

/** supervisord.org/subprocess.html, "Process States". */
const STATES: Readonly<Record<string, ProcessState>> = {
  RUNNING: 'up',
  STARTING: 'starting',
  BACKOFF: 'failed',
  STOPPING: 'down',
  STOPPED: 'down',
  EXITED: 'failed',
  FATAL: 'failed',
  UNKNOWN: 'unknown',
}

/** `pid 9315, uptime 0:00:02` or `uptime 1 day, 2:03:04`. */
function runningOf(detail: string): { pid?: number; upSeconds?: number } {
  const pid = /\bpid (\d+)/.exec(detail)?.[1]
  const [, days = '0', hours, minutes, seconds] = /uptime (?:(\d+) days?, )?(\d+):(\d+):(\d+)/.exec(detail) ?? []
  return {
    ...(pid ? { pid: Number(pid) } : {}),
    ...(hours
      ? { upSeconds: ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds) }
      : {}),
  }
}

function statusOf(process: Running, lines: ReadonlyMap<string, string>): Status {
  const { placement } = process
  const line = lines.get(process.name)
  if (line === undefined) return { placement, state: 'unknown', detail: 'the manager did not answer' }
  if (/^ERROR \(no such (process|group)/.test(line)) return { placement, state: 'down', detail: 'it is not registered' }
  const [, word = '', detail = ''] = /^(\w+)\s*(.*)$/.exec(line) ?? []
  const state = STATES[word] ?? 'unknown'
  const running = runningOf(detail)
  return { placement, state, ...running, ...(running.pid || detail === '' ? {} : { detail }) }
}

export const observe: Observe = {
  // 3: some are not running; 4: some are not known there. Both answer for the others.
  status(processes) {
    const container = processes[0]?.container
    if (!container) return []
    const argv = supervisorctl(container, 'status', ...processes.map((process) => process.name))
    return [{ argv, changes: false, ok: [0, 3, 4], seconds: 15 }]
  },
  parse(processes, [result]) {
    const lines = (result?.stdout ?? '').split('\n').flatMap((line): [string, string][] => {
      const [, name, rest] = /^([^\s:]+):?\s+(.*)$/.exec(line) ?? []
      return name !== undefined && rest !== undefined ? [[name, rest]] : []
    })
    const answers = new Map(lines)
    return processes.map((process) => statusOf(process, answers))
  },
  logs(process, { lines, follow }) {
    if (process.log !== null) {
      const argv = ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log]
      return { argv, changes: false, seconds: 30 }
    }
    // Counted in bytes there; the longest line that is usual.
    const amount = follow ? ['tail', '-f'] : ['tail', `-${lines * 120}`]
    return { argv: supervisorctl(process.container, ...amount, process.name), changes: false, seconds: 30 }
  },
}

/** Where a supervisord's configuration is looked for: Debian's place, upstream's two, and one of a user's own. */
function candidates(host: HostFacts): readonly string[] {
  const own = [`${host.home}/.config/supervisor/supervisord.conf`, `${host.home}/supervisor/supervisord.conf`]
  const system = ['/etc/supervisor/supervisord.conf', '/etc/supervisord.conf', '/usr/local/etc/supervisord.conf']
  return host.privileged ? system : [...own, ...system]
}

/** The directory of the first `*.conf` or `*.ini` pattern of `[include] files=`, relative to the configuration file. */
function includedBy(configuration: string, content: string): string | null {
  const here = configuration.slice(0, configuration.lastIndexOf('/'))
  const included = /^\[include\][^[]*?^\s*files\s*[=:]\s*(.+)$/ms.exec(content)?.[1]
  const pattern = included?.split(/\s+/).find((one) => one.endsWith('/*.conf'))
  if (!pattern) return null
  const directory = pattern.slice(0, -'/*.conf'.length).replaceAll('%(here)s', here)
  return directory.startsWith('/') ? directory : `${here}/${directory}`
}

/** A supervisord that answers on the socket of a configuration which includes a directory of `*.conf` files. */
export const detect: Detect = {
  ask: (host) =>
    candidates(host).flatMap((configuration) => [
      { argv: ['cat', configuration], changes: false, seconds: 5 },
      { argv: ['supervisorctl', '-c', configuration, 'version'], changes: false, seconds: 15 },
    ]),
  parse: (host, results) =>
    candidates(host).flatMap((configuration, index): DetectedContainer[] => {
      const [read, answer] = results.slice(index * 2, index * 2 + 2)
      const version = /^(\d+(?:\.\d+)+\S*)$/m.exec(answer?.stdout ?? '')?.[1]
      const directory = includedBy(configuration, read?.stdout ?? '')
      if (read?.status !== 0 || answer?.status !== 0 || !version || !directory) return []
      return [
        {
          title: 'supervisord',
          version,
          properties: { configuration, directory },
          privileged: host.privileged,
          userChange: host.privileged,
        },
      ]
    }),
}
