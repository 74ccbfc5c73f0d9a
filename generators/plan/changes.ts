/** What becomes of each placement between two manifests, and why. */
import type { Change, Status } from '../contract/backend.ts'
import type { Backends } from '../contract/compiled.ts'
import type { Cause, Manifest, ManifestEntry } from '../contract/manifest.ts'
import { dependencyOrder } from './order.ts'

/** One placement before and after. */
export interface Move {
  readonly placement: string
  readonly host: string
  readonly old: ManifestEntry | null
  readonly now: ManifestEntry | null
  readonly change: Change
  readonly causes: readonly Cause[]
  /** Its manager, its name there or the manager's directory is another: the old one stops it, the new one starts it. */
  readonly moves: boolean
  /** It did not run when the host was asked: what undoes the deployment leaves it so. */
  readonly down: boolean
}

export function entriesOf(manifest: Manifest | null): ReadonlyMap<string, ManifestEntry> {
  return new Map(
    Object.values(manifest?.hosts ?? {}).flatMap((host) =>
      host.entries.map((entry) => [entry.placement, entry] as const),
    ),
  )
}

export interface ChangesInput {
  readonly previous: Manifest | null
  readonly next: Manifest | null
  readonly backends: Backends
  readonly statuses: readonly Status[]
}

/** The moves of everything in either manifest, in dependency order; what is gone comes last. */
export function movesBetween({ previous, next, backends, statuses }: ChangesInput): readonly Move[] {
  const [before, after] = [entriesOf(previous), entriesOf(next)]
  const down = new Set(
    statuses
      // A timer that waits is up, whatever became of its last run.
      .filter(({ state, rests }) => state === 'down' || (state === 'failed' && rests !== 'waits'))
      .map(({ placement }) => placement),
  )
  const moves = new Map<string, Move>()
  for (const now of dependencyOrder([...after.values()])) {
    const old = before.get(now.placement) ?? null
    const own = ownMove(old, now, backends)
    const followed = follow(own, moves, backends)
    moves.set(now.placement, reviveIf({ ...followed, down: down.has(now.placement) }))
  }
  for (const old of before.values())
    if (!after.has(old.placement))
      moves.set(old.placement, {
        ...identity(old),
        old,
        now: null,
        change: 'stop',
        causes: [{ kind: 'gone', of: old.instance }],
        moves: false,
        down: down.has(old.placement),
      })
  return [...moves.values()]
}

function identity(entry: ManifestEntry): Pick<Move, 'placement' | 'host'> {
  return { placement: entry.placement, host: entry.host }
}

/** What its own differences mean for a placement, whatever happens to others. */
function ownMove(old: ManifestEntry | null, now: ManifestEntry, backends: Backends): Move {
  if (!old)
    return {
      ...identity(now),
      old,
      now,
      change: 'start',
      causes: [{ kind: 'new', of: now.instance }],
      moves: false,
      down: false,
    }
  const moves = placeOf(old) !== placeOf(now)
  const same = { ...identity(now), old, now, moves, down: false }
  if (waitsForBoot(now) && !moves && (old.launch !== now.launch || old.reload !== now.reload))
    return { ...same, change: 'register', causes: [...causesBetween(old, now), { kind: 'at-boot', of: now.instance }] }
  if (old.launch !== now.launch || moves) return { ...same, change: 'restart', causes: causesBetween(old, now) }
  if (old.reload !== now.reload)
    return { ...same, change: canReload(now, backends) ? 'reload' : 'restart', causes: causesBetween(old, now) }
  if (old.registration !== now.registration) return { ...same, change: 'register', causes: causesBetween(old, now) }
  if (bytesOf(old) !== bytesOf(now))
    return { ...same, change: 'register', causes: [{ kind: 'registration', of: 'Longrun' }] }
  return { ...same, change: 'keep', causes: [] }
}
/** What it has become is run at the next boot: `onChange: boot`. */
function waitsForBoot({ running: { kind } }: ManifestEntry): boolean {
  return kind?.is === 'oneshot' && kind.onChange === 'boot'
}
function placeOf({ running }: ManifestEntry): string {
  return JSON.stringify([running.container.type, running.container.name, running.directory, running.name])
}
export function canReload(entry: ManifestEntry, backends: Backends): boolean {
  return (
    entry.running.reload !== null && backends.get(entry.running.container.type)?.backend.activities.reload !== undefined
  )
}
/** Everything on the host's disk that is not part of the meaning: another version of Longrun writes it differently. */
function bytesOf(entry: ManifestEntry): string {
  return JSON.stringify([entry.files, entry.installed, entry.links, entry.gate, entry.running])
}

/** Restarts or reloads what asked to follow a dependency that starts anew. */
function follow(move: Move, moves: ReadonlyMap<string, Move>, backends: Backends): Move {
  const { old, now } = move
  if (!old || !now || waitsForBoot(now)) return move
  let { change } = move
  const causes = [...move.causes]
  for (const edge of now.after) {
    const dependency = moves.get(edge.placement)
    if (edge.onChange === 'order' || !dependency || !isAnother(dependency)) continue
    const wanted = edge.onChange === 'reload' && canReload(now, backends) ? 'reload' : 'restart'
    if (STRENGTH[wanted] <= STRENGTH[change]) continue
    change = wanted
    causes.push({ kind: 'dependency', of: edge.placement })
  }
  return { ...move, change, causes }
}
/** Whether what runs afterwards is something else than before. What was down and is started again is still the same. */
function isAnother({ change, old }: Move): boolean {
  return change === 'restart' || (change === 'start' && old === null)
}
const STRENGTH: Readonly<Record<Change, number>> = { keep: 0, register: 1, reload: 2, restart: 3, start: 4, stop: 4 }

/** What should run and is seen not to: started again, whatever else changed. What follows it does not have to. */
function reviveIf(move: Move): Move {
  if (!move.down || STRENGTH[move.change] > STRENGTH.reload) return move
  return { ...move, change: 'start', causes: [...move.causes, { kind: 'down', of: move.placement }] }
}

/** The fields that differ, as causes. */
function causesBetween(old: ManifestEntry, now: ManifestEntry): readonly Cause[] {
  const causes: Cause[] = []
  for (const part of ['launch', 'reload', 'registration'] as const) {
    if (old[part] === now[part]) continue
    const [before, after] = [old.meaning?.[part] ?? {}, now.meaning?.[part] ?? {}]
    const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (field) => before[field] !== after[field],
    )
    if (fields.length === 0)
      causes.push({ kind: part === 'registration' ? 'registration' : 'launch', of: now.instance })
    for (const field of fields.sort()) causes.push(causeOf(field, part))
  }
  return causes.length > 0 ? causes : [{ kind: 'launch', of: 'container' }]
}
function causeOf(field: string, part: 'launch' | 'reload' | 'registration'): Cause {
  if (field.startsWith('files.')) return { kind: 'file', of: field.slice('files.'.length) }
  if (field.startsWith('secrets.')) return { kind: 'secret', of: field.slice('secrets.'.length) }
  if (field === 'accounts') return { kind: 'accounts', of: field }
  if (field === 'after') return { kind: 'order', of: field }
  return { kind: part === 'registration' ? 'registration' : 'launch', of: field }
}
