/** Where imported processes can run: each process manager found on each host; where no host is known, this machine under any. */
import { DECLARATIONS, declarationOf } from '#generators/backends/index.ts'
import type { HostView } from '#server/api/views.ts'
import type { Target } from './use-imported.ts'

export interface Choice extends Target {
  readonly id: string
  readonly title: string
}

export function choicesOf(
  hosts: readonly Pick<HostView, 'name' | 'facts' | 'address' | 'containers'>[],
): readonly Choice[] {
  const found = hosts.flatMap(({ name, facts, address, containers }) =>
    containers.map(
      ({ type, title, properties }, index): Choice => ({
        id: `${name}:${index}`,
        title: `${name}, ${title}`,
        manager: type,
        host: {
          name,
          model: {
            platform: facts?.platform ?? 'linux',
            address: address.kind === 'ssh' ? address.host : '127.0.0.1',
            containers: { main: { type, ...(Object.keys(properties).length > 0 ? { properties } : {}) } },
          },
        },
      }),
    ),
  )
  if (found.length > 0) return found
  return DECLARATIONS.map(({ id, title, platforms }) => ({
    id,
    title: `a host yet to come, ${title}`,
    manager: id,
    host: {
      name: 'local',
      model: { platform: platforms[0] ?? 'linux', address: '127.0.0.1', containers: { main: { type: id } } },
    },
  }))
}

/** What was chosen; else where the files come from, if that is there; else the first. */
export function choiceOf(choices: readonly Choice[], chosen: string | null, format: string | null): Choice {
  return (
    choices.find(({ id }) => id === chosen) ??
    choices.find(({ manager }) => manager === declarationOf(format ?? '')?.id) ??
    choices[0]!
  )
}
