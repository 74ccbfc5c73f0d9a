/** Splits a line into words by a POSIX shell's quotes, expanding nothing: what compose, supervisor and their like do with a command. */

/** POSIX 2.2, "Quoting". In: a line. Out: its words with quotes removed; `null` where a quote is not closed. */
export function shellWords(line: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: "'" | '"' | null = null
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quote === "'") {
      if (c === "'") quote = null
      else word += c
    } else if (quote === '"') {
      // 2.2.3: within double quotes a backslash is one unless it stands before what it could escape there.
      if (c === '"') quote = null
      else if (c === '\\' && /["\\]/.test(line[i + 1] ?? '')) word += line[++i]!
      else word += c
    } else if (c === "'" || c === '"') {
      quote = c
      word ??= ''
    } else if (c === '\\') {
      if (i + 1 === line.length) return null
      word = (word ?? '') + line[++i]!
    } else if (/\s/.test(c)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + c
  }
  if (quote !== null) return null
  if (word !== null) words.push(word)
  return words
}
