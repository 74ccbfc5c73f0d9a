/** Walks the values of a placement: everything in them that is text. */
import type { Text } from '../contract/text.ts'

/** Whether a list is text. The empty list is empty text, or no items: it means the same to everybody who asks. */
export function isText(value: unknown): value is Text {
  return (
    Array.isArray(value) &&
    value.every((part) => typeof part === 'object' && part !== null && ('s' in part || 'hole' in part))
  )
}

/** Every text in a tree of lists, maps and plain objects. */
export function* textsIn(value: unknown): Generator<Text> {
  if (isText(value)) yield value
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item)
  else if (value instanceof Map) for (const member of value.values()) yield* textsIn(member)
  else if (value !== null && typeof value === 'object')
    for (const [key, member] of Object.entries(value)) if (key !== 'from') yield* textsIn(member)
}

/** A value with its texts as `symbolic` gives them, and without origins: equal where it means the same. */
export function meaningOf(value: unknown, symbolic: (text: Text) => string): unknown {
  if (isText(value)) return symbolic(value)
  if (Array.isArray(value)) return value.map((item) => meaningOf(item, symbolic))
  if (value instanceof Map)
    return [...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, meaningOf(member, symbolic)])
  if (value === null || typeof value !== 'object') return value ?? null
  const members = Object.entries(value).filter(([key, member]) => key !== 'from' && member !== undefined)
  return members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, meaningOf(member, symbolic)])
}
