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

/** `/bin/true` called `web`, with `changes`. */
export function lowered(where: Container, changes: LoweredChanges = {}): Lowered {
  const program: Program = { path: text('/bin/true'), args: [] }
  const { of, ...others } = changes
  return {
    of: {
      id: `web@${where.host}/${where.name}`,
      instance: 'web',
      host: where.host,
      container: where,
      name: 'web',
      description: text(''),
      foreground: program,
      pidFile: text('/run/web.pid'),
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
      ...of,
    },
    name: 'web',
    exec: { ...program, style: 'foreground' },
    native: {},
    after: [],
    ...others,
  }
}
