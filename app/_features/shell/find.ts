/** Ranking for the palette: what begins with the words comes before what only contains them. */

export interface Findable {
  readonly text: string
  readonly kind: string
}

/** In: entries and what was typed. Out: those whose text or kind has every word, best first, in their own order among equals. */
export function find<Entry extends Findable>(entries: readonly Entry[], typed: string): readonly Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  return entries
    .map((entry, index) => ({ entry, index, rank: rankOf(entry, words) }))
    .filter((each) => each.rank !== null)
    .sort((a, b) => a.rank! - b.rank! || a.index - b.index)
    .map((each) => each.entry)
}

function rankOf(entry: Findable, words: readonly string[]): number | null {
  const text = entry.text.toLowerCase()
  let rank = 0
  for (const word of words) {
    if (text.startsWith(word)) continue
    else if (text.split(/[\s./_-]+/).some((part) => part.startsWith(word))) rank += 1
    else if (text.includes(word)) rank += 2
    else if (entry.kind.toLowerCase().startsWith(word)) rank += 3
    else return null
  }
  return rank
}
