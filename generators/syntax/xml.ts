/** XML 1.0: text and attributes, each with its own escapes. */
import { mapLiterals, type Text } from '../contract/text.ts'
import { type Format, type Refusal, refuseWhere } from './format.ts'

/** Section 2.2: characters that no XML document can hold, not even escaped. */
const FORBIDDEN = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

function step(state: string, tail: string, c: string): string {
  if (state === 'comment') return `${tail}${c}`.endsWith('-->') ? 'text' : state
  if (state === 'section') return `${tail}${c}`.endsWith(']]>') ? 'text' : state
  if (state === '"' || state === "'") return c === state ? 'tag' : state
  if (state === 'tag') {
    if (`${tail}${c}`.endsWith('<!--')) return 'comment'
    if (`${tail}${c}`.endsWith('<![CDATA[')) return 'section'
    return c === '>' ? 'text' : c === '"' || c === "'" ? c : state
  }
  return c === '<' ? 'tag' : state
}

export const xml: Format = {
  id: 'xml',
  title: 'XML',
  start: 'text',
  lex(state, literal) {
    let now = state
    for (let i = 0; i < literal.length; i++) now = step(now, literal.slice(Math.max(0, i - 8), i), literal[i]!)
    return now
  },
  bare: (state) => state === 'tag',
  escape(state, of): Text | Refusal {
    const forbidden = refuseWhere(of, FORBIDDEN, 'XML has no way to write control characters')
    if (forbidden) return forbidden
    if (state === 'text') return mapLiterals(of, (s) => s.replace(/[&<>\r]/g, (c) => ENTITIES[c]!))
    if (state === '"' || state === "'") return mapLiterals(of, (s) => s.replace(/[&<>"'\n\r\t]/g, (c) => ENTITIES[c]!))
    return { refused: 'a value can stand only in the text of an element or in a quoted attribute' }
  },
}
