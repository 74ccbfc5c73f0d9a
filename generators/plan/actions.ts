/** The actions that steps are made of, forward and back. */
import type { Activities, Command } from '../contract/backend.ts'
import type { Backends } from '../contract/compiled.ts'
import type { Action, ManifestEntry } from '../contract/manifest.ts'

/** How long a manager may take to say that a process is up. */
const UP_SECONDS = 30

export function runs(commands: readonly Command[]): Action[] {
  return commands.map((command) => ({ do: 'run', command }))
}
export function activitiesOf(entry: ManifestEntry, { backends }: { readonly backends: Backends }): Activities {
  const { type } = entry.running.container
  const loaded = backends.get(type)
  if (!loaded) throw new Error(`the backend ${type} is not loaded`)
  return loaded.backend.activities
}

/** The stable paths of reload files that change, switched to the new files. */
export function linkActions(now: ManifestEntry, old: ManifestEntry | null, placeOf: (key: string) => string): Action[] {
  return Object.entries(now.links)
    .filter(([at, key]) => old?.links[at] !== key)
    .map(([at, key]) => ({ do: 'link', at, to: placeOf(key) }))
}

/** The manager says that it is up; then it is ready. */
export function proof({ running, gate }: ManifestEntry, activities: Activities): Action[] {
  const up: Action = { do: 'await', command: activities.up(running), seconds: UP_SECONDS, says: 'is up' }
  if (!gate) return [up]
  const command: Command = { argv: gate.argv, changes: false, seconds: gate.seconds + 5 }
  return [up, { do: 'await', command, seconds: gate.seconds, says: gate.says }]
}
