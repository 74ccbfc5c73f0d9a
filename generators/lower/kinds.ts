/** Who runs a program that ends: its manager, or the launcher; and where the launcher then keeps its records. */
import type { Kind, Lowered, Placement, RunningKind } from '../contract/backend.ts'
import type { LoadedBackend } from '../contract/compiled.ts'
import { concat, hole, literalOf, type Text, text } from '../contract/text.ts'
import { fileName, type Work } from '../launcher/script.ts'
import { isCron, readCron } from '../syntax/cron.ts'

export interface Divided {
  /** What the manager is to run. */
  readonly kind: Kind
  /** What the launcher does of it; `null`: nothing. */
  readonly work: Work | null
}

/** In: a placement, its manager, and its name there. A timer that the manager cannot keep is a longrun to it: the launcher, which waits. */
export function divide(placement: Placement, target: LoadedBackend, name: string): Divided {
  const { kind, container } = placement
  const capabilities = target.declaration.capabilities(container)
  switch (kind.is) {
    case 'longrun':
      return { kind, work: null }
    case 'oneshot':
      return { kind, work: capabilities.oneshot === 'launcher' ? { is: 'oneshot', seconds: kind.seconds } : null }
    case 'timer': {
      // Who can do neither is told so as an error: the program must not run all the time instead.
      if (typeof capabilities.timer === 'object') return { kind: { is: 'longrun' }, work: null }
      const held = capabilities.timer === 'native' && (target.backend.holdsTimer?.(kind) ?? true)
      const cron = readCron(literalOf(kind.schedule) ?? '')
      // A schedule that is wrong was refused before: whatever is made of it is never used.
      if (held || !isCron(cron)) return { kind, work: null }
      const schedule = kind.schedule.map((part) =>
        's' in part ? { ...part, s: part.s.replace(/[ \t]+/g, ' ') } : part,
      )
      const state = concat(
        hole({ kind: 'directory', of: 'state' }),
        text(`/longrun/${fileName(container.name)}/${fileName(name)}`),
      )
      return { kind: { is: 'longrun' }, work: { ...kind, schedule, cron, state } }
    }
  }
}

/** What a host has to know of it, to drive it; nothing of a longrun. */
export function runningKind({ of: { kind }, by: keeper }: Lowered): { readonly kind?: RunningKind } {
  const by = keeper ?? 'manager'
  switch (kind.is) {
    case 'longrun':
      return {}
    case 'oneshot':
      return { kind: { ...kind, by } }
    case 'timer':
      return { kind: { is: 'timer', by } }
  }
}

/** Where this process's records are: of its host, its container and itself. */
export function runDirectory(container: string, name: string): Text {
  return concat(hole({ kind: 'directory', of: 'runtime' }), text(`/longrun/${fileName(container)}/${fileName(name)}`))
}
