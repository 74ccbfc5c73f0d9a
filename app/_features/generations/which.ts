/** Which generations a page is about: `12`, or `11..12`. */

export type Which =
  | { readonly kind: 'one'; readonly number: number }
  | { readonly kind: 'two'; readonly from: number; readonly to: number }

/** `null`: the address says neither. */
export function readWhich(text: string): Which | null {
  const found = /^([1-9]\d{0,8})(?:\.\.([1-9]\d{0,8}))?$/.exec(text)
  if (!found) return null
  const [first, second] = [Number(found[1]), found[2] === undefined ? null : Number(found[2])]
  if (second === null) return { kind: 'one', number: first }
  return first === second
    ? { kind: 'one', number: first }
    : { kind: 'two', from: Math.min(first, second), to: Math.max(first, second) }
}

export function writeWhich(which: Which): string {
  return which.kind === 'one' ? String(which.number) : `${which.from}..${which.to}`
}

/** Without an address: the last step, from the one before to the newest. */
export function lastStep(numbers: readonly number[]): Which | null {
  const sorted = [...numbers].sort((a, b) => a - b)
  const to = sorted.at(-1)
  const from = sorted.at(-2)
  if (to === undefined) return null
  return from === undefined ? { kind: 'one', number: to } : { kind: 'two', from, to }
}

/** What a click on a column means: alone it looks at that one, with `second` it becomes the other end. */
export function choose(which: Which, number: number, second: boolean): Which {
  if (!second) return { kind: 'one', number }
  const anchor = which.kind === 'one' ? which.number : which.to
  if (anchor === number) return which
  return { kind: 'two', from: Math.min(anchor, number), to: Math.max(anchor, number) }
}
