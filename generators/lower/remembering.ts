/** What comes out the same under several managers is made once, and found again by the values that it was made from. */
import { alike } from '../contract/alike.ts'
import { kept } from '../contract/kept.ts'

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
  const known = kept<object, Made<T>[]>()
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
