/** s6-rc over s6: what it is called, where it looks, what it can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/**
 * `directory`: source definitions; all of it is compiled. `databases`: where compiled databases are kept. `live`: the live
 * state. `scan`: the scan directory of the running s6-svscan. `scope: user`: a supervision tree of one user's own.
 */
export const properties = z.strictObject({
  directory: absolute.optional(),
  databases: absolute.optional(),
  live: absolute.optional(),
  scan: absolute.optional(),
  scope: z.enum(['system', 'user']).optional(),
})

export interface Places {
  readonly databases: string
  readonly live: string
  readonly scan: string
}

/** Everything of one s6-rc; what is not given stands beside the definitions, or for root where s6-linux-init has it. */
export function placesOf(container: Container, directory: string): Places {
  const given = properties.parse(container.properties)
  const beside = directory.slice(0, Math.max(0, directory.lastIndexOf('/')))
  return {
    databases: given.databases ?? `${beside}/rc`,
    live: given.live ?? (container.privileged ? '/run/s6-rc' : `${beside}/live`),
    scan: given.scan ?? (container.privileged ? '/run/service' : `${beside}/scan`),
  }
}

const CAPABILITIES: Capabilities = {
  mode: 'foreground',
  steps: {
    // s6-softlimit moves soft limits only.
    limits: 'launcher',
    environment: 'native',
    umask: 'native',
    wait: 'native',
    prepare: 'native',
    nice: 'native',
    user: 'native',
    directory: 'native',
    output: 'native',
    exec: 'native',
  },
  limits: { nofile: 'launcher', core: 'launcher', nproc: 'launcher', memlock: 'launcher', stack: 'launcher' },
  hook: 'privileged',
  order: 'native',
  reload: 'engine',
  restartPolicy: 'native',
  stopSignal: 'native',
  ready: 'native',
  description: 'native',
  oneshot: 'launcher',
  oneshotChain: 'launcher',
  timer: 'launcher',
  // The companion writes what is stamped or cut to its liking into a directory of its own, not to a file that somebody names.
  rotation: 'launcher',
  boot: 'link',
  logs: 'companion',
}
const WITHOUT_SWITCH: Capabilities = {
  ...CAPABILITIES,
  steps: { ...CAPABILITIES.steps, user: { lost: 'user-change-off' } },
}

export const s6rc: Declaration = {
  id: 's6-rc',
  title: 's6-rc',
  manual: 'https://skarnet.org/software/s6-rc/s6-rc-compile.html',
  platforms: ['linux', 'freebsd'],
  // The longruns run in CI under s6-svscan; s6-rc itself is in no Debian, so its part is tried where somebody built it.
  tier: 2,
  container: properties,
  // s6-rc-compile.html: "forbidden to use the reserved s6rc- and s6-rc- prefixes", and alphanumerics, "_" and "-" are advised.
  // So a "." is free for what stands beside a process: its log's service and the bundle of the two.
  names: {
    pattern: /^(?!s6rc-|s6-rc-|default$)[A-Za-z0-9_][A-Za-z0-9_-]*$/,
    max: 200,
    says: 'letters, digits, _ and -, at most 200 of them, not beginning with -, s6rc- or s6-rc-; not the word default',
    rename: (name) => name.replaceAll('.', '-'),
  },
  capabilities: (container) => (container.userChange ? CAPABILITIES : WITHOUT_SWITCH),
  directory: (container, facts) =>
    container.properties.directory ?? (container.privileged ? '/etc/s6/sv' : `${facts.prefix}/s6/sv`),
  // Whether s6-rc-init runs at boot is the host's business; s6-linux-init does it from the link that is kept in `databases`.
  promises: (container) => ({ survivesLogout: true, restartsOnCrash: true, startsAtBoot: container.privileged }),
  frameworkNames: {
    flagEssential: 'flag-essential',
    notificationFd: 'notification-fd',
    timeoutKill: 'timeout-kill',
    timeoutFinish: 'timeout-finish',
    maxDeathTally: 'max-death-tally',
    downSignal: 'down-signal',
  },
  load: () => import('./backend.ts').then((module) => module.backend),
}
