/** JSON (RFC 8259): a data format; holes stay holes inside strings. */
import type { Text } from '../contract/text.ts'
import type { Format, Written } from './format.ts'

function isScalar(value: Written): value is Extract<Written, { text: Text }> {
  return 'text' in value
}

/** RFC 8259 section 7: quote, reverse solidus and control characters are escaped; so are U+2028 and U+2029, for JavaScript's sake. */
export function escapeJson(s: string): string {
  return JSON.stringify(s)
    .slice(1, -1)
    .replace(/[\u2028\u2029]/g, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'))
}

export function quoteJson(of: Text): Text {
  return [{ s: '"' }, ...of.map((part) => ('s' in part ? { ...part, s: escapeJson(part.s) } : part)), { s: '"' }]
}

function writeValue(value: Written, indent: string, into: Text[]): void {
  if (isScalar(value)) {
    into.push(typeof value.value === 'string' || value.value === null ? quoteJson(value.text) : value.text)
    return
  }
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const entries: readonly (readonly [string | null, Written])[] = isList
    ? (value as readonly Written[]).map((item) => [null, item])
    : [...(value as ReadonlyMap<string, Written>)]
  if (entries.length === 0) {
    into.push([{ s: isList ? '[]' : '{}' }])
    return
  }
  into.push([{ s: isList ? '[' : '{' }])
  for (const [index, [key, item]] of entries.entries()) {
    into.push([{ s: `${index > 0 ? ',' : ''}\n${inner}${key === null ? '' : `"${escapeJson(key)}": `}` }])
    writeValue(item, inner, into)
  }
  into.push([{ s: `\n${indent}${isList ? ']' : '}'}` }])
}

/** Two blanks of indentation and a newline at the end. Numbers keep their source text. */
export function writeJson(data: Written): Text {
  const into: Text[] = []
  writeValue(data, '', into)
  return [...into.flat(), { s: '\n' }]
}

export const json: Format = {
  id: 'json',
  title: 'JSON',
  write: writeJson,
  start: 'value',
  /** As text, only what stands inside a string can take a value. */
  lex(state, literal) {
    let now = state
    for (const c of literal) {
      if (now === 'escape') now = 'string'
      else if (now === 'string' && c === '\\') now = 'escape'
      else if (c === '"') now = now === 'string' ? 'value' : 'string'
    }
    return now
  },
  bare: (state) => state === 'value',
  escape(state, of) {
    if (state === 'string') return of.map((part) => ('s' in part ? { ...part, s: escapeJson(part.s) } : part))
    if (state === 'escape') return { refused: 'a value cannot stand behind a back-slash' }
    const literal = of.map((part) => ('s' in part ? part.s : '\0')).join('')
    return /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/.test(literal)
      ? of
      : { refused: 'outside of quotes JSON can hold only numbers, true and false: write quotes around it' }
  },
}
