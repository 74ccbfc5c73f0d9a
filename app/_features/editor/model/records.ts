/** What a node shows: reality in glyph and run line, the draft in frame and tab. The two never mix. */

import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import type { SignName, StagedLook } from '#app/_ui/sign.tsx'
import type { Change } from '#generators/contract/backend.ts'
import type { PlannedChange } from '#generators/contract/manifest.ts'
import type { GraphNode } from './graph.ts'
import type { StagedChange } from './staging.ts'

export interface Mark {
  readonly sign: SignName
  readonly look: StagedLook
  readonly text: string
}
/** What is known of a placement now; made from status reports, or from the events of a deployment. */
export interface Reality {
  readonly state: GlyphName
  /** The glyph in words. */
  readonly words: string
  readonly pid: number | null
  /** Right of the run line: `12 d`, `no PID`, `exit 1`. */
  readonly note: string
  /** In the manager's own words, as long as they are: how a oneshot ended, when a timer runs next. */
  readonly detail?: string
  /** On a scale from 0 to 1. */
  readonly life: readonly LifeEvent[]
}
export interface Rec extends GraphNode, Reality {
  readonly x: number
  readonly y: number
  readonly port: string | null
  /** Replaces the kind in the second row, while a plan or a deployment says more. */
  readonly says: string | null
  readonly mark: Mark | null
  /** `new` and `gone` have their own ground; `ghost` is where something was; `fade`: the plan does not touch it. */
  readonly look: 'plain' | 'changed' | 'new' | 'gone' | 'ghost' | 'fade' | 'failed'
  readonly errors: number
  readonly warnings: number
}

export const NOT_DEPLOYED: Reality = {
  state: 'not-deployed',
  words: 'not deployed',
  pid: null,
  note: 'not started',
  life: [
    { at: 0.45, kind: 'start', planned: true },
    { at: 0.46, kind: 'ready', planned: true },
  ],
}
export const UNKNOWN: Reality = {
  state: 'unknown',
  words: 'unknown',
  pid: null,
  note: 'unknown',
  life: [{ at: 0, kind: 'unknown' }],
}

const STAGED: Readonly<Record<StagedChange['kind'], { sign: SignName; look: Rec['look'] }>> = {
  new: { sign: 'new', look: 'new' },
  changed: { sign: 'changed', look: 'changed' },
  moved: { sign: 'moved', look: 'new' },
  removed: { sign: 'removed', look: 'gone' },
}

/** The mark of a staged change on one of its placements, and the node's look. */
export function stagedLook(change: StagedChange, host: string | null): { mark: Mark; look: Rec['look'] } | null {
  const here = host ?? ''
  const kind =
    change.kind === 'moved' && change.from.includes(here)
      ? change.to.includes(here)
        ? 'changed'
        : 'removed'
      : change.kind
  if (kind === 'changed' && change.fields.length === 0) return null
  const { sign, look } = STAGED[kind]
  const text =
    kind === 'changed'
      ? `changed ${change.fields.length}`
      : kind === 'moved'
        ? change.from.some((from) => !change.to.includes(from))
          ? `from ${change.from.filter((from) => !change.to.includes(from)).join(', ')}`
          : 'also here'
        : kind === 'removed' && change.kind === 'moved'
          ? 'moves away'
          : kind
  return { mark: { sign, look: 'draft', text }, look }
}

const PLANNED: Readonly<Record<Change, { sign: SignName; text: string; look: Rec['look'] } | null>> = {
  start: { sign: 'start', text: 'starts', look: 'new' },
  stop: { sign: 'stop', text: 'stops', look: 'gone' },
  restart: { sign: 'restart', text: 'restarts', look: 'changed' },
  reload: { sign: 'reload', text: 'reloads', look: 'changed' },
  register: { sign: 'changed', text: 'registered anew', look: 'changed' },
  keep: null,
}

/** The mark of a planned change: its wave counts from one, as people do. */
export function plannedLook(change: PlannedChange): { mark: Mark | null; look: Rec['look'] } {
  const planned = PLANNED[change.change]
  if (!planned) return { mark: null, look: 'fade' }
  const wave = change.wave === null ? '' : `${change.wave + 1} · `
  return { mark: { sign: planned.sign, look: 'draft', text: `${wave}${planned.text}` }, look: planned.look }
}

/** What a planned change means for the process that runs: the second row of its node. */
export function plannedWords(change: PlannedChange, pid: number | null): string {
  const process = pid === null ? '' : `PID ${pid}`
  switch (change.change) {
    case 'keep':
      return process ? `untouched, ${process}` : 'untouched'
    case 'reload':
    case 'register':
      return process ? `${process} stays` : 'same process'
    case 'restart':
    case 'stop':
      return process ? `${process} ends` : 'ends'
    case 'start':
      return 'starts here'
  }
}

/** The life that a plan foresees, on the scale of a node's run line; what is left as it is keeps the line that it has. */
export function plannedLife(change: Change, reality: Pick<Reality, 'state' | 'life'>): readonly LifeEvent[] {
  const runs: LifeEvent = { at: 0, kind: 'running' }
  switch (change) {
    case 'keep':
    case 'register':
      return reality.state === 'done' || reality.state === 'waiting' ? reality.life : [runs]
    case 'reload':
      return [runs, { at: 0.7, kind: 'reload', planned: true }]
    case 'restart':
      return [
        runs,
        { at: 0.55, kind: 'stop', planned: true },
        { at: 0.75, kind: 'start', planned: true },
        { at: 0.76, kind: 'ready', planned: true },
      ]
    case 'stop':
      return [runs, { at: 0.6, kind: 'stop', planned: true }]
    case 'start':
      return [
        { at: 0.45, kind: 'start', planned: true },
        { at: 0.46, kind: 'ready', planned: true },
      ]
  }
}

/** A node's name for those who hear it: its state, then the words that stand on it in their order. */
export function nameOf(rec: Rec): string {
  const problems = rec.errors > 0 ? `${rec.errors} errors` : rec.warnings > 0 ? `${rec.warnings} warnings` : null
  return [rec.words, rec.mark?.text, rec.instance, rec.says ?? rec.kind, rec.port && `:${rec.port}`, rec.note, problems]
    .filter(Boolean)
    .join(', ')
}
