/** nginx's configuration: where in it a value stands, and how it is written there. */
import type { Text } from '../contract/text.ts'
import { escapeBare, type Format, refuseWhere } from './format.ts'

/**
 * How nginx reads tokens (src/core/ngx_conf_file.c, ngx_conf_read_token): a quote counts only where a token begins, a back-slash
 * takes the next character along in words and in quotes, `#` begins a comment only where a token could begin.
 */
function step(state: string, c: string): string {
  switch (state) {
    case 'comment':
      return c === '\n' ? 'space' : 'comment'
    case '"':
    case "'":
      return c === '\\' ? `escape ${state}` : c === state ? 'word' : state
    case 'escape "':
      return '"'
    case "escape '":
      return "'"
    case 'escape word':
      return 'word'
    default:
      if (/[\s;{}]/.test(c)) return 'space'
      if (c === '\\') return 'escape word'
      if (state === 'space' && c === '#') return 'comment'
      return state === 'space' && (c === '"' || c === "'") ? c : 'word'
  }
}

function lex(state: string, literal: string): string {
  let now = state
  for (let i = 0; i < literal.length; i++) {
    // `${name}` is one variable: its braces open and close no block.
    if (now !== 'comment' && literal[i] === '$' && literal[i + 1] === '{') {
      now = now === 'space' ? 'word' : now
      i = Math.max(i + 1, literal.indexOf('}', i))
    } else now = step(now, literal[i]!)
  }
  return now
}

/** A `$` begins a variable in every argument that may hold one, and nothing escapes it (https://trac.nginx.org/nginx/ticket/52). */
const DOLLAR = 'nginx has no way to write a $ that is not a variable'

export const nginx: Format = {
  id: 'nginx',
  title: 'nginx',
  start: 'space',
  lex,
  bare: (state) => state === 'space' || state === 'word',
  escape(state, of) {
    const dollar = state === 'comment' ? null : refuseWhere(of, /\$/, DOLLAR)
    if (dollar) return dollar
    if (state === 'comment') return refuseWhere(of, /[\n\r]/, 'a comment ends with its line') ?? of
    if (state.startsWith('escape')) return { refused: 'a value cannot stand behind a back-slash' }
    if (state === '"' || state === "'") return quoted(of, state)
    if (state === 'space' && of.every((part) => 's' in part && part.s === ''))
      return { refused: 'an empty word would vanish: write quotes around it' }
    return escapeBare(of, 'write quotes around the whole word')
  },
}

function quoted(of: Text, quote: string): Text {
  return of.map((part) =>
    's' in part ? { ...part, s: part.s.replace(/[\\"']/g, (c) => (c === '\\' || c === quote ? `\\${c}` : c)) } : part,
  )
}
