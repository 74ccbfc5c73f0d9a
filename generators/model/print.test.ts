/** The canonical text says exactly the document: nothing is lost, altered or reordered on the way to text and back. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Data, IdsModel, Literal, SystemDocument } from './document.ts'
import { parse } from './parse.ts'
import { print } from './print.ts'

function documentOf(parts: {
  with?: Record<string, Literal>
  overrides?: Record<string, Data>
  title?: string
  ids?: IdsModel
}): SystemDocument {
  return {
    format: 1,
    interfaces: [],
    constructors: [
      { constructor: 'c', title: parts.title, process: { program: parts.title ?? 'x', overrides: parts.overrides } },
    ],
    system: {
      system: 's',
      title: parts.title,
      hosts: {},
      processes: { p: { on: ['h', { host: 'h', container: 'm' }], with: parts.with } },
    },
    ids: parts.ids ?? { assigned: {}, last: {} },
  }
}
/** Without members that are `undefined`, which no text can say. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
function roundTrip(document: SystemDocument): void {
  const text = print(document)
  const { document: read, diagnostics } = parse(text)
  expect(diagnostics, text).toEqual([])
  expect(read).toEqual(plain(document))
  expect(print(read!)).toBe(text)
}

const HOSTILE = [
  '',
  ' ',
  'null',
  '~',
  'true',
  'false',
  '1',
  '1.10',
  '027',
  '-',
  '- x',
  '-D',
  '?',
  '? x',
  ': ',
  'a: b',
  'a:',
  ':a',
  '#',
  'a #b',
  'a#b',
  '---',
  '...',
  '--- x',
  '"',
  "'",
  '"a" b',
  "it's",
  '\\',
  '\\n',
  '{',
  '{}',
  '[x',
  ']',
  ',',
  '&a',
  '*a',
  '!t',
  '|',
  '>',
  '%',
  '@',
  '`',
  '<<',
  '=',
  'a\nb',
  'a\n',
  '\n',
  '\n\n',
  'a\n\n',
  ' a\nb',
  'a\n b\n',
  '\ta\nb',
  'a\n \n',
  'a\n\t',
  'a\r\nb',
  'a\tb',
  'a ',
  '\t',
  'é',
  '😀',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u007f',
  '\u0001',
  'a\u2028\nb',
  '$if x\n  a\n$end\n',
  '${x}',
  '\n  a\n',
  'x'.repeat(1200),
  'k: v\n# c\n',
  'a\n---\nb\n',
  '1e3',
  '0x1F',
  '-0',
  'Infinity',
  'NaN',
  '.5',
]
describe('hostile strings', () => {
  test.each(HOSTILE)('%j as text, value, key and item', (text) => {
    const tree = { [`k${text}`]: text, list: [text, [text]], deep: { map: { [text]: [{ x: text }] } } }
    roundTrip(documentOf({ title: text, with: tree, overrides: tree }))
  })
})

const word = fc
  .oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...' \n\t:#-"\'\\{}[],&*!|>%@`ab01.é') }),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed())
const key = word.filter((text) => text !== '__proto__' && text !== '<<')
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((value) => (Object.is(value, -0) ? 0 : value))
  .filter((value) => !String(value).includes('e'))
const { literal } = fc.letrec<{ literal: Literal }>((tie) => ({
  literal: fc.oneof(
    { depthSize: 'small' },
    word,
    number,
    fc.boolean(),
    fc.array(tie('literal'), { maxLength: 3 }),
    fc.dictionary(key, tie('literal'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
test('parse(print(document)) equals the document, and printing again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.dictionary(key, literal, { maxKeys: 4, noNullPrototype: true }),
      word,
      fc.dictionary(key, fc.nat(), { noNullPrototype: true }),
      (tree, title, assigned) =>
        roundTrip(documentOf({ with: tree, overrides: tree, title, ids: { assigned, last: {} } })),
    ),
    { numRuns: 300 },
  )
})
