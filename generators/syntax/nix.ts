/** Writer of Nix expressions: strings that hold exactly their text, attribute names, lists and sets (Nix manual, "Values"). */
import type { Hole, Text } from '../contract/text.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  $: '\\$',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
const KEYWORDS = new Set(['assert', 'else', 'if', 'in', 'inherit', 'let', 'or', 'rec', 'then', 'with'])

/**
 * Nix manual, "String": within double quotes `"`, `\` and `${` are escaped; every `$` is, because `$` before `${` would take that away.
 * Line ends are written as escapes: a carriage return as it stands is read as a newline.
 */
function escaped(s: string): string {
  return s.replace(/[\\"$\n\r\t]/g, (c) => ESCAPES[c]!)
}

/** `expression` gives the Nix expression of a hole. */
export function nixText(value: Text, expression: (hole: Hole) => string): string {
  return `"${value.map((part) => ('s' in part ? escaped(part.s) : `\${${expression(part.hole)}}`)).join('')}"`
}
export function nixString(s: string): string {
  return `"${escaped(s)}"`
}

/** Nix manual, "Identifier"; every other name is a string. */
export function attributeName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_'-]*$/.test(name) && !KEYWORDS.has(name) ? name : nixString(name)
}

/** Expressions in a list: each in parentheses where it is an application. */
export function nixList(items: readonly string[]): string {
  return items.length === 0 ? '[ ]' : `[ ${items.join(' ')} ]`
}

/** `name = expression;` a line, at this depth of indentation. */
export function nixSet(entries: Iterable<readonly [string, string]>, depth = 0): string {
  const indent = '  '.repeat(depth)
  const lines = Array.from(entries, ([name, value]) => `${indent}  ${attributeName(name)} = ${value};\n`)
  return lines.length === 0 ? '{ }' : `{\n${lines.join('')}${indent}}`
}
