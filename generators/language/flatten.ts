/** `extends`: one parent, merged deeply by key, lists replaced, `null` removes; and where each key of the result was written. */
import { at, type Path } from '../contract/path.ts'
import type { Constructor } from '../model/document.ts'

type Plain = Readonly<Record<string, unknown>>

/** A document and the authored place of every object in it that is not where its parent says. */
export interface Flattened {
  readonly document: Constructor
  readonly locate: (parent: object, key: string | number, from: Path) => Path
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Directives of the data language are one thing: merging half of an `$if` would make another. */
function merges(base: unknown, over: unknown): boolean {
  return (
    isPlain(base) && isPlain(over) && ![base, over].some((map) => Object.keys(map).some((key) => /^\$[a-z]/.test(key)))
  )
}

/** Keys that say the same thing in two ways: the later one replaces the other. */
const ALTERNATIVES: readonly (readonly [string, string])[] = [['content', 'data']]

/** A document that stands alone: every key is where it is written. */
export function standalone(document: Constructor): Flattened {
  return { document, locate: (_, key, from) => at(from, key) }
}

/** `over` (standing at `overAt`) merged over `base` (standing at `baseAt`). */
export function mergeOver(base: Flattened, baseAt: Path, over: object, overAt: Path): Flattened {
  const places = new Map<object, ReadonlyMap<string, Path>>()
  const merge = (low: Plain, lowAt: Path, high: Plain, highAt: Path): Plain => {
    const merged: Record<string, unknown> = {}
    const where = new Map<string, Path>()
    for (const [key, value] of Object.entries(low)) {
      merged[key] = value
      where.set(key, base.locate(low, key, lowAt))
    }
    for (const [key, value] of Object.entries(high)) {
      const place = at(highAt, key)
      for (const [one, other] of ALTERNATIVES) {
        const replaced = key === one ? other : key === other ? one : null
        if (replaced !== null && !Object.hasOwn(high, replaced)) delete merged[replaced]
      }
      if (value === null) delete merged[key]
      else if (merges(merged[key], value)) {
        merged[key] = merge(merged[key] as Plain, where.get(key)!, value as Plain, place)
        where.set(key, place)
      } else {
        merged[key] = value
        where.set(key, place)
      }
    }
    places.set(merged, where)
    return merged
  }
  const document = merge(base.document as unknown as Plain, baseAt, over as Plain, overAt) as unknown as Constructor
  return {
    document,
    locate: (parent, key, from) => places.get(parent)?.get(String(key)) ?? base.locate(parent, key, from),
  }
}
