/** What the writer of Nix writes; that Nix reads it back is seen in tests/real. */
import { expect, test } from 'vitest'
import { concat, hole, text } from '../contract/text.ts'
import { attributeName, nixList, nixSet, nixString, nixText } from './nix.ts'

test.each([
  ['', '""'],
  ['a "b"', '"a \\"b\\""'],
  ['\\', '"\\\\"'],
  ['${x} $y $$', '"\\${x} \\$y \\$\\$"'],
  ['a\r\n\tb', '"a\\r\\n\\tb"'],
  ["''", `"''"`],
])('%j is %s', (s, expected) => expect(nixString(s)).toBe(expected))

test('a dollar before a hole does not take it away', () => {
  const value = concat(text('$'), hole({ kind: 'directory', of: 'log' }), text('/x'))
  expect(nixText(value, (one) => ('of' in one ? `${String(one.of)}Dir` : ''))).toBe('"\\$${logDir}/x"')
})

test.each([
  ['a-b', 'a-b'],
  ['with', '"with"'],
  ['1a', '"1a"'],
  ['a.b', '"a.b"'],
])('the name %s is %s', (name, expected) => expect(attributeName(name)).toBe(expected))

test('lists and sets', () => {
  expect(nixList([])).toBe('[ ]')
  expect(nixList(['1', '2'])).toBe('[ 1 2 ]')
  expect(nixSet([])).toBe('{ }')
  expect(nixSet([['a', nixSet([['b c', '1']], 1)]])).toBe('{\n  a = {\n    "b c" = 1;\n  };\n}')
})
