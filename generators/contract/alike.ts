/** When two values made of lists, maps and plain objects are the same, without writing them down first. */

/** Whether two values of lists, maps and plain objects hold the same; quick where they share their members. */
export function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let index = 0; index < a.length; index += 1) if (!alike(a[index], b[index])) return false
    return true
  }
  if (a instanceof Map) {
    if (!(b instanceof Map) || a.size !== b.size) return false
    const others = b.entries()
    for (const [key, member] of a) {
      const [otherKey, other] = others.next().value as [unknown, unknown]
      if (key !== otherKey || !alike(member, other)) return false
    }
    return true
  }
  if (Array.isArray(b) || b instanceof Map) return false
  const [mine, theirs] = [a as Record<string, unknown>, b as Record<string, unknown>]
  let count = 0
  for (const key in mine) {
    if (!Object.hasOwn(theirs, key) || !alike(mine[key], theirs[key])) return false
    count += 1
  }
  for (const _ in theirs) count -= 1
  return count === 0
}

/** Whether two lists hold the very same objects. */
export function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}
