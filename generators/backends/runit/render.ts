/** From a service directory as data to its files. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import type { Artefact } from '../../contract/text.ts'
import type { Native, ServiceFile } from './schema.ts'

/** An override takes the place of its file; a new one comes last; `null` leaves it out. */
function overridden(files: readonly ServiceFile[], overrides: readonly Override[]): readonly ServiceFile[] {
  let result = [...files]
  for (const { key, values } of overrides) {
    const content = values?.[0]
    const there = result.some((one) => one.at === key)
    if (!content) result = result.filter((one) => one.at !== key)
    else if (there) result = result.map((one) => (one.at === key ? { ...one, content } : one))
    else result.push({ at: key, content, mode: 0o755 })
  }
  return result
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: the files below a directory of the process's name.
 * The link by which runsvdir finds it is no file of these: it is made once they are complete, see `activate.ts`.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const overrides = native.overrides ?? []
  const files = overridden(native.files, overrides).map(({ at, content, mode }) => {
    const artefact: Artefact = {
      name: `${name}.${at.replaceAll('/', '-')}`,
      mode,
      kind: 'native',
      secret: false,
      content,
    }
    return { at: `${name}/${at}`, artefact }
  })
  const boot = of.boot ? of.set.get('boot') : undefined
  return {
    artefacts: files.map(({ artefact }) => artefact),
    links: files.map(({ at, artefact }) => ({ at, to: { copy: artefact } })),
    by: [...(boot ? [boot] : []), ...overrides.filter((one) => one.values === null).map((one) => one.at)],
  }
}
