/** systemd, as the system's manager or as a user's: what it is called, where it looks, what it can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/**
 * Properties of the container. `scope`: the system's manager or one user's. `directory`: where units are put.
 * `runtime`: the user's runtime directory, in which `systemctl --user` finds the manager's socket.
 * `linger`: whether the user's manager lives without a session (loginctl(1), enable-linger).
 */
export const properties = z.strictObject({
  scope: z.enum(['system', 'user']).default('system'),
  directory: absolute.optional(),
  runtime: absolute.optional(),
  linger: z.enum(['yes', 'no']).optional(),
})

/** Whether this container is one user's manager. */
export function isUser(container: Container): boolean {
  return container.properties.scope === 'user'
}

const NATIVE: Omit<Capabilities, 'steps' | 'hook'> = {
  mode: 'both',
  limits: { nofile: 'native', core: 'native', nproc: 'native', memlock: 'native', stack: 'native' },
  order: 'native',
  reload: 'native',
  restartPolicy: 'native',
  stopSignal: 'native',
  ready: 'native',
  description: 'native',
  oneshot: 'native',
  timer: 'native',
  rotation: 'launcher',
  boot: 'link',
  logs: 'own',
}
const STEPS: Capabilities['steps'] = {
  limits: 'native',
  environment: 'native',
  umask: 'native',
  wait: 'native',
  prepare: 'native',
  nice: 'native',
  user: 'native',
  directory: 'native',
  output: 'native',
  exec: 'native',
}
const SYSTEM: Capabilities = { ...NATIVE, steps: STEPS, hook: 'privileged' }
const NO_SWITCH: Capabilities['steps'] = { ...STEPS, user: { lost: 'user-change-off' } }
const USER: Capabilities = { ...NATIVE, steps: NO_SWITCH, hook: 'unprivileged' }
const SYSTEM_WITHOUT_SWITCH: Capabilities = { ...NATIVE, steps: NO_SWITCH, hook: 'privileged' }

export const systemd: Declaration = {
  id: 'systemd',
  title: 'systemd',
  manual: 'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html',
  platforms: ['linux'],
  tier: 1,
  container: properties,
  // systemd.unit(5): at most 255 characters with the suffix; "@" would make it a template. A leading "-" would read as an option.
  names: {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/,
    max: 247,
    says: 'letters, digits and _ . : -, at most 247 of them, the first one a letter, a digit or _',
  },
  capabilities(container) {
    if (isUser(container)) return USER
    return container.userChange ? SYSTEM : SYSTEM_WITHOUT_SWITCH
  },
  directory(container, facts) {
    const { directory } = container.properties
    if (directory) return directory
    // systemd.unit(5), "Unit file load path".
    return isUser(container) ? `${facts.home}/.config/systemd/user` : '/etc/systemd/system'
  },
  promises(container) {
    const lives = !isUser(container) || container.properties.linger === 'yes'
    return { survivesLogout: lives, restartsOnCrash: true, startsAtBoot: lives }
  },
  load: () => import('./backend.ts').then((module) => module.backend),
  reader: () => import('./parse.ts').then((module) => module.reader),
}
