/** Every byte that a user can type comes back from real shells as it was: words, assignments and comments. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { at, root } from '../contract/path.ts'
import { fillHoles, type Text, text } from '../contract/text.ts'
import { assignment, comment, word, words } from './posix-shell.ts'

const SHELLS = ['dash', 'bash --posix', 'bash', 'busybox ash', 'ksh', 'mksh'].filter(
  (shell) => spawnSync('sh', ['-c', `command -v ${shell}`], { timeout: 5_000 }).status === 0,
)
const HOSTILE = [
  '',
  ' ',
  "'",
  "''",
  "a'b",
  "'; touch /tmp/broken; '",
  '"',
  '`id`',
  '$x',
  '${x}',
  '$(id)',
  '%n',
  '%(x)s',
  '\\',
  '\\\\',
  "\\'",
  '\n',
  'a\nb\n',
  '\n\n',
  '\t',
  '\r',
  'a\r\nb',
  ';',
  '#',
  '# x',
  '&',
  '|',
  '>',
  '<',
  '*',
  '?',
  '[a]',
  '~',
  '~root',
  '-n',
  '--',
  '-',
  '=',
  'a=b',
  '!',
  '!!',
  '{a,b}',
  'é',
  '日本語',
  '\u{1F600}',
  '\u0085',
  '\u2028',
  '\x01\x02\x7f',
  'if',
  'done',
  "a'".repeat(20_000),
  ...Array.from({ length: 255 }, (_, n) => String.fromCharCode(n + 1)),
]
const literal = (value: Text) => fillHoles(value, () => '/hole')
const directory = mkdtempSync(join(tmpdir(), 'posix-shell-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Runs a script file and gives what it printed, split at NUL. */
function run(shell: string, script: string, locale = 'C.UTF-8'): string[] {
  const file = join(directory, 'script')
  writeFileSync(file, script)
  const [program = 'sh', ...flags] = shell.split(' ')
  const done = spawnSync(program, [...flags, file], {
    timeout: 20_000,
    env: { ...process.env, LC_ALL: locale },
    maxBuffer: 64e6,
  })
  expect(done.stderr.toString()).toBe('')
  expect(done.status).toBe(0)
  return done.stdout.toString('utf8').split('\0').slice(0, -1)
}

describe.each(SHELLS)('%s', (argv) => {
  test.each(['C', 'C.UTF-8'])('words come back byte for byte in %s', (locale) => {
    const script = HOSTILE.map((s) => `printf '%s\\0' ${literal(word(text(s)))}\n`).join('')
    expect(run(argv, script, locale)).toEqual(HOSTILE)
  })
  test('many words stay many', () => {
    expect(
      run(argv, `set -- ${literal(words(HOSTILE.map((s) => text(s))))}\nfor w; do printf '%s\\0' "$w"; done\n`),
    ).toEqual(HOSTILE)
  })
  test('assignments keep their value, comments run nothing', () => {
    const script = HOSTILE.map(
      (s) => `${literal(comment(text(s)))}\n${literal(assignment('v', text(s)))}\nprintf '%s\\0' "$v"\n`,
    ).join('')
    expect(run(argv, script)).toEqual(HOSTILE)
  })
})

test('random text comes back from the first shell', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: 'binary' }).map((s) => s.replaceAll('\0', '').toWellFormed()),
        { minLength: 1, maxLength: 50 },
      ),
      (values) => {
        expect(run(SHELLS[0]!, values.map((s) => `printf '%s\\0' ${literal(word(text(s)))}\n`).join(''))).toEqual(
          values,
        )
      },
    ),
    { numRuns: 25 },
  )
})

test('holes and origins survive, secrets are escaped by the rule of the shell', () => {
  const from = at(root, 'processes', 'web')
  const value: Text = [
    { s: "it's ", from },
    { hole: { kind: 'directory', of: 'state' }, from },
    { hole: { kind: 'secret', name: 'p', format: 'text', state: '' } },
  ]
  const out = word(value)
  expect(out.filter((part) => part.from === from)).toHaveLength(2)
  expect(fillHoles(out, (hole) => (hole.kind === 'secret' ? hole.format : '/var'))).toBe("'it'\\''s /varshell'")
})

test('a name that is none is refused', () => {
  expect(() => assignment('a.b', text('x'))).toThrow(/not the name/)
})
