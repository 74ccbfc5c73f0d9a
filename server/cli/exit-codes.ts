/** How the command ends: numbers that scripts can trust. They stand in docs/reference/cli.md. */
import type { Outcome } from '#server/deploy/events.ts'

export const EXIT = {
  ok: 0,
  /** The model has errors, or what was asked for failed and was undone. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Not done, and nothing changed: somebody else is at work, or files that are not ours are in the way. */
  refused: 3,
  /** A host did not answer. */
  unreachable: 4,
  /** A host may stand between two generations: somebody has to look. */
  between: 5,
  /** Stopped by Ctrl C. */
  cancelled: 130,
} as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_OF: Readonly<Record<Outcome, Exit>> = {
  succeeded: EXIT.ok,
  'rolled-back': EXIT.failed,
  refused: EXIT.refused,
  cancelled: EXIT.cancelled,
  partial: EXIT.between,
  'rollback-failed': EXIT.between,
  waiting: EXIT.between,
}
