/** What happens in each container of a host, as its manager's activities are told. */
import type { Activities, Change, Container, ContainerTransition, Running } from '../contract/backend.ts'
import type { HostManifest, ManifestEntry } from '../contract/manifest.ts'
import type { HostPlanInput } from './steps.ts'

/** A container before and after, with what happens in it. */
export interface Place {
  readonly container: Container
  readonly transition: ContainerTransition
  readonly reverse: ContainerTransition
  readonly activities: Activities
}

/** The containers of this host in which anything happens, each with its transition and the way back. */
export function placesOf(input: HostPlanInput): Place[] {
  const { previous, next, moves, backends } = input
  const kept = new Map((previous?.containers ?? []).map((one) => [keyOf(one.container, one.directory), one]))
  const found = new Map([
    ...kept,
    ...(next?.containers ?? []).map((one) => [keyOf(one.container, one.directory), one] as const),
  ])
  return [...found].flatMap(([key, { container, directory }]) => {
    const inside = (entry: ManifestEntry | null) =>
      entry !== null && keyOf(entry.running.container, entry.running.directory) === key
    const changes = new Map<string, Change>()
    const reverse = new Map<string, Change>()
    const running: Running[] = []
    const before: Running[] = []
    for (const move of moves) {
      const [was, is] = [inside(move.old), inside(move.now)]
      if (is) running.push(move.now!.running)
      if (was) before.push(move.old!.running)
      const change = was && is && !move.moves ? move.change : is ? 'start' : was ? 'stop' : 'keep'
      if (!was && !is) continue
      changes.set(move.placement, change)
      reverse.set(move.placement, INVERSE[change])
    }
    const [old, now] = [filesOf(previous, key), filesOf(next, key)]
    if (old === now && [...changes.values()].every((change) => change === 'keep')) return []
    const { activities } = (backends.get(container.type) ?? missing(container.type)).backend
    const gone = (from: readonly Running[], to: readonly Running[]) =>
      from.filter((one) => !to.some(({ name }) => name === one.name))
    return [
      {
        container,
        activities,
        transition: { container, directory, changes, running, gone: gone(before, running) },
        reverse: { container, directory, changes: reverse, running: before, gone: gone(running, before) },
      },
    ]
  })
}
const INVERSE: Readonly<Record<Change, Change>> = {
  start: 'stop',
  stop: 'start',
  restart: 'restart',
  reload: 'reload',
  register: 'register',
  keep: 'keep',
}
function keyOf(container: Container, directory: string): string {
  return JSON.stringify([container.type, container.name, directory])
}
function filesOf(host: HostManifest | null, key: string): string {
  const found = host?.containers.find((one) => keyOf(one.container, one.directory) === key)
  return JSON.stringify(found?.installed ?? [])
}
function missing(type: string): never {
  throw new Error(`the backend ${type} is not loaded`)
}
