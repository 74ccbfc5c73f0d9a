/** What comes out the same under several managers is made once, and found again by the values that it was made from. */

interface Made<T> {
  readonly from: readonly unknown[]
  readonly made: T
}
/** One process under every manager, in a few variants each. */
const KEPT = 32

/**
 * A function that gives what `make` gave before for the same values; `owner`: whose they are, and for how long they are kept.
 * Values are compared member by member, so that a field which is added to them is never forgotten here.
 */
export function remembering<T>(): (owner: object, from: readonly unknown[], make: () => T) => T {
  const known = new WeakMap<object, Made<T>[]>()
  return (owner, from, make) => {
    let list = known.get(owner)
    if (!list) known.set(owner, (list = []))
    for (const one of list) if (alike(one.from, from)) return one.made
    const made = make()
    if (list.length >= KEPT) list.length = 0
    list.push({ from, made })
    return made
  }
}

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
