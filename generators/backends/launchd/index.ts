/** launchd, as the system's or as one user's: what it is called, where it looks, what it can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `scope`: daemons of the system, or agents of one user. `directory`: where the property lists are put. */
export const properties = z.strictObject({
  scope: z.enum(['system', 'user']).default('system'),
  directory: absolute.optional(),
})

/** launchctl(1): without root there is only the domain of the user. */
export function isUser(container: Container): boolean {
  return container.properties.scope === 'user' || !container.privileged
}

const SYSTEM: Capabilities = {
  mode: 'foreground',
  steps: {
    limits: 'native',
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
  limits: { nofile: 'native', core: 'native', nproc: 'native', memlock: 'native', stack: 'native' },
  hook: null,
  // launchd.plist(5) has no order at all: jobs are to find each other over sockets. So the launcher waits.
  order: 'launcher',
  reload: 'engine',
  restartPolicy: 'native',
  stopSignal: { lost: 'stop-signal-lost' },
  ready: 'engine',
  description: 'native',
  oneshot: 'launcher',
  timer: 'native',
  rotation: 'launcher',
  boot: 'with-manager',
  logs: 'file',
}
const WITHOUT_SWITCH: Capabilities = { ...SYSTEM, steps: { ...SYSTEM.steps, user: { lost: 'user-change-off' } } }

export const launchd: Declaration = {
  id: 'launchd',
  title: 'launchd',
  manual: 'https://keith.github.io/xcode-man-pages/launchd.plist.5.html',
  platforms: ['darwin'],
  tier: 2,
  container: properties,
  // A label is part of a service target, DOMAIN/LABEL (launchctl(1)), and of the file's name.
  names: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
    max: 200,
    says: 'letters, digits and _ . -, at most 200 of them, the first one a letter, a digit or _',
  },
  capabilities: (container) => (container.userChange && !isUser(container) ? SYSTEM : WITHOUT_SWITCH),
  directory(container, facts) {
    const { directory } = container.properties
    if (directory) return directory
    // launchd.plist(5), "Files".
    return isUser(container) ? `${facts.home}/Library/LaunchAgents` : '/Library/LaunchDaemons'
  },
  // A user's domain comes with the first login and may go with the last one.
  promises: (container) => ({
    survivesLogout: !isUser(container),
    restartsOnCrash: true,
    startsAtBoot: !isUser(container),
  }),
  load: () => import('./backend.ts').then((module) => module.backend),
}
