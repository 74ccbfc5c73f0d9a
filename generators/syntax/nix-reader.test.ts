/** Plain values of Nix, and what is left to Nix; the real one agrees in tests/real/nix.test.ts. */
import { describe, expect, test } from 'vitest'
import { nixString } from './nix.ts'
import { readPlainNix } from './nix-reader.ts'

test.each([
  ['{ }', {}],
  [
    '# made\n{ ids = { "web-ports" = { web1 = 5000; }; }; /* x */ last.a = 1; last.b = -2; }',
    {
      ids: { 'web-ports': { web1: 5000 } },
      last: { a: 1, b: -2 },
    },
  ],
  ['[ 1 "a" true false null [ ] ]', [1, 'a', true, false, null, []]],
  [`"${'\\$'}{x} \\" \\\\ \\n \\q $$ $"`, '${x} " \\ \n q $$ $'],
  ['{ "if" = 1; or = 2; }', { if: 1, or: 2 }],
])('%s', (text, expected) => expect(readPlainNix(text)).toMatchObject({ value: expected }))

test.each([
  ['{ x = 1 + 2; }', 8],
  ['{ a }: a', 5],
  ['rec { }', 0],
  ['"${x}"', 0],
  ['import ./x.nix', 8],
  ['{ a = 1; a = 2; }', 9],
  ['{ a.b = 1; a = 2; }', 11],
  ['{ a = 1', 7],
  ['{ a = 99999999999999999999; }', 6],
  ['', 0],
  ['1.5', 0],
])('%s is left to Nix', (text, offset) =>
  expect(readPlainNix(text)).toMatchObject({ wrong: expect.any(String), offset }),
)

describe('places', () => {
  const text = '{\n  ids.ports = {\n    web = 1;\n  };\n}\n'
  test.each([
    [['ids', 'ports', 'web'], text.indexOf('web')],
    [['ids', 'ports', 'gone'], text.indexOf('ids')],
    [['nothing'], 0],
  ])('%j', (keys, offset) => {
    const read = readPlainNix(text)
    expect('value' in read && read.offsetOf(keys)).toBe(offset)
  })
})

test('what our writer wrote is read as it was', () => {
  for (const text of ['', '$', '$$', '${', '$${x}', '\\', '"', "''", '\n\r\t', 'é 🐘'])
    expect(readPlainNix(nixString(text))).toMatchObject({ value: text })
})
