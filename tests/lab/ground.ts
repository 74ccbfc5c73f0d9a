/**
 * What a process manager needs on a throw-away host to be tried for real: `tests/lab/<id>/ground.ts` exports a `ground`, and the tests
 * (tests/real, tests/quoting) find it by its folder. `host.sh` beside it says how the manager becomes PID 1.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { DECLARATIONS } from '#generators/backends/index.ts'
import type { Container, HostFacts } from '#generators/contract/backend.ts'
import { container } from '#tests/conformance/lowered.ts'
import { FACTS } from '#tests/conformance/pipeline.ts'
import type { Lab } from './lab.ts'

/** A place where a backend is tried: a manager as PID 1, or one that an ordinary user runs. */
export interface Ground {
  readonly title: string
  /** Folder of tests/lab whose PID 1 the host has. */
  readonly host: string
  readonly manager: string
  readonly container: Container
  readonly facts: HostFacts
  /** Where its oneshots, and those that wait for them, find what `/proc/1/stat` of the host says, if not there. */
  readonly firstProcess?: string
  /** Where its processes write. */
  readonly base: string
  readonly port: number
  /** Makes the user and the manager that are not there by themselves. */
  prepare?(lab: Lab): void
  /** A file that its manager must refuse. */
  readonly broken?: { readonly name: string; readonly content: string }
}
/** Why one of the tests does not go over a manager. */
export interface Not {
  readonly not: string
}
export interface LabGround {
  /** Whether the manager stands on this machine, where neither Debian nor the lab can bring it; default: it does. */
  readonly stands?: () => boolean
  /** For tests/real/backends.test.ts: as root and, where it can be had, as an ordinary user. */
  readonly grounds: readonly Ground[]
  /** Whole deployments over SSH, on a host whose PID 1 it is. `places`: directories where nothing stands after the end. */
  readonly scenario: Scenario | Not
  /** For tests/quoting/managers.test.ts. */
  readonly quoting: Quoting | Not
}
export interface Scenario {
  readonly places: readonly string[]
  /** A command that lists what the manager itself still has, where that is no file: nothing of it after the end. */
  readonly left?: readonly string[]
  /** Of its container, where the defaults would not do. */
  readonly properties?: Container['properties']
}
export interface Quoting {
  /** Of its container, where the defaults would not do: the probe is `/var/probe.sh`, it writes into `/var/probe`, and may stand in `/var/d`, and programs in `/var/p`. */
  readonly properties?: Container['properties']
  /** Makes the manager read its files and start every process. */
  start(lab: Lab, host: string, names: readonly string[]): void
  /** As the manager shows them or, where nothing does, as they stand in its files. */
  descriptions(lab: Lab, host: string, names: readonly string[]): readonly string[]
}

const ROOT: HostFacts = { ...FACTS, tools: ['setpriv', 'chroot', 'setsid', 'env', 'python3'] }
const ANN: HostFacts = {
  ...ROOT,
  privileged: false,
  user: 'ann',
  home: '/home/ann',
  prefix: '/home/ann/.local/state/longrun',
}
export const ANN_RUNTIME = '/run/user/1234'
/** Before a command: ann gives it. */
export const AS_ANN = ['setpriv', '--reuid', 'ann', '--regid', 'ann', '--init-groups', '--', 'env', '-i']

type More = Partial<Omit<Ground, 'manager' | 'container'>>
type MoreOfRoot = More & { readonly properties?: Container['properties'] }

/** The manager as PID 1 of a host of its own, driven by root. */
export function groundOfRoot(id: string, { properties, ...more }: MoreOfRoot = {}): Ground {
  return {
    title: id,
    host: id,
    manager: id,
    container: container(id, properties ? { properties } : {}),
    facts: ROOT,
    base: '/var/lib/tried',
    port: 8123,
    ...more,
  }
}
/** A manager of ann's own, on the same host or on one without any (`host: 'none'`). Ann is made before `prepare`. */
export function groundOfAnn(id: string, properties: Container['properties'], more: More = {}): Ground {
  return {
    title: `${id} of a user`,
    host: id,
    manager: id,
    container: container(id, { privileged: false, userChange: false, properties }),
    facts: ANN,
    base: '/home/ann/tried',
    port: 8124,
    ...more,
    prepare(lab) {
      lab.inside(more.host ?? id, 'useradd', '-m', '-u', '1234', '-s', '/bin/sh', 'ann')
      more.prepare?.(lab)
    },
  }
}

export const groundFile = (id: string): string => path.join(import.meta.dirname, id, 'ground.ts')

/** By id: the managers of the registry that a lab host of this machine can run. */
export async function loadGrounds(): Promise<ReadonlyMap<string, LabGround>> {
  const there = DECLARATIONS.filter(({ id }) => existsSync(groundFile(id)))
  const all = await Promise.all(
    there.map(async ({ id }) => {
      const found: { readonly ground: LabGround } = await import(groundFile(id))
      return [id, found.ground] as const
    }),
  )
  return new Map(all.filter(([, { stands }]) => stands?.() ?? true))
}
