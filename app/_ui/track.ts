/** The track: the life of a system as stations. It is the system's own run line and the way between its modes. */
import type { GlyphName } from './glyph.tsx'

export type Mode = 'draft' | 'plan' | 'deployment' | 'generations' | 'secrets'
export interface SystemLife {
  readonly system: string
  /** The generation that runs; `null`: nothing does. */
  readonly generation: number | null
  /** Newest number given; the next generation gets one more. */
  readonly newest?: number | null
  /** Changes between what runs and the draft; `null`: there is a draft, but not counted here. */
  readonly changes: number | null
  /** Whether the draft has nothing in it at all. */
  readonly empty?: boolean
  readonly errors?: number
  readonly plan?: 'none' | 'current' | 'old'
  readonly deployment?: {
    readonly number: number
    /** `stopping`: goes back because somebody asked for it, which is no failure. */
    readonly state: 'advancing' | 'stopping' | 'going-back' | 'rollback-failed'
    readonly done?: number
    readonly of?: number
    /** The host that is between two generations. */
    readonly host?: string
  }
  /** Where the person is. */
  readonly at: Mode
}
export interface Station {
  readonly key: 'runs' | 'draft' | 'plan' | 'deployment' | 'next'
  readonly text: string
  readonly glyph: GlyphName | 'planned'
  readonly tone: 'plain' | 'draft' | 'failed'
  readonly href: string | null
  readonly current: boolean
  /** The line that leads here. */
  readonly joint: 'run' | 'draft' | 'fail' | 'none'
}

/** In: what is known of a system. Out: its stations, from what runs to what is proposed. */
export function track(life: SystemLife): readonly Station[] {
  const base = `/systems/${encodeURIComponent(life.system)}`
  const runs: Station = {
    key: 'runs',
    text: life.generation === null ? 'Nothing runs' : `${life.generation} runs`,
    glyph: life.generation === null ? 'open' : 'running',
    tone: 'plain',
    href: `${base}/generations`,
    current: life.at === 'generations',
    joint: 'none',
  }
  if (life.deployment) return deploying(life, runs, base)
  const hasDraft = life.changes !== 0 || life.empty === true
  const draft: Station = {
    key: 'draft',
    text: draftText(life),
    glyph: hasDraft ? 'not-deployed' : 'open',
    tone: hasDraft ? 'draft' : 'plain',
    href: base,
    current: life.at === 'draft',
    joint: hasDraft ? 'draft' : 'none',
  }
  if (!hasDraft) return [runs, draft]
  const planned = life.plan === 'current' || life.plan === 'old'
  return [
    runs,
    draft,
    {
      key: 'plan',
      text: life.plan === 'old' ? 'Plan is old' : 'Plan',
      glyph: planned ? 'planned' : 'open',
      tone: planned ? 'draft' : 'plain',
      href: life.empty || life.errors ? null : `${base}/plan`,
      current: life.at === 'plan',
      joint: planned ? 'draft' : 'none',
    },
    {
      key: 'next',
      text: String(nextOf(life)),
      glyph: 'open',
      tone: 'plain',
      href: null,
      current: false,
      joint: 'none',
    },
  ]
}

function draftText(life: SystemLife): string {
  if (life.empty) return 'Draft, empty'
  if (life.errors) return `Draft · ${life.errors} ${life.errors === 1 ? 'error' : 'errors'}`
  if (life.changes === null) return 'Draft'
  if (life.changes === 0) return 'No draft'
  return `Draft · ${life.changes} ${life.changes === 1 ? 'change' : 'changes'}`
}

function nextOf(life: SystemLife): number {
  return Math.max(life.newest ?? 0, life.generation ?? 0) + 1
}

function deploying(life: SystemLife, runs: Station, base: string): readonly Station[] {
  const { number, state, done, of, host } = life.deployment!
  const next = nextOf(life)
  const old = life.generation === null ? 'nothing' : String(life.generation)
  const failed = state === 'going-back' || state === 'rollback-failed'
  const progress = done !== undefined && of !== undefined ? `, ${done} of ${of}` : ''
  const texts = {
    advancing: `Deploying ${next}${progress}`,
    stopping: `Stopped, going back to ${old}`,
    'going-back': `${next} failed, going back to ${old}`,
    'rollback-failed': `${host ?? life.system} is between ${old} and ${next}`,
  } as const
  return [
    { ...runs, text: life.generation === null ? 'Nothing runs' : old },
    { key: 'plan', text: 'Plan', glyph: 'running', tone: 'plain', href: null, current: false, joint: 'run' },
    {
      key: 'deployment',
      text: texts[state],
      glyph: failed ? 'failed' : 'starting',
      tone: failed ? 'failed' : 'plain',
      href: `${base}/deployments/${number}`,
      current: life.at === 'deployment',
      joint: failed ? 'fail' : 'run',
    },
    {
      key: 'next',
      text: state === 'advancing' ? String(next) : old,
      glyph: 'open',
      tone: 'plain',
      href: null,
      current: false,
      joint: 'none',
    },
  ]
}
