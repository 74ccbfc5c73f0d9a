/** How a backend reads what a model writes in a manager's own words: texts, numbers and truth values, in lists, and `null`. */
import type { Report } from '../diagnostics/diagnostic.ts'
import { at, type Path } from './path.ts'
import { checkCharacters, type Part, type Text, text } from './text.ts'

/** What one key is set to: the values in order, or `null`, which removes the key. */
export interface Override {
  readonly key: string
  readonly at: Path
  readonly values: readonly Text[] | null
}

function isText(value: unknown): value is Text {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((part: unknown) => typeof part === 'object' && part !== null && ('s' in part || 'hole' in part))
  )
}

function scalarText(value: unknown, from: Path): Text | null {
  if (isText(value)) return value.map((part): Part => (part.from ? part : { ...part, from }))
  if (typeof value === 'boolean' || typeof value === 'number') return text(String(value), from)
  return typeof value === 'string' && checkCharacters(value) === null ? text(value, from) : null
}

/**
 * The keys of `value`, an object as it stands in a model at `where`.
 * In: a plain object of texts, strings, numbers, truth values, lists of these, or `null`. Out: one `Override` a key, values as
 * texts with an origin. Diagnostics: `override-value` for everything else.
 */
export function readOverrides(value: unknown, where: Path, backend: string, report: Report): readonly Override[] {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object' || Array.isArray(value)) {
    refuse(where, 'a set of keys')
    return []
  }
  function refuse(path: Path, wanted: string): void {
    report({ code: 'override-value', severity: 'error', at: path, data: { backend, key: String(path.key), wanted } })
  }
  return Object.entries(value).flatMap(([key, raw]: [string, unknown]): Override[] => {
    const here = at(where, key)
    if (raw === null) return [{ key, at: here, values: null }]
    const values = Array.isArray(raw) && !isText(raw) ? raw : [raw]
    const texts = values.map((one) => scalarText(one, here))
    if (texts.every((one) => one !== null)) return [{ key, at: here, values: texts }]
    refuse(here, 'a text, a number, true or false, a list of these, or null')
    return []
  })
}
