/** From what a process is to what Dysnomia's module `process` is told of it. */
import type { Lowered } from '../../contract/backend.ts'
import { concat, hole, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import type { Native } from './schema.ts'

/** It stands in a comment of a file that a shell reads: a comment ends at the newline, and nothing in it can be quoted. */
export function holdsDescription(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f]/.test(outline)
}

/**
 * In: a lowered placement, all of whose chain the launcher does. Out: the launcher, and a PID file of Dysnomia's own: the module
 * kills whatever it names, so a file that the program writes itself is not good enough.
 */
export function translate(lowered: Lowered): Native {
  const { of, name } = lowered
  const runtime = hole({ kind: 'directory', of: 'runtime' })
  return {
    description: holdsDescription(of.description) ? of.description : text(name),
    launcher: lowered.exec.path,
    pidFile: concat(runtime, text(`/dysnomia/${of.container.name}/${name}.pid`)),
  }
}
