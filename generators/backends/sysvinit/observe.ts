/** How the scripts are asked what runs, where the logs are, and whether a host has an init that runs such scripts. */
import type { Detect, Observe, Result, Running, Status } from '../../contract/backend.ts'
import { scriptOf } from './activate.ts'
import { SYSTEM_DIRECTORY } from './index.ts'

/** All of them at the price of one command: a line each, in order, with the status that the script ended with. */
const ASK = 'for script; do said=$("$script" status 2>&1); echo "$? $said"; done'

/** LSB 5.0, 22.2: 0 running, 1 dead and recorded, 3 not running, 4 unknown; 127: there is no such script. */
function statusOf(process: Running, line: string | undefined): Status {
  const { placement } = process
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
      ? [{ argv: ['sh', '-c', ASK, 'sh', ...processes.map(scriptOf)], changes: false, seconds: 15 }]
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

const ANSWER = /SysV init version:? (\S+)/i

/** init(8) of sysvinit says its version; a link of some other init to that name says another one. */
function versionOf(result: Result | undefined): string | undefined {
  return ANSWER.exec(`${result?.stdout ?? ''}\n${result?.stderr ?? ''}`)?.[1]
}

/**
 * The init of the host, where it is sysvinit and we are root; everywhere else scripts in a directory of our own, which need
 * nothing but a shell: so every host with one has at least this.
 */
export const detect: Detect = {
  ask: (host) =>
    host.privileged
      ? [
          { argv: ['cat', '/proc/1/comm'], changes: false, seconds: 5 },
          { argv: ['/sbin/init', '--version'], changes: false, seconds: 5 },
        ]
      : [],
  parse(host, [first, init]) {
    const version = first?.stdout.trim() === 'init' ? versionOf(init) : undefined
    const { privileged } = host
    const who = { privileged, userChange: privileged }
    if (privileged && version)
      return [{ title: 'sysvinit', version, properties: { directory: SYSTEM_DIRECTORY }, ...who }]
    return [{ title: 'Init scripts of our own', properties: { directory: `${host.prefix}/init.d` }, ...who }]
  },
}
