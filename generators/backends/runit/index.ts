/** runit: what it is called, where it looks, what it can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `directory`: where service directories are kept. `services`: what runsvdir scans; links to them are put there. */
export const properties = z.strictObject({ directory: absolute.optional(), services: absolute.optional() })

/** Debian's and Void's place for service directories, and where Debian's runsvdir looks. */
export const SYSTEM_DIRECTORY = '/etc/sv'
export const SYSTEM_SERVICES = '/etc/service'

/** What runsvdir scans, for service directories in `directory`. */
export function servicesOf(container: Container, directory: string): string {
  const { services } = container.properties
  if (services !== undefined) return services
  return directory === SYSTEM_DIRECTORY ? SYSTEM_SERVICES : `${directory.slice(0, directory.lastIndexOf('/'))}/service`
}

/**
 * `run` is a script, so it says whatever a shell says well. Not who runs it: chpst -u gives a process the groups that are named
 * and not those of the account, so the launcher becomes the user, and does what comes after that.
 */
const CAPABILITIES: Capabilities = {
  mode: 'foreground',
  steps: {
    limits: 'launcher',
    environment: 'native',
    umask: 'native',
    wait: 'native',
    prepare: 'native',
    nice: 'native',
    user: 'launcher',
    directory: 'native',
    output: 'native',
    exec: 'native',
  },
  limits: { nofile: 'launcher', core: 'launcher', nproc: 'launcher', memlock: 'launcher', stack: 'launcher' },
  hook: 'privileged',
  // `sv check` of what it depends on stands in `run`, and asks that one's own `check`.
  order: 'native',
  reload: 'engine',
  restartPolicy: 'native',
  stopSignal: 'native',
  ready: 'native',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  // The companion writes what is stamped or cut to its liking into a directory of its own, not to a file that somebody names.
  rotation: 'launcher',
  boot: 'with-manager',
  logs: 'companion',
}
const WITHOUT_SWITCH: Capabilities = {
  ...CAPABILITIES,
  steps: { ...CAPABILITIES.steps, user: { lost: 'user-change-off' } },
}

export const runit: Declaration = {
  id: 'runit',
  title: 'runit',
  manual: 'http://smarden.org/runit/runsv.8.html',
  platforms: ['linux', 'darwin', 'freebsd'],
  tier: 1,
  container: properties,
  // runsvdir passes over names that begin with a dot, and sv takes what begins with one, or holds a slash, for a path.
  names: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
    max: 200,
    says: 'letters, digits and _ . -, at most 200 of them, the first one a letter, a digit or _',
  },
  capabilities: (container) => (container.userChange ? CAPABILITIES : WITHOUT_SWITCH),
  directory: (container, facts) =>
    container.properties.directory ?? (container.privileged ? SYSTEM_DIRECTORY : `${facts.home}/sv`),
  // Whether a runsvdir of one's own is started at boot is up to whoever starts it.
  promises: (container) => ({ survivesLogout: true, restartsOnCrash: true, startsAtBoot: container.privileged }),
  load: () => import('./backend.ts').then((module) => module.backend),
}
