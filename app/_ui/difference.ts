/** The difference between two texts as lines, with runs of equal lines folded. */
import { diffLines } from 'diff'

export type DifferenceLine =
  | {
      readonly kind: 'same' | 'added' | 'removed'
      readonly before: number | null
      readonly after: number | null
      readonly text: string
    }
  | { readonly kind: 'fold'; readonly lines: readonly DifferenceLine[]; readonly count: number }
export interface Difference {
  readonly lines: readonly DifferenceLine[]
  readonly added: number
  readonly removed: number
}

/** Lines of context kept beside a change; shorter runs are not worth folding. */
const CONTEXT = 3

/** `null`: there is no such file on that side. `fold` false: everything is shown. */
export function difference(before: string | null, after: string | null, fold = true): Difference {
  const lines: DifferenceLine[] = []
  let left = 0
  let right = 0
  let added = 0
  let removed = 0
  for (const part of diffLines(before ?? '', after ?? '')) {
    const texts = part.value.split('\n')
    if (texts.at(-1) === '') texts.pop()
    for (const text of texts) {
      if (part.added) {
        added++
        lines.push({ kind: 'added', before: null, after: ++right, text })
      } else if (part.removed) {
        removed++
        lines.push({ kind: 'removed', before: ++left, after: null, text })
      } else lines.push({ kind: 'same', before: ++left, after: ++right, text })
    }
  }
  return { lines: fold && added + removed > 0 ? folded(lines) : lines, added, removed }
}

function folded(lines: readonly DifferenceLine[]): DifferenceLine[] {
  const result: DifferenceLine[] = []
  for (let start = 0; start < lines.length; ) {
    let end = start
    while (end < lines.length && lines[end]!.kind === 'same') end++
    if (end === start) {
      result.push(lines[start]!)
      start++
      continue
    }
    const head = start === 0 ? 0 : CONTEXT
    const tail = end === lines.length ? 0 : CONTEXT
    const hidden = end - start - head - tail
    if (hidden > CONTEXT) {
      const inside = lines.slice(start + head, end - tail)
      result.push(
        ...lines.slice(start, start + head),
        { kind: 'fold', lines: inside, count: inside.length },
        ...lines.slice(end - tail, end),
      )
    } else result.push(...lines.slice(start, end))
    start = end
  }
  return result
}
