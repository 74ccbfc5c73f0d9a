/**
 * Property lists in their XML form: typed values over `Text`. Each string is escaped as XML 1.0 section 2.4 says, so nothing in it
 * is read as an element; plist(5) and Apple's PropertyList-1.0.dtd name the elements.
 */
import type { Path } from '../contract/path.ts'
import { concat, isEmpty, mapLiterals, type Text, text } from '../contract/text.ts'
import { outlineOf } from './outline.ts'

export type Plist =
  | { readonly kind: 'string'; readonly value: Text }
  /** Decimal digits: a property list has no other base. */
  | { readonly kind: 'integer'; readonly value: Text }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly from?: Path }
  | { readonly kind: 'array'; readonly items: readonly Plist[] }
  | { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, Plist> }

export function string(value: Text): Plist {
  return { kind: 'string', value }
}
export function integer(value: Text): Plist {
  return { kind: 'integer', value }
}
export function boolean(value: boolean, from?: Path): Plist {
  return from ? { kind: 'boolean', value, from } : { kind: 'boolean', value }
}
export function array(items: readonly Plist[]): Plist {
  return { kind: 'array', items }
}
export function dictionary(entries: Iterable<readonly [string, Plist]>): Plist {
  return { kind: 'dictionary', entries: new Map(entries) }
}

/** XML 1.0, section 2.2: characters that no document can hold, not even as a reference. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/** Whether a string can stand in a property list: no control characters, and no secret, because everybody may read the file. */
export function holdsString(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !FORBIDDEN.test(outline)
}

/** Whether a comment can hold it: section 2.5, no `--` inside and no `-` at the end; and one line, so that people can read it. */
export function holdsComment(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f\ufffe\uffff]/.test(outline) && !/--|-$/.test(outline)
}

/** Section 2.4: `&` and `<` always, `>` because of `]]>`. Section 2.11: a parser turns a bare carriage return into a newline. */
const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

function escaped(value: Text): Text {
  return mapLiterals(value, (s) => s.replace(/[&<>\r]/g, (c) => REFERENCES[c]!))
}

function element(name: string, value: Text, indent: string): Text {
  return concat(text(`${indent}<${name}>`), value, text(`</${name}>\n`))
}

function write(value: Plist, indent: string): Text {
  switch (value.kind) {
    case 'string':
      return element('string', escaped(value.value), indent)
    case 'integer':
      return element('integer', value.value, indent)
    case 'boolean':
      return concat(text(indent), text(value.value ? '<true/>' : '<false/>', value.from), text('\n'))
    case 'array':
      return surrounded(
        'array',
        value.items.flatMap((one) => write(one, `${indent}\t`)),
        indent,
      )
    case 'dictionary': {
      const entries = [...value.entries].flatMap(([key, one]) => [
        ...element('key', escaped(text(key)), `${indent}\t`),
        ...write(one, `${indent}\t`),
      ])
      return surrounded('dict', entries, indent)
    }
  }
}
function surrounded(name: string, inside: Text, indent: string): Text {
  return isEmpty(inside)
    ? text(`${indent}<${name}/>\n`)
    : concat(text(`${indent}<${name}>\n`), inside, text(`${indent}</${name}>\n`))
}

/** In: what the list holds, every string of it one that `holdsString`; a remark for people. Out: the whole file. */
export function propertyList(value: Plist, remark: Text): Text {
  return concat(
    text('<?xml version="1.0" encoding="UTF-8"?>\n'),
    text('<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'),
    ...(isEmpty(remark) ? [] : [text('<!-- '), remark, text(' -->\n')]),
    text('<plist version="1.0">\n'),
    write(value, ''),
    text('</plist>\n'),
  )
}
