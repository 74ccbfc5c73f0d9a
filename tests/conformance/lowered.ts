/** Lowered placements made by hand, to ask a backend what it makes of one without the passes before it. */
import type { Container, Lowered, Placement } from '#generators/contract/backend.ts'
import type { Program } from '#generators/contract/chain.ts'
import { root } from '#generators/contract/path.ts'
import { text } from '#generators/contract/text.ts'

export function container(type: string, changes: Partial<Container> = {}): Container {
  return {
    type,
    name: 'main',
    host: 'here',
    platform: 'linux',
    properties: {},
    privileged: true,
    userChange: true,
    ...changes,
  }
}

export interface LoweredChanges extends Partial<Omit<Lowered, 'of'>> {
  readonly of?: Partial<Placement>
}

const PROGRAM: Program = { path: text('/bin/true'), args: [] }

/** `/bin/true` called `web`, with `changes`. */
export function placement(where: Container, changes: Partial<Placement> = {}): Placement {
  const name = changes.name ?? 'web'
  return {
    id: `${name}@${where.host}/${where.name}`,
    instance: name,
    host: where.host,
    container: where,
    name,
    description: text(''),
    kind: { is: 'longrun' },
    foreground: PROGRAM,
    pidFile: text(`/run/${name}.pid`),
    steps: {},
    files: [],
    reloadFiles: [],
    directories: [],
    accounts: [],
    after: [],
    stop: { signal: 'TERM', seconds: 10 },
    reload: null,
    boot: true,
    overrides: {},
    overridesAt: root,
    set: new Map(),
    ...changes,
  }
}

export function lowered(where: Container, changes: LoweredChanges = {}): Lowered {
  const { of, ...others } = changes
  return {
    of: placement(where, of),
    name: 'web',
    exec: { ...PROGRAM, style: 'foreground' },
    native: {},
    kind: of?.kind ?? { is: 'longrun' },
    after: [],
    waitSeconds: 0,
    ...others,
  }
}
