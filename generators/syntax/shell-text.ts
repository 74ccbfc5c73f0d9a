/** Shell scripts that constructors ship as files: a value is quoted for the place in which it stands, or refused. */
import { mapLiterals, type Text } from '../contract/text.ts'
import { type Format, refuseWhere } from './format.ts'

/** Expansions and substitutions with nothing in them that could open or close anything else: they are passed over whole. */
const SIMPLE = /\$(?:\([^()'"`$\\#<]*\)|\{[^{}'"`$\\]*\})/y

/**
 * POSIX.1-2024, Shell Command Language, sections 2.2 (quoting) and 2.3 (token recognition). What we do not follow (here-documents,
 * back-quotes, nested substitutions, arithmetic) leads to `unknown`, from where nothing leads back: values are refused there.
 */
function lex(state: string, literal: string): string {
  let now = state
  for (let i = 0; i < literal.length; i++) {
    const c = literal[i]!
    const next = literal[i + 1] ?? ''
    if (now === 'unknown') return now
    if (now === 'escape') now = 'word'
    else if (now === 'escape "') now = '"'
    else if (now === "'") now = c === "'" ? 'word' : now
    else if (now === 'comment') now = c === '\n' ? 'space' : now
    else if (c === '\\') now = now === '"' ? 'escape "' : 'escape'
    else if (
      c === '`' ||
      (now !== '"' && ((c === '<' && next === '<') || (c === '(' && next === '(') || (c === '$' && next === "'")))
    )
      now = 'unknown'
    else if (c === '$' && (next === '(' || next === '{')) {
      SIMPLE.lastIndex = i
      const whole = SIMPLE.exec(literal)?.[0]
      if (!whole || /\bcase\b/.test(whole)) now = 'unknown'
      else {
        i += whole.length - 1
        now = now === '"' ? now : 'word'
      }
    } else if (now === '"') now = c === '"' ? 'word' : now
    else if (c === '"' || c === "'") now = c
    else if (/[\s;&|<>()]/.test(c)) now = 'space'
    else now = now === 'space' && c === '#' ? 'comment' : 'word'
  }
  return now
}

export const shell: Format = {
  id: 'shell',
  title: 'a shell script',
  start: 'space',
  lex,
  ends: (state) => state !== '"' && state !== "'" && !state.startsWith('escape'),
  bare: () => false,
  escape(state, of) {
    switch (state) {
      case "'":
        return mapLiterals(of, (s) => s.replace(/'/g, "'\\''"))
      case '"':
        return mapLiterals(of, (s) => s.replace(/[$`"\\]/g, '\\$&'))
      case 'comment':
        return refuseWhere(of, /[\n\r]/, 'a comment ends with its line') ?? of
      case 'space':
      case 'word':
        return singleQuoted(of)
      default:
        return { refused: 'here a value might be read as shell: bind it to a variable first (x=${value}) and use "$x"' }
    }
  },
}

/** In a bare word quotes may begin and end anywhere. */
function singleQuoted(of: Text): Text {
  return [{ s: "'" }, ...mapLiterals(of, (s) => s.replace(/'/g, "'\\''")), { s: "'" }]
}
