/** Disnix's own processes, driven through Dysnomia's module `process`: what they are called, where they are kept, what they can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration } from '../../contract/backend.ts'

const absolute = z.string().regex(/^\/[A-Za-z0-9/._-]*$/, 'an absolute path of letters, digits and /._-')
const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'letters, digits, _ and -')
/** The client interface that a manifest names where the model names none. */
export const CLIENT = 'disnix-run-activity'

/**
 * `directory`: what holds `components`, `containers` and `manifests`. `container`: one of Dysnomia's that is there already; not
 * given, one of our own is written. `state`: where Dysnomia keeps its books. `modules`: where else its modules are looked for.
 * `dysnomia`: the command, where it is not on the path. `client`: the client interface that the manifest names.
 */
export const properties = z.strictObject({
  directory: absolute.optional(),
  container: word.optional(),
  state: absolute.optional(),
  modules: absolute.optional(),
  dysnomia: absolute.optional(),
  client: word.default(CLIENT),
})

/** Where Dysnomia looks by itself: `DYSNOMIA_COMPONENTS_PATH` and `DYSNOMIA_CONTAINERS_PATH` are below it. */
export const SYSTEM_DIRECTORY = '/etc/dysnomia'
/** Where root's Dysnomia keeps its books by itself. */
export const SYSTEM_STATE = '/var/state/dysnomia'
/** The container that is written where none was named: whatever else is deployed by Dysnomia there is not in it. */
export const OWN_CONTAINER = 'longrun'

/** In what a component's program says when its process could not be started: Dysnomia's module ends with 0 all the same. */
export const NOT_STARTED = 'longrun: not started'

/** Everything of one Dysnomia; what is not given is its own default for root, and else stands beside the components. */
export function placesOf(container: Container, directory: string) {
  // What the schema refuses was said; a preview of it must not fail.
  const given = container.properties
  const name = given.container ?? OWN_CONTAINER
  return {
    name,
    components: `${directory}/components/${name}`,
    containers: `${directory}/containers`,
    state: given.state ?? (container.privileged ? SYSTEM_STATE : `${directory}/state`),
    modules: given.modules,
    dysnomia: given.dysnomia ?? 'dysnomia',
  }
}

/** The module runs a program that leaves a daemon behind, and knows nothing else: the launcher is that program. */
const CAPABILITIES: Capabilities = {
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
  // The manifest says the order, but `dysnomia-containers --deploy` activates by name: so each waits by itself as well.
  order: 'launcher',
  reload: 'launcher',
  restartPolicy: { lost: 'restart-lost' },
  stopSignal: 'launcher',
  ready: 'launcher',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  rotation: 'launcher',
  boot: 'never',
  logs: 'file',
}

export const disnix: Declaration = {
  id: 'disnix',
  title: 'Disnix (Dysnomia)',
  manual: 'https://github.com/svanderburg/dysnomia',
  platforms: ['linux', 'darwin', 'freebsd'],
  // Neither is in a Debian release: a stand-in of the module's protocol runs in CI.
  tier: 2,
  container: properties,
  // The module expands paths without quotes, and xargs splits what it is given: so no blank, no quote, nothing to expand.
  names: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    max: 200,
    says: 'letters, digits and _ . -, at most 200 of them, the first one a letter or a digit',
  },
  capabilities: () => CAPABILITIES,
  directory: (container, facts) =>
    container.properties.directory ?? (container.privileged ? SYSTEM_DIRECTORY : `${facts.prefix}/dysnomia`),
  promises: () => ({ survivesLogout: true, restartsOnCrash: false, startsAtBoot: false }),
  load: () => import('./backend.ts').then((module) => module.backend),
}
