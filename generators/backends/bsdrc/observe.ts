/** How the processes are asked how they are, where the logs are, and whether a host has FreeBSD's rc. */
import type { Detect, Observe, Running, Status } from '../../contract/backend.ts'
import { launcherOf } from './activate.ts'
import { SYSTEM_DIRECTORY } from './index.ts'

/** All of them at the price of one command: a line each, in order, with the status that the script ended with. */
const ASK = 'for script; do said=$("$script" status 2>&1); echo "$? $said"; done'

/** The launcher answers as LSB 5.0, 22.2 does: 0 running, 1 dead and recorded, 3 not running; 127: there is no such script. */
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
      return { placement, state: 'unknown', detail: said || 'the script did not answer' }
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

/** rc.subr is what a script needs: without it there is nothing that could run one. */
export const detect: Detect = {
  ask: () => [
    { argv: ['test', '-r', '/etc/rc.subr'], changes: false, seconds: 5 },
    { argv: ['freebsd-version', '-u'], changes: false, seconds: 5 },
  ],
  parse(host, [subr, version]) {
    if (host.platform !== 'freebsd' || subr?.status !== 0) return []
    const { privileged } = host
    const says = version?.status === 0 ? version.stdout.trim() : ''
    return [
      {
        title: privileged ? 'FreeBSD rc' : 'rc scripts of our own',
        ...(says === '' ? {} : { version: says }),
        properties: { directory: privileged ? SYSTEM_DIRECTORY : `${host.prefix}/rc.d` },
        privileged,
        userChange: privileged,
      },
    ]
  },
}
