/** What a recipe can hold, and how it is written; the real reader is asked in tests/quoting. */
import { describe, expect, test } from 'vitest'
import { fillHoles, hole, type Text, text } from '../contract/text.ts'
import { assignmentOf, execForm, holdsValue, quotedValue, recipe } from './docker-recipe.ts'

const plain = (of: Text) => fillHoles(of, () => '/store/x')

describe('a word in which variables are replaced', () => {
  test.each([
    ['plain', '"plain"'],
    ['a "b" $HOME ${x} \\', '"a \\"b\\" \\$HOME \\${x} \\\\"'],
    ["it's # no comment", '"it\'s # no comment"'],
    ['', '""'],
    ['\t ä 🐘', '"\t ä 🐘"'],
  ])('%j', (value, written) => {
    expect(holdsValue(text(value))).toBe(true)
    expect(plain(quotedValue(text(value)))).toBe(written)
  })
  test.each(['a\nb', '\r', 'trailing\n'])('%j has no line', (value) => expect(holdsValue(text(value))).toBe(false))
  test('a secret is not written', () =>
    expect(holdsValue(hole({ kind: 'secret', name: 's', format: 'raw', state: '' }))).toBe(false))
  test('an assignment', () => expect(plain(assignmentOf('A', text('$'))).toString()).toBe('A="\\$"'))
})

test('JSON holds what a line cannot', () => {
  const words = ['/bin/x', 'a\nb', '"$HOME"', '\\', '\u0001'].map((one) => text(one))
  expect(plain(execForm(words))).toBe('["/bin/x", "a\\nb", "\\"$HOME\\"", "\\\\", "\\u0001"]')
  expect(JSON.parse(plain(execForm(words)))).toEqual(words.map(plain))
})

test('comments come first, so none is a directive of the parser', () => {
  const written = recipe([text('An image.'), text('escape=`')], [{ word: 'FROM', rest: text('base') }])
  expect(plain(written)).toBe('# An image.\n# escape=`\nFROM base\n')
})
