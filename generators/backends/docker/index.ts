/** Docker, and podman, which has the same commands: what it is called, what it takes, what it can do. */
import { z } from 'zod'
import type { Capabilities, Container, Declaration, HostFacts } from '../../contract/backend.ts'
import { DEBIAN_PROGRAMS } from '../../packages/debian.ts'
import { codes } from './codes.ts'

const NO_CHANCE = 'letters, digits and _ . - / : @'
/** Names of images and networks reach a recipe and a command line: nothing in them has a meaning of its own there. */
const reference = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/, NO_CHANCE)
const paths = z
  .string()
  .regex(/^(\/[A-Za-z0-9/._-]*)?( \/[A-Za-z0-9/._-]*)*$/, 'absolute paths with a blank between them')
const yes = z.enum(['yes', 'no'])
export const properties = z.strictObject({
  /** The command that drives it. */
  engine: z.enum(['docker', 'podman']).default('docker'),
  /** Where the engine is, if not where its command looks: `unix:///run/user/1000/docker.sock`. */
  address: z
    .string()
    .regex(/^(unix|tcp|ssh):\/\/[A-Za-z0-9._/:@-]+$/, 'unix://, tcp:// or ssh://')
    .optional(),
  /** What images are made of. */
  base: reference.default('debian:12-slim'),
  /** How the recipe installs what the programs need: by apt-get, or not at all, because the base has it. */
  packages: z.enum(['debian', 'none']).optional(),
  /** What the base has of the tools that the launcher chooses from. */
  tools: z
    .string()
    .regex(/^[a-z0-9-]*( [a-z0-9-]+)*$/, 'names with a blank between them')
    .default('setpriv chroot setsid'),
  network: reference.default('host'),
  /** Whether a small process 1 of the engine's stands before the program: it passes signals on and reaps. */
  init: yes.default('yes'),
  /** Whether anything starts containers at boot. */
  boot: yes.default('yes'),
  /** Directories of the host that every container has at the same place, beside those that the model says. */
  volumes: paths.default(''),
})

/** A container's properties with every default filled. Of what the schema refuses, which `validate` says, a preview shows the defaults. */
export function settingsOf({
  properties: written,
}: Container): z.infer<typeof properties> & { readonly packages: string } {
  const parsed = properties.safeParse(written).data ?? properties.parse({})
  const debian = /^(?:docker\.io\/)?(?:library\/)?(?:debian|ubuntu)(?:[:@]|$)/.test(parsed.base)
  return { ...parsed, packages: parsed.packages ?? (debian ? 'debian' : 'none') }
}

/** The engine's command, and where it finds the engine. */
export function engineOf(container: Container): readonly string[] {
  const { engine, address } = settingsOf(container)
  if (address === undefined) return [engine]
  return [engine, engine === 'docker' ? '--host' : '--url', address]
}

/** Below the prefix, beside the files that hold secrets, because a reload file may hold one. */
export const COPIES = '/secrets/.copies'

const CAPABILITIES: Capabilities = {
  mode: 'foreground',
  steps: {
    limits: 'native',
    environment: 'native',
    umask: 'launcher',
    wait: 'launcher',
    prepare: 'launcher',
    nice: 'launcher',
    user: 'native',
    directory: 'native',
    output: 'launcher',
    exec: 'native',
  },
  limits: { nofile: 'native', core: 'native', nproc: 'native', memlock: 'native', stack: 'native' },
  hook: null,
  // An engine knows no order: the launcher waits inside.
  order: 'launcher',
  reload: 'engine',
  restartPolicy: 'native',
  stopSignal: 'native',
  ready: 'engine',
  description: 'native',
  oneshot: 'launcher',
  timer: 'launcher',
  rotation: 'launcher',
  encloses: true,
  // What is to be restarted always is what an engine starts at boot, and nothing else.
  boot: 'with-restart',
  logs: 'own',
}

function capabilities(container: Container): Capabilities {
  const boot = settingsOf(container).boot === 'yes' ? CAPABILITIES.boot : 'never'
  const user = container.userChange ? CAPABILITIES.steps.user : { lost: 'user-change-off' }
  return { ...CAPABILITIES, steps: { ...CAPABILITIES.steps, user }, boot }
}

/** What is known of the root that processes have: the image's, which is not there yet when this is asked. */
function inside(container: Container, facts: HostFacts): HostFacts {
  const { packages, tools } = settingsOf(container)
  // debian:12-slim has perl-base and bash; curl is installed where something asks for a page.
  const more = packages === 'debian' ? ['perl', 'bash', 'curl'] : []
  const all = [...new Set([...tools.split(' ').filter(Boolean), ...more])]
  return { ...facts, shell: '/bin/sh', programs: DEBIAN_PROGRAMS, tools: all, assumed: true }
}

export const docker: Declaration = {
  id: 'docker',
  title: 'Docker',
  manual: 'https://docs.docker.com/reference/cli/docker/container/create/',
  platforms: ['linux'],
  tier: 1,
  container: properties,
  // A container's name, and part of an image's tag, of which the digest needs 33 of 128 characters.
  names: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]+$/,
    max: 90,
    says: 'letters, digits and _ . -, from 2 to 90 of them, the first one a letter or a digit',
  },
  capabilities,
  inside,
  // A container is made with these, and only another one has others.
  codes,
  fixed: ['boot', 'directories', 'restart', 'stop'],
  // Nothing is put where an engine looks: this is where copies of reload files are.
  directory: (container, facts) => `${facts.prefix}${COPIES}/${container.name}`,
  promises: (container) => ({
    survivesLogout: container.privileged,
    restartsOnCrash: true,
    startsAtBoot: container.privileged && settingsOf(container).boot === 'yes',
  }),
  load: () => import('./backend.ts').then((module) => module.backend),
}
