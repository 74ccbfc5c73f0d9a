/** YAML 1.2.2: a data format. Strings are always double-quoted, so that no reader takes one for something else. */
import { mapLiterals, type Text } from '../contract/text.ts'
import type { Format, Written } from './format.ts'
import { escapeJson } from './json.ts'

/** Sections 5.1 and 5.7: characters that are not printable are escaped; JSON's escapes are YAML's too. */
function escapeYaml(s: string): string {
  return escapeJson(s).replace(
    /[\u007f-\u009f\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function writeKey(key: string): string {
  const word = /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(key)
  return word ? key : `"${escapeYaml(key)}"`
}

function isScalar(value: Written): value is Extract<Written, { text: Text }> {
  return 'text' in value
}

function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value)
}

function writeScalar(value: Extract<Written, { text: Text }>): Text {
  if (typeof value.value === 'number' || typeof value.value === 'boolean') return value.text
  return [
    { s: '"' },
    ...value.text.map((part) => ('s' in part ? { ...part, s: escapeYaml(part.s) } : part)),
    { s: '"' },
  ]
}

/** What stands behind `key:` or `-`: on the same line, or below it and further in. */
function writeValue(value: Written, indent: string, into: Text[], behindDash: boolean): void {
  if (isScalar(value)) into.push([{ s: ' ' }], writeScalar(value), [{ s: '\n' }])
  else if (isList(value) ? value.length === 0 : value.size === 0) into.push([{ s: isList(value) ? ' []\n' : ' {}\n' }])
  else if (isList(value)) {
    into.push([{ s: '\n' }])
    for (const item of value) {
      into.push([{ s: `${indent}-` }])
      writeValue(item, `${indent}  `, into, true)
    }
  } else {
    let first = behindDash
    if (!behindDash) into.push([{ s: '\n' }])
    for (const [key, item] of value) {
      into.push([{ s: `${first ? ' ' : indent}${writeKey(key)}:` }])
      writeValue(item, `${indent}  `, into, false)
      first = false
    }
  }
}

/** Block lists and maps, two blanks of indentation. */
export function writeYaml(data: Written): Text {
  const into: Text[] = []
  if (isScalar(data)) into.push(writeScalar(data), [{ s: '\n' }])
  else if (isList(data) ? data.length === 0 : data.size === 0) into.push([{ s: isList(data) ? '[]\n' : '{}\n' }])
  else if (isList(data)) {
    for (const item of data) {
      into.push([{ s: '-' }])
      writeValue(item, '  ', into, true)
    }
  } else {
    for (const [key, item] of data) {
      into.push([{ s: `${writeKey(key)}:` }])
      writeValue(item, '  ', into, false)
    }
  }
  return into.flat()
}

export const yaml: Format = {
  id: 'yaml',
  title: 'YAML',
  write: writeYaml,
  start: 'text',
  lex: (state) => state,
  bare: () => false,
  /** Where in YAML's grammar a place in a text stands depends on everything before it: only data is written. */
  fill: (_, value) => mapLiterals(value, escapeYaml),
  escape: () => ({ refused: 'values cannot stand in the text of a YAML file: write data: instead of content:' }),
}
