/** OpenRC with supervise-daemon: what it is called, where it looks, what it can do. */
import { z } from 'zod'
import type { Capabilities, Declaration } from '../../contract/backend.ts'
import { codes } from './codes.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `directory`: where the scripts are; only what stands in a directory that rc looks into can be started. `runlevel`: where it starts. */
export const properties = z.strictObject({
  directory: absolute.default('/etc/init.d'),
  runlevel: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*$/, 'the name of a runlevel')
    .default('default'),
})

/**
 * `start_pre` runs before the first start and not before those after a crash, so what must be there for each is the launcher's.
 * Limits: `rc_ulimit` takes one, and binds the script too.
 */
const CAPABILITIES: Capabilities = {
  mode: 'foreground',
  steps: {
    limits: 'launcher',
    environment: 'native',
    umask: 'native',
    wait: 'launcher',
    prepare: 'launcher',
    nice: 'native',
    user: 'native',
    directory: 'native',
    output: 'native',
    exec: 'native',
  },
  limits: { nofile: 'launcher', core: 'launcher', nproc: 'launcher', memlock: 'launcher', stack: 'launcher' },
  hook: null,
  // `want` orders, and `start_post` ends only when the process is ready: what comes later finds it so.
  order: 'native',
  reload: 'native',
  restartPolicy: 'native',
  // It does not look at exit statuses.
  restartOnFailure: { lost: 'restart-always' },
  stopSignal: 'native',
  ready: 'native',
  description: 'native',
  oneshot: 'launcher',
  oneshotChain: 'launcher',
  timer: 'launcher',
  rotation: 'launcher',
  boot: 'link',
  logs: 'file',
}
/** openrc-run refuses to start anything for anybody but root: nothing starts these at boot. */
const WITHOUT_ROOT: Capabilities = { ...CAPABILITIES, boot: 'never' }

export const openrc: Declaration = {
  id: 'openrc',
  title: 'OpenRC',
  manual: 'https://github.com/OpenRC/openrc/blob/master/supervise-daemon-guide.md',
  platforms: ['linux'],
  tier: 1,
  container: properties,
  // A dot splits a name from its instance (`net.eth0`): conf.d/net would be read for it.
  names: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_-]*$/,
    max: 100,
    says: 'letters, digits, _ and -, at most 100 of them, the first one a letter, a digit or _',
    rename: (name) => name.replaceAll('.', '-'),
  },
  capabilities({ privileged, userChange }) {
    const own = privileged ? CAPABILITIES : WITHOUT_ROOT
    return userChange ? own : { ...own, steps: { ...own.steps, user: { lost: 'user-change-off' } } }
  },
  directory: ({ properties: { directory = '/etc/init.d' } }) => directory,
  promises: ({ privileged }) => ({ survivesLogout: true, restartsOnCrash: true, startsAtBoot: privileged }),
  codes,
  load: () => import('./backend.ts').then((module) => module.backend),
}
