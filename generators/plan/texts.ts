/** Walks the values of a placement: everything in them that is text. */
import type { Text } from '../contract/text.ts'

/** Whether a list is text. The empty list is empty text, or no items: it means the same to everybody who asks. */
export function isText(value: unknown): value is Text {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index += 1) {
    const part: unknown = value[index]
    if (typeof part !== 'object' || part === null || !('s' in part || 'hole' in part)) return false
  }
  return true
}

/** Every text in a tree of lists, maps and plain objects. */
export function textsIn(value: unknown): readonly Text[] {
  const found: Text[] = []
  gather(value, found)
  return found
}
function gather(value: unknown, into: Text[]): void {
  if (typeof value !== 'object' || value === null) return
  if (isText(value)) into.push(value)
  else if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) gather(value[index], into)
  else if (value instanceof Map) for (const member of value.values()) gather(member, into)
  else for (const key in value) if (key !== 'from') gather((value as Record<string, unknown>)[key], into)
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
