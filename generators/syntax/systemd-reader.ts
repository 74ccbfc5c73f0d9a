/** Reads systemd's unit files back: sections, assignments and words with their escapes, by systemd.syntax(7). */

export interface ReadDirective {
  readonly section: string
  readonly key: string
  readonly value: string
  readonly line: number
}

/**
 * In: a unit's text. Out: its assignments in order, continued lines joined by a blank; or the line that is neither a section, an
 * assignment nor a comment.
 */
export function readUnit(text: string): { readonly directives: readonly ReadDirective[] } | { readonly wrong: number } {
  const directives: ReadDirective[] = []
  let section = ''
  let pending: { value: string; line: number } | null = null
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim()
    // Comments may stand between the lines of a continued value and are no part of it.
    if (/^[#;]/.test(line) || (line === '' && !pending)) continue
    const joined: { value: string; line: number } = pending
      ? { value: `${pending.value} ${line}`, line: pending.line }
      : { value: line, line: index + 1 }
    if (line.endsWith('\\')) {
      pending = { ...joined, value: joined.value.slice(0, -1) }
      continue
    }
    pending = null
    const [, name] = /^\[([^\]]+)\]$/.exec(joined.value) ?? []
    if (name !== undefined) {
      section = name
      continue
    }
    const equals = joined.value.indexOf('=')
    if (equals < 1 || section === '') return { wrong: joined.line }
    directives.push({
      section,
      key: joined.value.slice(0, equals).trim(),
      value: joined.value.slice(equals + 1).trim(),
      line: joined.line,
    })
  }
  return { directives }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
}
const NUMBERED = /^(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3}))/

/** A C escape behind a backslash at the beginning of `rest`; `null`: it is none, so the backslash stands for itself. */
function escapeAt(rest: string): { readonly s: string; readonly length: number } | null {
  const simple = ESCAPES[rest[0] ?? '']
  if (simple !== undefined) return { s: simple, length: 1 }
  const [all, byte, short, long, octal] = NUMBERED.exec(rest) ?? []
  if (all === undefined) return null
  const code = octal === undefined ? Number.parseInt(byte ?? short ?? long!, 16) : Number.parseInt(octal, 8)
  return code === 0 || code > 0x10ffff ? null : { s: String.fromCodePoint(code), length: all.length }
}

/** systemd.syntax(7), "Quoting": quotes around whole words, escapes everywhere. `null` where a quote is not closed. */
export function unitWords(value: string): readonly { readonly word: string; readonly quoted: boolean }[] | null {
  const words: { word: string; quoted: boolean }[] = []
  let word: string | null = null
  let quote: string | null = null
  let quoted = false
  for (let i = 0; i < value.length; i++) {
    const c = value[i]!
    if (quote ? c === quote : (c === '"' || c === "'") && word === null) {
      quoted = true
      word ??= ''
      quote = quote ? null : c
    } else if (c === '\\') {
      const escaped = escapeAt(value.slice(i + 1, i + 10))
      word = (word ?? '') + (escaped ? escaped.s : c)
      i += escaped?.length ?? 0
    } else if (!quote && /\s/.test(c)) {
      if (word !== null) words.push({ word, quoted })
      word = null
      quoted = false
    } else word = (word ?? '') + c
  }
  if (quote) return null
  if (word !== null) words.push({ word, quoted })
  return words
}

/** systemd.unit(5), "Specifiers": those that a file alone can answer. In: text and the unit's name. Out: text, and what it could not answer. */
export function withoutSpecifiers(
  text: string,
  unit: string,
): { readonly text: string; readonly unknown: readonly string[] } {
  const [, stem = unit] = /^(.*)\.[a-z]+$/.exec(unit) ?? []
  const [prefix = stem, instance = ''] = stem.split('@')
  const known: Readonly<Record<string, string>> = { '%': '%', n: unit, N: stem, p: prefix, i: instance, I: instance }
  const unknown: string[] = []
  const read = text.replace(/%([%A-Za-z])/g, (whole, letter: string) => {
    if (known[letter] === undefined) unknown.push(whole)
    return known[letter] ?? whole
  })
  return { text: read, unknown }
}

/** systemd.time(7) and plain numbers. In: `1min 30s`, `20`, `infinity`. Out: whole seconds, or `null`. */
export function unitSeconds(value: string): number | null {
  if (/^\d+$/.test(value)) return Number(value)
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, sec: 1, m: 60, min: 60, h: 3600, hr: 3600 }
  const parts = [...value.matchAll(/(\d+)\s*([a-z]+)/g)]
  if (parts.length === 0 || value.replace(/(\d+)\s*([a-z]+)/g, '').trim() !== '') return null
  if (parts.some(([, , unit]) => units[unit!] === undefined)) return null
  return Math.ceil(parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit!]!, 0))
}
