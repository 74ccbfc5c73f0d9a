/** From what a process is to what its rc.d script says of itself: rcorder(8), rc.subr(8). */
import type { Lowered } from '../../contract/backend.ts'
import { literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import type { Native } from './schema.ts'

/** `desc` is shown by `service NAME describe`: one line for people. */
export function holdsDescription(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f]/.test(outline)
}

/** In: a lowered placement, all of whose chain the launcher does. Out: the script's lines, each with its origins. */
export function translate(lowered: Lowered): Native {
  const { of, name } = lowered
  const beside = lowered.after
    .filter((one) => one.container === of.container.name)
    .map((one) => text(one.name, one.from))
  const blank = literalOf(of.description)?.trim() === ''
  return {
    header: [
      { key: 'PROVIDE', values: [text(name)] },
      // LOGIN: after file systems, network and the servers of the system, as rc(8) wants it of what users add.
      { key: 'REQUIRE', values: [text('LOGIN'), ...beside] },
      // Without it rc.shutdown(8) would not stop it.
      { key: 'KEYWORD', values: [text('shutdown')] },
    ],
    description: blank || !holdsDescription(of.description) ? text(name) : of.description,
    script: lowered.exec.path,
    boot: text(of.boot ? 'YES' : 'NO', of.set.get('boot')),
    reloads: of.reload !== null,
  }
}
