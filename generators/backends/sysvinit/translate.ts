/** From what a process is to what its init script says of itself: LSB 5.0, 22.2 and 22.3. */
import type { Lowered } from '../../contract/backend.ts'
import { literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import type { HeaderLine, Native } from './schema.ts'

/** What every process may count on: file systems and the network are there before, and go after. */
const BASE = ['$local_fs', '$remote_fs', '$network']

/** A line of the header ends at the newline, and nothing in it can be quoted. */
export function holdsDescription(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f]/.test(outline)
}

/** In: a lowered placement, all of whose chain the launcher does. Out: the header, each line with its origins, and the launcher. */
export function translate(lowered: Lowered): Native {
  const { of } = lowered
  const base = BASE.map((one) => text(one))
  const beside = lowered.after
    .filter((one) => one.container === of.container.name)
    .map((one) => text(one.name, one.from))
  const boot = of.set.get('boot')
  const header: HeaderLine[] = [
    { key: 'Provides', values: [text(lowered.name)] },
    { key: 'Required-Start', values: base },
    { key: 'Required-Stop', values: base },
  ]
  // "Should": a dependency that is not started at boot must not keep this one from being registered.
  if (beside.length > 0) header.push({ key: 'Should-Start', values: beside }, { key: 'Should-Stop', values: beside })
  header.push(
    { key: 'Default-Start', values: [text(of.boot ? '2 3 4 5' : '', boot)] },
    { key: 'Default-Stop', values: [text('0 1 6', boot)] },
    { key: 'Short-Description', values: [describe(lowered)] },
  )
  return { header, script: lowered.exec.path }
}

function describe({ of, name }: Lowered): Text {
  const blank = literalOf(of.description)?.trim() === ''
  return blank || !holdsDescription(of.description) ? text(name) : of.description
}
