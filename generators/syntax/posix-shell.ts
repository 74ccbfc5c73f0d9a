/**
 * Writer of POSIX shell over `Text`: words, assignments and comments that model text cannot break out of.
 * Grammar: POSIX.1-2017, Shell Command Language, section 2.2 (quoting) and 2.3 (token recognition).
 */
import { concat, joinTexts, literalOf, mapLiterals, type Part, type Text, text } from '../contract/text.ts'

/** Bytes that no shell treats specially in any position of a word; a leading `~`, `#` or `=` is therefore not among them. */
const PLAIN = /^[A-Za-z0-9/._:,@%+-]+$/
const QUOTE: Part = { s: "'" }
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** A word of 131,072 bytes cannot be given to a program on Linux (`MAX_ARG_STRLEN`, with its final NUL). */
export const LONGEST_WORD = 131_071

/**
 * A word that expands to exactly `value`: 2.2.2, within single quotes every character but `'` stands for itself.
 * Works part by part: holes keep their place inside the quotes, because paths of ours hold none of the quote's characters, and
 * the value of a secret is escaped on the host by the same rule.
 */
export function word(value: Text): Text {
  const literal = literalOf(value)
  if (literal !== null && PLAIN.test(literal)) return value
  return quoted(value)
}

/** How the value of a secret that stands in single quotes is written: as the format of scripts does it. */
const IN_QUOTES = { format: 'shell', state: "'" } as const

/** As `word`, always in quotes: where a plain word could be a reserved one or an assignment. */
export function quoted(value: Text): Text {
  const parts: Part[] = [QUOTE]
  for (const part of value) {
    if ('s' in part) {
      if (!part.s.includes("'")) parts.push(part)
      else {
        const s = part.s.replaceAll("'", "'\\''")
        parts.push(part.from ? { s, from: part.from } : { s })
      }
    } else if (part.hole.kind === 'secret') parts.push({ ...part, hole: { ...part.hole, ...IN_QUOTES } })
    else parts.push(part)
  }
  parts.push(QUOTE)
  return parts
}

/** Words with a blank between them. */
export function words(values: readonly Text[]): Text {
  return joinTexts(values.map(word), ' ')
}

/** Whether `name` can be the name of a shell variable (3.235, Name). */
export function isName(name: string): boolean {
  return NAME.test(name)
}

/** `name='value'`; the name is a key and must satisfy `isName`: anything else is an error of ours. */
export function assignment(name: string, value: Text): Text {
  if (!isName(name)) throw new Error(`not the name of a shell variable: ${JSON.stringify(name)}`)
  return concat(text(`${name}=`), word(value))
}

/** A comment, one line of it for each line of `value`: a comment ends at a newline and at nothing else (2.3, rule 10). */
export function comment(value: Text): Text {
  return [{ s: '# ' }, ...mapLiterals(value, (s) => s.replaceAll('\n', '\n# '))]
}

/** The bytes of the literal parts: what can be said of a word's length before its holes are filled. */
export function bytesOf(value: Text): number {
  let bytes = 0
  for (const part of value) if ('s' in part) bytes += ENCODER.encode(part.s).length
  return bytes
}
const ENCODER = new TextEncoder()

/** Whether a word is longer than a system call takes; no character needs more than three bytes for each of its units. */
export function isTooLong(value: Text): boolean {
  let units = 0
  for (const part of value) if ('s' in part) units += part.s.length
  return units * 3 > LONGEST_WORD && bytesOf(value) > LONGEST_WORD
}
