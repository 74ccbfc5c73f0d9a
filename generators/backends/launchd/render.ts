/** From a job as data to its property list. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Artefact } from '../../contract/text.ts'
import { type Plist, propertyList } from '../../syntax/plist.ts'
import type { JobOverride, Native } from './schema.ts'

/** An override takes the place of its key; a new key comes last; `null` leaves it out. */
function overridden(
  job: ReadonlyMap<string, Plist>,
  overrides: readonly JobOverride[],
  userChange: boolean,
): ReadonlyMap<string, Plist> {
  const result = new Map(job)
  for (const { key, value } of overrides) {
    if ((key === 'UserName' || key === 'GroupName') && !userChange) continue
    if (value === null) result.delete(key)
    else result.set(key, value)
  }
  return result
}

/** In: what `translate` made, with overrides where the model has some. Out: one file, named after the label. */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const overrides = native.overrides ?? []
  const entries = overridden(native.job, overrides, of.container.userChange)
  const file: Artefact = {
    name: `${name}.plist`,
    mode: 0o644,
    kind: 'native',
    secret: false,
    content: propertyList({ kind: 'dictionary', entries }, native.remark),
  }
  return {
    artefacts: [file],
    links: [{ at: file.name, to: { copy: file } }],
    by: overrides.filter((one) => one.value === null).map((one) => one.at),
  }
}
