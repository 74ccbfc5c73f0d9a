/** How the launcher is asked what runs, since Dysnomia does not know; where the logs are; whether a host has Dysnomia. */
import type { Detect, Observe, Running, Status } from '../../contract/backend.ts'
import { launcherOf } from './activate.ts'
import { SYSTEM_DIRECTORY } from './index.ts'

/** All of them at the price of one command: a line each, in order, with the status that the launcher ended with. */
const ASK = 'for script; do said=$("$script" status 2>&1); echo "$? $said"; done'

/** As an init script answers: 0 running, 1 dead and recorded, 3 not running or not yet, 4 unknown; 127: it is not there. */
function statusOf({ placement }: Running, line: string | undefined): Status {
  const [, code, said = ''] = /^(\d+) (.*)$/.exec(line ?? '') ?? []
  const pid = /\bpid (\d+)/.exec(said)?.[1]
  const up = /\bup (\d+) s\b/.exec(said)?.[1]
  const running = { ...(pid ? { pid: Number(pid) } : {}), ...(up ? { upSeconds: Number(up) } : {}) }
  switch (code) {
    case '0':
      return { placement, state: 'up', ...running }
    case '1':
      return { placement, state: 'failed', detail: 'it ended, and nobody had asked it to' }
    case '3':
      return said.includes(': starting') ? { placement, state: 'starting', ...running } : { placement, state: 'down' }
    case '126':
    case '127':
      return { placement, state: 'down', detail: 'its script is not there' }
    default:
      return { placement, state: 'unknown', detail: said || 'the launcher did not answer' }
  }
}

export const observe: Observe = {
  status: (processes) =>
    processes.length > 0
      ? [{ argv: ['sh', '-c', ASK, 'sh', ...processes.map(launcherOf)], changes: false, seconds: 15 }]
      : [],
  parse(processes, [result]) {
    const lines = (result?.stdout ?? '').split('\n').filter((line) => /^\d+ /.test(line))
    return processes.map((process, index) => statusOf(process, lines[index]))
  },
  logs: (process, { lines, follow }) => ({
    argv: ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log ?? '/dev/null'],
    changes: false,
    seconds: 30,
  }),
}

/**
 * `dysnomia --version` says "dysnomia (dysnomia 0.10.2)". Where the host has a container called `process` for root, it is named;
 * else one of our own is written, beside whatever there is.
 */
export const detect: Detect = {
  ask: () => [
    { argv: ['dysnomia', '--version'], changes: false, seconds: 5 },
    { argv: ['cat', `${SYSTEM_DIRECTORY}/containers/process`], changes: false, seconds: 5 },
  ],
  parse({ privileged, prefix }, [asked, container]) {
    if (asked?.status !== 0) return []
    const version = /\(dysnomia ([^)\s]+)\)/.exec(asked.stdout)?.[1]
    const there = privileged && container?.status === 0 && /^type=["']?process["']?$/m.test(container.stdout)
    return [
      {
        title: 'Disnix (Dysnomia)',
        ...(version ? { version } : {}),
        properties: {
          directory: privileged ? SYSTEM_DIRECTORY : `${prefix}/dysnomia`,
          ...(there ? { container: 'process' } : {}),
        },
        privileged,
        userChange: privileged,
      },
    ]
  },
}
