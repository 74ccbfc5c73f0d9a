/** The lab for tests in TypeScript: hosts come up before a test file and go with it, whatever happens. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'

const SCRIPT = path.join(import.meta.dirname, 'lab.sh')

export interface LabHost {
  readonly name: string
  readonly address: string
  readonly manager: string
}
export interface Lab {
  readonly name: string
  readonly identityFile: string
  readonly hosts: readonly LabHost[]
  /** Runs argv inside a host, without SSH; gives its standard output, throws on another status than 0. */
  inside(host: string, ...argv: string[]): string
  /** The same, but gives the exit status. */
  status(host: string, ...argv: string[]): number
  reboot(host: string): void
  /** Takes its power away, and gives it back: the disk is kept. */
  kill(host: string): void
  start(host: string): void
  down(): void
}

function lab(...args: string[]): string {
  return execFileSync(SCRIPT, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    maxBuffer: 1 << 26,
  })
}

let made = 0
/**
 * Brings up a lab of hosts, name to manager. Ends with this process at the latest. Its name and its network are this process's
 * own, so that two test runs on one machine do not meet; this machine gets an address in it.
 */
export function upLab(purpose: string, hosts: Readonly<Record<string, string>>): Lab {
  if (process.getuid?.() !== 0)
    throw new Error('the lab needs root: throw-away hosts are made of namespaces and overlays')
  made += 1
  const name = `${purpose}-${process.pid}-${made}`
  const subnet = `10.${100 + (process.pid % 100)}.${(Math.floor(process.pid / 100) + made) % 250}`
  const wanted = Object.entries(hosts).map(([host, manager]) => `${host}=${manager}`)
  lab('up', name, '--attach', '--subnet', subnet, '--owner', String(process.pid), ...wanted)
  const info = JSON.parse(lab('info', name)) as { identityFile: string; hosts: LabHost[] }
  return {
    name,
    identityFile: info.identityFile,
    hosts: info.hosts,
    inside: (host, ...argv) => lab('exec', name, host, '--', ...argv),
    status(host, ...argv) {
      try {
        lab('exec', name, host, '--', ...argv)
        return 0
      } catch (error) {
        if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status
        throw error
      }
    },
    reboot: (host) => void lab('reboot', name, host),
    kill: (host) => void lab('kill', name, host),
    start: (host) => void lab('start', name, host),
    down: () => void lab('down', name),
  }
}

/** Start of a process in clock ticks since boot: with its number, what it is. Read inside a host. */
export function birth(where: Lab, host: string, pid: number): string {
  const stat = where.inside(host, 'cat', `/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19]!
}
