/** Init scripts as the LSB describes them: what they are called, where they are looked for, what they can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `directory`: where the scripts are put. One of our own has an `rc` beside them, because no init looks there. */
export const properties = z.strictObject({ directory: absolute.optional() })

/** Where init itself looks: the runlevels' links point there. */
export const SYSTEM_DIRECTORY = '/etc/init.d'

/** Whether init runs these scripts at boot, or nobody but us. */
export function isSystem(container: Container): boolean {
  return container.privileged && (container.properties.directory ?? SYSTEM_DIRECTORY) === SYSTEM_DIRECTORY
}

/** A script can do everything, and nothing watches what it started. */
const SYSTEM: Capabilities = {
  mode: 'daemon',
  steps: {
    limits: 'launcher',
    environment: 'launcher',
    umask: 'launcher',
    wait: 'launcher',
    prepare: 'launcher',
    nice: 'launcher',
    user: 'launcher',
    directory: 'launcher',
    output: 'launcher',
    exec: 'launcher',
  },
  limits: { nofile: 'launcher', core: 'launcher', nproc: 'launcher', memlock: 'launcher', stack: 'launcher' },
  hook: null,
  // LSB headers order the scripts, and `start` ends only when the process is ready: what comes later finds it so.
  order: 'native',
  reload: 'launcher',
  restartPolicy: { lost: 'restart-lost' },
  stopSignal: 'launcher',
  ready: 'launcher',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  rotation: 'launcher',
  boot: 'link',
  logs: 'file',
}
const OWN: Capabilities = { ...SYSTEM, boot: 'never' }

export const sysvinit: Declaration = {
  id: 'sysvinit',
  title: 'sysvinit',
  manual: 'https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/iniscrptact.html',
  platforms: ['linux', 'darwin', 'freebsd', 'cygwin'],
  tier: 1,
  container: properties,
  // LSB 22.3 wants names of [a-z0-9] for those that are assigned; insserv and run-parts pass over names with other characters.
  names: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    max: 100,
    says: 'letters, digits, _ and -, at most 100 of them, the first one a letter or a digit',
    rename: (name) => name.replaceAll('.', '-'),
  },
  capabilities: (container) => (isSystem(container) ? SYSTEM : OWN),
  directory: (container, facts) =>
    container.properties.directory ?? (container.privileged ? SYSTEM_DIRECTORY : `${facts.prefix}/init.d`),
  promises: (container) => ({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: isSystem(container) }),
  frameworkNames: { runlevels: 'Default-Start', defaultStart: 'Default-Start', defaultStop: 'Default-Stop' },
  load: () => import('./backend.ts').then((module) => module.backend),
}
