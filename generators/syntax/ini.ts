/** INI as Python's configparser and most daemons read it: sections of `key = value`, the value being the rest of the line. */
import type { Text } from '../contract/text.ts'
import { type Format, isRefusal, type Refusal, type Written } from './format.ts'

/**
 * There is no quoting that all readers agree on, so what some reader would take for something else is refused: line ends, blanks at the
 * edges, quotes at the beginning, comments (configparser's `inline_comment_prefixes`), a `%` (its interpolation).
 */
function whyNot(of: Text, whole: boolean): string | null {
  const literal = of.map((part) => ('s' in part ? part.s : 'x')).join('')
  if (/[\n\r]/.test(literal)) return 'a value ends with its line'
  if (/%/.test(literal)) return 'a % is a reference to some readers'
  if (/(?:^|\s)[;#]/.test(literal)) return 'what follows ; or # is a comment to some readers'
  if (whole && /^\s|\s$/.test(literal)) return 'blanks at the beginning and end are cut off'
  return whole && /^["']/.test(literal) ? 'quotes at the beginning are taken off by some readers' : null
}

function writeEntry(key: string, value: Written): Text | Refusal {
  if (!('text' in value)) return { refused: `${key} holds a list or a map, which INI has no form for` }
  const why =
    whyNot(value.text, true) ??
    (/^[^\s=:[\];#%][^=:\n\r%]*$/.test(key) && key.trim() === key ? null : `"${key}" cannot be a key`)
  return why ? { refused: why } : [{ s: `${key} = ` }, ...value.text, { s: '\n' }]
}

function writeIni(data: Written): Text | Refusal {
  if (!(data instanceof Map)) return { refused: 'INI holds sections of keys and values' }
  const plain: Text[] = []
  const sections: Text[] = []
  for (const [key, value] of data as ReadonlyMap<string, Written>) {
    if (!(value instanceof Map)) {
      const entry = writeEntry(key, value)
      if (isRefusal(entry)) return entry
      plain.push(entry)
      continue
    }
    if (/[\]\n\r]/.test(key)) return { refused: `"${key}" cannot be the name of a section` }
    sections.push([{ s: `${plain.length + sections.length > 0 ? '\n' : ''}[${key}]\n` }])
    for (const [inner, item] of value as ReadonlyMap<string, Written>) {
      const entry = writeEntry(inner, item)
      if (isRefusal(entry)) return entry
      sections.push(entry)
    }
  }
  return [...plain, ...sections].flat()
}

export const ini: Format = {
  id: 'ini',
  title: 'INI',
  write: writeIni,
  start: 'line',
  lex(state, literal) {
    const last = literal.slice(literal.lastIndexOf('\n') + 1)
    const fresh = literal.includes('\n')
    if (state === 'comment' && !fresh) return 'comment'
    if ((fresh || state === 'line') && /^\s*$/.test(last)) return 'line'
    if ((fresh || state === 'line') && /^\s*[;#]/.test(last)) return 'comment'
    return /[=:]\s*$/.test(last) ? 'value' : 'inside'
  },
  bare: () => false,
  /** It may be all of its line from here on, whatever stands before it. */
  fill(state, value) {
    return state === 'inside' ? ini.escape('value', value) : ini.escape(state, value)
  },
  escape(state, of) {
    if (state === 'comment')
      return /[\n\r]/.test(of.map((part) => ('s' in part ? part.s : '')).join(''))
        ? { refused: 'a comment ends with its line' }
        : of
    if (state === 'line') return { refused: 'a value cannot stand where a key or a section begins' }
    const why = whyNot(of, state === 'value')
    return why ? { refused: why } : of
  },
}
