/** A job as data, and the check of what a model writes in launchd's own words. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { at, type Path } from '../../contract/path.ts'
import { checkCharacters, type Text, text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { array, boolean, dictionary, holdsString, integer, type Plist, string } from '../../syntax/plist.ts'
import { KEYS, type KeyType, TAKES } from './keys.ts'

/** One key of a job; `null` removes it. */
export interface JobOverride {
  readonly key: string
  readonly at: Path
  readonly value: Plist | null
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly remark: Text
  readonly job: ReadonlyMap<string, Plist>
  readonly overrides?: readonly JobOverride[]
}

type Known = string | number | boolean | null | readonly Known[] | { readonly [key: string]: Known }
const value: z.ZodType<Known> = z.lazy(() =>
  z.union([z.string(), z.number().int(), z.boolean(), z.null(), z.array(value), z.record(z.string(), value)]),
)
const known = z.record(z.string(), value)

/** Plain data as a property list; `null`: it has no form there. */
function plistOf(raw: unknown, from: Path): Plist | null {
  if (typeof raw === 'boolean') return boolean(raw, from)
  if (typeof raw === 'number') return Number.isSafeInteger(raw) ? integer(text(String(raw), from)) : null
  if (typeof raw === 'string') {
    const held = checkCharacters(raw) === null && holdsString(text(raw))
    return held ? string(text(raw, from)) : null
  }
  if (Array.isArray(raw)) {
    const items = raw.map((one) => plistOf(one, from))
    return items.every((one) => one !== null) ? array(items) : null
  }
  if (typeof raw !== 'object' || raw === null) return null
  const entries = Object.entries(raw).map(([key, one]: [string, unknown]) => [key, plistOf(one, from)] as const)
  const held = entries.flatMap(([key, one]) =>
    one !== null && checkCharacters(key) === null && holdsString(text(key)) ? [[key, one] as const] : [],
  )
  return held.length === entries.length ? dictionary(held) : null
}

function fits(type: KeyType, plist: Plist): boolean {
  switch (type) {
    case 'string':
    case 'integer':
    case 'boolean':
    case 'dictionary':
      return plist.kind === type
    case 'strings':
      return plist.kind === 'array' && plist.items.every((one) => one.kind === 'string')
    case 'boolean-or-dictionary':
      return plist.kind === 'boolean' || plist.kind === 'dictionary'
    case 'dictionaries':
      return (
        plist.kind === 'dictionary' || (plist.kind === 'array' && plist.items.every((one) => fits('dictionary', one)))
      )
    case 'anything':
      return true
  }
}

/**
 * In: `{Key: value | null}` as it stands in the model: any data that a property list has types for; `null` removes the key.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(written: unknown, where: Path, report: Report): Partial<Native> {
  const backend = 'launchd'
  if (written === undefined || written === null) return {}
  const parsed = z.record(z.string(), z.unknown()).safeParse(written)
  if (!parsed.success) {
    const data = { backend, key: String(where.key), wanted: 'a set of keys' }
    report({ code: 'override-value', severity: 'error', at: where, data })
    return {}
  }
  return { overrides: Object.entries(parsed.data).flatMap(([key, raw]) => readOne(key, raw, at(where, key))) }

  function readOne(key: string, raw: unknown, here: Path): JobOverride[] {
    // The label is how everything else finds the job.
    if (key === 'Label')
      return refuse('override-unwritable', { why: 'the label is the name by which the job is driven' })
    if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(key))
      return refuse('override-unwritable', { why: 'a key is made of letters and digits' })
    if (raw === null) return [{ key, at: here, value: null }]
    const type = KEYS.get(key) ?? 'anything'
    const plist = plistOf(raw, here)
    if (!plist || !fits(type, plist)) return refuse('override-value', { wanted: TAKES[type] })
    if (!KEYS.has(key)) report({ code: 'override-unknown-key', severity: 'warning', at: here, data: { backend, key } })
    return [{ key, at: here, value: plist }]

    function refuse(code: string, data: Readonly<Record<string, string>>): [] {
      report({ code, severity: 'error', at: here, data: { backend, key, ...data } })
      return []
    }
  }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
