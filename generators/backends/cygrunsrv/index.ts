/** Windows services by way of Cygwin's cygrunsrv: what they are called, where their registrations are put, what they can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `directory`: where the scripts are kept that register the services. */
export const properties = z.strictObject({ directory: absolute.optional() })

/** More than these cygrunsrv does not take with `--dep`. */
export const MOST_DEPENDENCIES = 16

const CAPABILITIES: Capabilities = {
  mode: 'foreground',
  steps: {
    limits: 'launcher',
    environment: 'native',
    umask: 'launcher',
    wait: 'launcher',
    prepare: 'launcher',
    nice: 'launcher',
    // Another account needs its password (`--user`, `--passwd`), on a command line and in Windows' own store.
    user: { lost: 'user-change-off' },
    directory: 'launcher',
    output: 'native',
    exec: 'native',
  },
  limits: { nofile: 'launcher', core: 'launcher', nproc: 'launcher', memlock: 'launcher', stack: 'launcher' },
  hook: null,
  // `--dep` starts a service after others were started, and waits for nothing.
  order: 'launcher',
  orderMost: MOST_DEPENDENCIES,
  reload: 'engine',
  restartPolicy: { lost: 'restart-lost' },
  stopSignal: 'native',
  ready: 'engine',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  rotation: 'launcher',
  boot: 'with-manager',
  logs: 'file',
}

export const cygrunsrv: Declaration = {
  id: 'cygrunsrv',
  title: 'cygrunsrv',
  manual: 'https://cygwin.com/git/?p=cygwin-apps/cygrunsrv.git',
  platforms: ['cygwin'],
  tier: 3,
  container: properties,
  // Windows compares names of services without regard to case, and takes at most 256 characters, none of them a slash.
  names: {
    pattern: /^[a-z0-9_][a-z0-9_.-]*$/,
    max: 200,
    says: 'letters, digits and _ . -, at most 200 of them, the first one a letter, a digit or _; small and capital letters are alike',
    rename: (name) => name.toLowerCase(),
  },
  capabilities: (_container: Container) => CAPABILITIES,
  directory: (container, facts) => container.properties.directory ?? `${facts.prefix}/cygrunsrv`,
  promises: () => ({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: true }),
  load: () => import('./backend.ts').then((module) => module.backend),
}
