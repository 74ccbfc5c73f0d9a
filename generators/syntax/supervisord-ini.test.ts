/** What the writer of sections writes and what it leaves to others; that supervisord reads it back is seen in tests/quoting. */
import { describe, expect, test } from 'vitest'
import { at, root } from '../contract/path.ts'
import { concat, fillHoles, hole, originsOf, type Text, text } from '../contract/text.ts'
import {
  assignments,
  comment,
  holdsAssignment,
  holdsCommand,
  holdsPath,
  plain,
  section,
  word,
} from './supervisord-ini.ts'

const written = (value: Text) => fillHoles(value, () => '/p')

test.each([
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", `'it'"'"'s'`],
  ['a ;b', "'a '';b'"],
  ['#', "'''#'"],
  ['5%', "'5%%'''"],
  ['%(here)s', "'%%''(here)s'"],
  ['\\', "'\\'"],
])('a word %j is %s', (value, expected) => {
  expect(written(word(text(value)))).toBe(expected)
})

test('what is replaced in included files is kept apart, also across parts', () => {
  expect(written(word(concat(text('%'), text('(here)s'))))).not.toContain('%(here)s')
})

test('variables take the quotes that they do not hold', () => {
  const variables: [string, Text][] = [
    ['A', text("it's 5%")],
    ['B', text('a "b" c')],
    ['C', text('')],
  ]
  expect(written(assignments(variables))).toBe(`A="it's 5%%",B='a "b" c',C=""`)
})

test('a log file is expanded twice', () => {
  expect([written(plain(text('/5%'))), written(plain(text('/5%'), 2))]).toEqual(['/5%%', '/5%%%%'])
})

test('a remark stays one line', () => {
  expect(written(comment(text('a\n[program:x]\r\nb')))).toBe('; a [program:x] b\n')
})

test('parts keep their origins, holes their place', () => {
  const from = at(root, 'system', 'x')
  const value = concat(text("a'", from), hole({ kind: 'prefix' }))
  expect(written(section('program:x', [{ key: 'command', value: word(value) }]))).toBe(
    `[program:x]\ncommand='a'"'"'/p'\n`,
  )
  expect([...originsOf(word(value))]).toEqual([from])
})

describe('held', () => {
  test.each([
    ['/srv/x', true],
    ['/srv/a b', true],
    ['/srv/a;b', true],
    ['/srv/a ;b', false],
    ['/srv/a #b', false],
    ['/srv/x ', false],
    ['/srv/\u00a0', false],
    ['/srv/a\u2003;b', false],
    ['/srv/%(here)s', false],
    ['/srv/a\nb', false],
    ['srv', false],
  ])('the path %j: %s', (value, expected) => {
    expect(holdsPath(text(value))).toBe(expected)
  })

  test.each([
    ['A=', true],
    ["A=it's", true],
    ['A=a "b" c', true],
    ['A="b"', false],
    ["A='", false],
    ['A=it\'s "so" then', false],
    ['A=a ;b', false],
    ['A=a\nb', false],
    ['A.B=x', false],
  ])('the variable %j: %s', (value, expected) => {
    expect(holdsAssignment(text(value))).toBe(expected)
  })

  test.each([
    ['/bin/x', [], true],
    ['x', [], false],
    ['/bin/x', ['a;b', ' #', '%(x)s'], true],
    ['/bin/x', ['a\nb'], false],
    ['/bin/x', ['a\rb'], false],
  ])('the command %j %j: %s', (program, args, expected) => {
    const words = args.map((one) => text(one))
    expect(holdsCommand(text(program), words)).toBe(expected)
  })
})
