/** Scripts of rc(8) as FreeBSD has it: what they are called, where they are looked for, what they can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
/** `directory`: where the scripts are put. rc looks into one of our own only if `local_startup` names it. */
export const properties = z.strictObject({ directory: absolute.optional() })

/** rc.conf(5), `local_startup`: where rc(8) looks for scripts that are not the system's own. */
export const SYSTEM_DIRECTORY = '/usr/local/etc/rc.d'

function isSystem(container: Container): boolean {
  return container.privileged && (container.properties.directory ?? SYSTEM_DIRECTORY) === SYSTEM_DIRECTORY
}

/**
 * The launcher has the whole chain. rc.subr(8) could do some of it (`NAME_user`, `NAME_chdir`, `NAME_nice`, `NAME_env`), but reads each of
 * these values twice more as shell, and passes a user's command through `su -m USER -c "sh -c \"...\""`, which no quoting survives.
 */
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
  // rcorder(8) orders the scripts, and `start` ends only when the process is ready: what comes later finds it so.
  order: 'native',
  reload: 'launcher',
  restartPolicy: { lost: 'restart-lost' },
  stopSignal: 'launcher',
  ready: 'launcher',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  rotation: 'launcher',
  boot: 'with-manager',
  logs: 'file',
}
const OWN: Capabilities = { ...SYSTEM, boot: 'never' }

export const bsdrc: Declaration = {
  id: 'bsdrc',
  title: 'FreeBSD rc',
  manual: 'https://man.freebsd.org/cgi/man.cgi?query=rc.subr&sektion=8',
  platforms: ['freebsd'],
  tier: 2,
  container: properties,
  // A name is the beginning of shell variables (`NAME_enable`), so it is renamed to one; what is alike then is refused.
  names: {
    pattern: /^[A-Za-z_][A-Za-z0-9_-]*$/,
    max: 100,
    says: 'letters, digits, _ and -, at most 100 of them, the first one a letter or _',
    rename: (name) => name.replace(/[.-]/g, '_'),
  },
  capabilities: (container) => (isSystem(container) ? SYSTEM : OWN),
  directory: (container, facts) =>
    container.properties.directory ?? (container.privileged ? SYSTEM_DIRECTORY : `${facts.prefix}/rc.d`),
  promises: (container) => ({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: isSystem(container) }),
  frameworkNames: { keywords: 'KEYWORD', requires: 'REQUIRE', provides: 'PROVIDE' },
  load: () => import('./backend.ts').then((module) => module.backend),
}
