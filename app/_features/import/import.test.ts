/** Names from what was given, and what an import says of itself. */
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { importAnswer, reported } from './report-words.ts'
import { folderOf, systemName } from './sent-files.ts'

test.each([
  [['etc/a.service', 'etc/b/c.service'], { title: 'etc', cut: 4 }],
  [['a.service', 'b.service'], { title: '', cut: 0 }],
  [['compose.yaml'], { title: 'compose', cut: 0 }],
  [['etc/a', 'var/b'], { title: '', cut: 0 }],
  [[], { title: '', cut: 0 }],
])('%j', (paths, expected) => expect(folderOf(paths)).toEqual(expected))

test.each([
  ['My Units.d', 'my-units-d'],
  ['9lives', 'lives'],
  ['--', ''],
  ['x'.repeat(60), 'x'.repeat(40)],
  [`${'x'.repeat(39)}-y`, 'x'.repeat(39)],
])('%s is called %s', (title, expected) => expect(systemName(title)).toBe(expected))

describe('the report', () => {
  const say = (code: string, severity: Diagnostic['severity']): Diagnostic =>
    ({
      code,
      severity,
      at: [],
      data: { process: 'x', what: 'y', why: 'z', backend: 'b', says: 's' },
    }) as unknown as Diagnostic
  test('groups by what it means', () => {
    const groups = reported([
      say('import-kept', 'info'),
      say('import-lost', 'warning'),
      say('import-unreadable', 'error'),
      say('import-needs', 'info'),
    ])
    expect(groups.map(({ title, rows }) => [title, rows.length])).toEqual([
      ['Cannot be read', 1],
      ['Not carried over', 1],
      ['Kept for one process manager only', 1],
      ['Good to know', 1],
    ])
  })
  test.each([
    [0, [], 'No process is understood.'],
    [1, [], '1\u00a0process is understood. All that is said of it is carried over.'],
    [12, [say('import-lost', 'warning')], '12\u00a0processes are understood. 1\u00a0thing is not carried over.'],
    [
      2,
      [say('import-unreadable', 'error')],
      '1\u00a0thing cannot be read, so nothing is made yet. 2\u00a0processes are understood.',
    ],
  ])('%i', (processes, diagnostics, expected) =>
    expect(
      importAnswer(processes, diagnostics)
        .map(({ text }) => text)
        .join(' '),
    ).toBe(expected),
  )
})
