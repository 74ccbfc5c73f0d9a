/** What the writer of units writes and what it leaves to others; that systemd reads it back is seen in tests/quoting. */
import { describe, expect, test } from 'vitest'
import { at, root } from '../contract/path.ts'
import { concat, fillHoles, hole, originsOf, type Text, text } from '../contract/text.ts'
import {
  argument,
  assignment,
  command,
  holdsAssignment,
  holdsCommand,
  holdsPath,
  holdsPlain,
  plain,
  unitFile,
} from './systemd.ts'

const written = (value: Text) => fillHoles(value, () => '/p')
const SECRET = hole({ kind: 'secret', name: 'password', format: 'raw', state: '' })

test.each([
  ['', '""'],
  ['a b', '"a b"'],
  ['50%', '"50%%"'],
  ['$HOME', '"$$HOME"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['a\\', '"a\\\\"'],
  ['a\nb\tc\rd', '"a\\nb\\tc\\rd"'],
  ['\x01\x7f', '"\\x01\\x7f"'],
  ['é 🐘', '"é 🐘"'],
])('an argument %j is %s', (value, expected) => {
  expect(written(argument(text(value)))).toBe(expected)
})

test('a variable keeps its dollars: nothing is expanded in it but specifiers', () => {
  expect(written(assignment('A', text('$HOME 5%')))).toBe('"A=$HOME 5%%"')
})

test('parts keep their origins, holes their place', () => {
  const from = at(root, 'system', 'x')
  const value = concat(text('a%', from), hole({ kind: 'prefix' }), text('"b'))
  expect(written(argument(value))).toBe('"a%%/p\\"b"')
  expect([...originsOf(argument(value))]).toEqual([from])
})

test('a section without directives is left out', () => {
  const sections = [
    { name: 'Unit', directives: [] },
    { name: 'Service', directives: [{ key: 'Type', value: text('exec') }] },
    { name: 'Install', directives: [{ key: 'WantedBy', value: plain(text('x%.target')) }] },
  ]
  expect(written(unitFile(sections))).toBe('[Service]\nType=exec\n\n[Install]\nWantedBy=x%%.target\n')
})

describe('held', () => {
  test.each([
    ['/srv/x', true],
    ['/srv/a b', true],
    ['/srv/100%', true],
    ['srv', false],
    ['/srv/../x', false],
    ['/srv/..x', true],
    ['/srv/x ', false],
    ['/srv/x\\', false],
    ['/srv/a\\b', true],
    ['/srv/a\nb', false],
    ['/srv/a\rb', false],
    ['', false],
  ])('the path %j: %s', (value, expected) => {
    expect(holdsPath(text(value))).toBe(expected)
  })

  test.each([
    ['/bin/x', true],
    ['/opt/my tool', true],
    ['/opt/$x', false],
    ["/opt/it's", false],
    ['/opt/a\\b', false],
    ['/opt/', false],
    ['x', false],
    ['@/bin/x', false],
  ])('the program %j: %s', (value, expected) => {
    expect(holdsCommand(text(value), [])).toBe(expected)
  })

  test.each([
    ['A=', true],
    ['A=a\nb\t', true],
    ['A=\r', false],
    ['A=\x1b', false],
    ['A.B=x', false],
    ['2X=x', false],
    ['A=\ufffe', false],
  ])('the variable %j: %s', (value, expected) => {
    expect(holdsAssignment(text(value))).toBe(expected)
  })

  test('a secret never, nor a line that systemd would refuse', () => {
    expect(holdsCommand(text('/bin/x'), [SECRET])).toBe(false)
    expect(holdsAssignment(concat(text('A='), SECRET))).toBe(false)
    expect(holdsPlain(SECRET)).toBe(false)
    expect(
      holdsCommand(
        text('/bin/x'),
        Array.from({ length: 10 }, () => text('\\'.repeat(100_000))),
      ),
    ).toBe(false)
  })

  test('a hole counts as a path', () => {
    expect(holdsPath(hole({ kind: 'directory', of: 'state' }))).toBe(true)
    expect(holdsCommand(hole({ kind: 'prefix' }), [])).toBe(true)
    expect(written(command(hole({ kind: 'prefix' }), [], '+'))).toBe('+"/p"')
  })
})
