/**
 * Configurations made of lines of words, as many daemons have them, each with rules of its own for quotes. Only what means itself in all
 * of them is written: closed alphabets bare, and in double quotes everything but the quote, back-slash, dollar and line ends.
 */
import type { Text } from '../contract/text.ts'
import { escapeBare, type Format, type Refusal, refuseWhere } from './format.ts'

function step(state: string, c: string): string {
  if (state === 'comment') return c === '\n' ? 'line' : state
  if (state.startsWith('escape')) return state === 'escape "' ? '"' : 'word'
  if (c === '\\') return state === '"' ? 'escape "' : 'escape'
  if (state === '"') return c === '"' ? 'word' : state
  if (c === '\n') return 'line'
  if (state === "'") return c === "'" ? 'word' : state
  if (c === '"' || c === "'") return c
  if (state === 'line') return c === '#' ? 'comment' : /\s/.test(c) ? 'line' : 'word'
  return 'word'
}

function escapeWord(state: string, of: Text): Text | Refusal {
  if (state === 'comment') return refuseWhere(of, /[\n\r]/, 'a comment ends with its line') ?? of
  if (state === '"')
    return (
      refuseWhere(
        of,
        /["\\$\n\r]/,
        'quotes, back-slashes, dollars and line ends are read differently by different programs',
      ) ?? of
    )
  if (state !== 'line' && state !== 'word')
    return { refused: 'a value cannot stand in single quotes or behind a back-slash here' }
  return escapeBare(of, 'write double quotes around the whole word, where this program knows them')
}

export function lineWords(id: string, title: string): Format {
  return {
    id,
    title,
    start: 'line',
    lex(state, literal) {
      let now = state
      for (const c of literal) now = step(now, c)
      return now
    },
    bare: (state) => state === 'line' || state === 'word',
    escape: escapeWord,
  }
}
