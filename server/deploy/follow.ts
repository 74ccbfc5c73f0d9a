/** Reads a host's journal while it is written, and says what it reads as events. */
import type { HostPlan } from '#generators/contract/manifest.ts'
import type { Line, Reply } from '#server/host-kit/client.ts'
import { decodeWord } from '#server/host-kit/words.ts'
import type { DeployEvent } from './events.ts'
import type { Run } from './run.ts'

type StepEvent = Extract<DeployEvent, { kind: 'step' }>

export interface Followed {
  /** The host's state, as it was when nobody wrote the journal any more. */
  readonly state: string
  /** Waves that are behind it. */
  readonly reached: ReadonlySet<number>
  /** The step that failed, and what it said. */
  readonly failed: { readonly id: number; readonly detail: string } | null
  /** Number of the next record. */
  readonly next: number
}

export interface Follower {
  follow(options: { readonly seconds: number; readonly signal?: AbortSignal }): Promise<Followed>
}

/** Remembers how far it has read, so that nothing is said twice when a connection breaks. */
export function makeFollower(run: Run, plan: HostPlan, from: number): Follower {
  const begun = new Map<string, number>()
  const reached = new Set<number>()
  let next = from
  let failed: { id: number; detail: string } | null = null
  let said: Promise<void> = Promise.resolve()

  /** In order, and one at a time: the store numbers them. */
  function say(event: DeployEvent): void {
    said = said.then(() => run.say(event))
    // Whoever follows awaits it and hears of it; until then it is nobody's.
    said.catch(() => undefined)
  }
  function step(id: number, phase: StepEvent['phase'], extra: Partial<StepEvent> = {}): void {
    const of = plan.steps.find((one) => one.id === id)
    say({
      kind: 'step',
      host: plan.host,
      id,
      placement: of?.placement ?? null,
      says: of?.says ?? `step ${id}`,
      phase,
      ...extra,
    })
  }
  function read({ key, words }: Line): void {
    if (key === 'said' && words[0] !== undefined) {
      const detail = decodeWord(words[1] ?? '-').trim()
      if (failed?.id === Number(words[0])) failed = { id: failed.id, detail }
    }
    if (key !== 'record') return
    const [number, at = '', kind = '', a = '', b = ''] = words
    if (Number(number) < next) return
    next = Number(number) + 1
    switch (kind) {
      case 'I':
        begun.set(a, Number(at))
        step(Number(a), 'begun')
        break
      case 'D':
        step(Number(a), 'done', seconds(begun.get(a), at))
        break
      case 'F':
        failed = { id: Number(a), detail: '' }
        break
      case 'B':
        reached.add(Number(a))
        break
      case 'U':
        step(plan.back[Number(a)]?.of ?? Number(a), b === 'done' ? 'undone' : 'undo-failed')
        break
    }
  }
  return {
    async follow({ seconds: limit, signal }) {
      let reply: Reply
      try {
        reply = await run.insist(plan.host, {
          verb: 'follow',
          headers: { from: next },
          seconds: limit,
          signal,
          onLine: read,
        })
      } finally {
        await said
      }
      const state = reply.first('state')?.words[0] ?? 'unknown'
      if (failed) {
        step(failed.id, 'failed', { detail: failed.detail })
        await said
      }
      return { state, reached, failed, next }
    },
  }
}

function seconds(from: number | undefined, to: string): { readonly seconds?: number } {
  const took = from === undefined ? Number.NaN : Number(to) - from
  return Number.isFinite(took) ? { seconds: Math.round(took * 100) / 100 } : {}
}
