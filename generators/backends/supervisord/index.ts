/** supervisord: what it is called, where it looks, what it can do. */
import { z } from 'zod'
import type { Capabilities, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `configuration`: the file that supervisord was started with, in which supervisorctl finds the socket. `directory`: what it includes. */
export const properties = z.strictObject({
  configuration: absolute.default('/etc/supervisor/supervisord.conf'),
  directory: absolute.optional(),
})

const CAPABILITIES: Capabilities = {
  mode: 'foreground',
  steps: {
    limits: 'launcher',
    environment: 'native',
    umask: 'native',
    wait: 'launcher',
    prepare: 'launcher',
    nice: 'launcher',
    user: 'native',
    directory: 'native',
    output: 'native',
    exec: 'native',
  },
  limits: { nofile: 'launcher', core: 'launcher', nproc: 'launcher', memlock: 'launcher', stack: 'launcher' },
  hook: null,
  // `priority=` orders starting but waits for nothing.
  order: 'launcher',
  reload: 'engine',
  restartPolicy: 'native',
  stopSignal: 'native',
  ready: 'engine',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  rotation: 'native',
  boot: 'with-manager',
  logs: 'file',
}
const WITHOUT_SWITCH: Capabilities = {
  ...CAPABILITIES,
  steps: { ...CAPABILITIES.steps, user: { lost: 'user-change-off' } },
}

export const supervisord: Declaration = {
  id: 'supervisord',
  title: 'supervisord',
  manual: 'https://supervisord.org/configuration.html',
  platforms: ['linux', 'darwin', 'freebsd'],
  tier: 1,
  container: properties,
  // A name is part of `[program:NAME]` and of `supervisorctl` commands, where ":" joins group and process and "all" is everybody.
  names: {
    pattern: /^(?!all$)[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
    max: 200,
    says: 'letters, digits and _ . -, at most 200 of them, the first one a letter, a digit or _; not the word all',
  },
  capabilities: (container) => (container.userChange ? CAPABILITIES : WITHOUT_SWITCH),
  directory(container) {
    const { directory, configuration = '/etc/supervisor/supervisord.conf' } = container.properties
    return directory ?? `${configuration.slice(0, configuration.lastIndexOf('/'))}/conf.d`
  },
  // Whether supervisord itself is started at boot is the host's business; under a user's session it may end with it.
  promises: (container) => ({ survivesLogout: true, restartsOnCrash: true, startsAtBoot: container.privileged }),
  load: () => import('./backend.ts').then((module) => module.backend),
  reader: () => import('./parse.ts').then((module) => module.reader),
}
