/**
 * Writer of execline scripts over `Text`: words, blocks and comments that model text cannot break out of.
 * Grammar: skarnet.org/software/execline/execlineb.html, "Syntax of scripts"; execlineb runs with -P, so "$" substitutes nothing.
 */
import { concat, joinTexts, literalOf, mapLiterals, type Text, text } from '../contract/text.ts'
import { outlineOf } from './outline.ts'

/** Never special to the lexer: no blank, quote, backslash, `#`, `{` or `}`. */
const PLAIN = /^[A-Za-z0-9/._:,@%+=-]+$/

/** "Inside a quoted string, \a, \b, \t, \n, \v, \f, and \r are interpreted": the others stand for themselves. */
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A word that execlineb hands on as exactly `value`; in quotes, unless nothing in it could be special. */
export function word(value: Text): Text {
  const literal = literalOf(value)
  if (literal !== null && PLAIN.test(literal)) return value
  return concat(
    text('"'),
    mapLiterals(value, (s) => s.replace(/[\\"\n\r\t]/g, (c) => ESCAPES[c] ?? c)),
    text('"'),
  )
}

/** Every word can be written; only the value of a secret is not there to be quoted. */
export function holdsWord(value: Text): boolean {
  return outlineOf(value) !== null
}

/** One command on one line. */
export function command(...values: readonly Text[]): Text {
  return joinTexts(values.map(word), ' ')
}

/** `name { inner }`: a program that runs the block before it becomes what follows. */
export function block(name: Text, inner: readonly Text[]): Text {
  return concat(name, text(' { '), joinTexts(inner, ' '), text(' }'))
}

/** "# starts a comment" where a word could begin, and it ends with the line. */
export function comment(value: Text): Text {
  return concat(
    text('# '),
    mapLiterals(value, (s) => s.replace(/[\n\r]+/g, ' ')),
  )
}
