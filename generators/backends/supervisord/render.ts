/** From a section as data to its file in the directory that supervisord includes. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import type { Artefact } from '../../contract/text.ts'
import { type Setting, section } from '../../syntax/supervisord-ini.ts'
import type { Native } from './schema.ts'

/** An override takes the place of its key; a new key comes last; `null` leaves it out. */
function overridden(settings: readonly Setting[], overrides: readonly Override[], userChange: boolean): Setting[] {
  let result = [...settings]
  for (const { key, values } of overrides) {
    if (key === 'user' && !userChange) continue
    const value = values?.[0]
    const there = result.some((one) => one.key === key)
    if (!value) result = result.filter((one) => one.key !== key)
    else if (there) result = result.map((one) => (one.key === key ? { key, value } : one))
    else result.push({ key, value })
  }
  return result
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: one file with one `[program:x]`, in no group: a change
 * of one program in a `[group:x]` restarts the whole group.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const overrides = native.overrides ?? []
  const file: Artefact = {
    name: `${name}.conf`,
    mode: 0o644,
    kind: 'native',
    secret: false,
    content: section(`program:${name}`, overridden(native.settings, overrides, of.container.userChange), native.remark),
  }
  return {
    artefacts: [file],
    links: [{ at: file.name, to: { copy: file } }],
    by: overrides.filter((one) => one.values === null).map((one) => one.at),
  }
}
