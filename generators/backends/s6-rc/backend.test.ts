/** What the backend makes of a process, how s6's answers are read, and every hostile string through the real execlineb. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { HOSTILE } from '#tests/quoting/strings.ts'
import type { Lowered, Running } from '../../contract/backend.ts'
import { root } from '../../contract/path.ts'
import { concat, fillHoles, hole, type Text, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { block, command, comment, word } from '../../syntax/execline.ts'
import { backend } from './backend.ts'
import { placesOf, s6rc } from './index.ts'

const WHERE = container('s6-rc')
const plain = (of: Text) => fillHoles(of, (one) => `<${one.kind}>`)

/** What execlineb hands on, word by word. */
function handed(script: Text): string[] {
  const { status, stdout, stderr } = spawnSync('execlineb', ['-P', '-c', plain(script)], {
    encoding: 'utf8',
    timeout: 10_000,
  })
  if (status !== 0) throw new Error(`execlineb (package execline): ${status} ${stderr}`)
  return stdout.split('\0').slice(0, -1)
}
const printing = (...values: Text[]) => command(...['printf', '%s\\0'].map((one) => text(one)), ...values)

describe('execline', () => {
  const all = HOSTILE.map((one) => text(one))
  test('every hostile string reaches a program as it was typed', () => {
    expect(handed(printing(...all))).toEqual([...HOSTILE])
  })
  test('also inside a block', () => {
    const blocks = all.map((one) => concat(block(text('if'), [printing(one)]), text(' ')))
    expect(handed(concat(...blocks, text('true')))).toEqual([...HOSTILE])
  })
  test('also as a variable', () => {
    const variables = all.map((one, index) => concat(text(`V${index}=`), one))
    const shown = handed(command(text('/usr/bin/env'), ...variables, text('env'), text('-0')))
    expect(shown.filter((one) => /^V\d/.test(one))).toEqual(HOSTILE.map((one, index) => `V${index}=${one}`))
  })
  test('a comment holds one line, whatever is in it', () => {
    const comments = all.map((one) => concat(comment(one), text('\n')))
    expect(handed(concat(...comments, printing(text('after'))))).toEqual(['after'])
  })
  test('a plain word stays as it is, a hole stays a hole', () => {
    expect(plain(word(text('/usr/bin/web')))).toBe('/usr/bin/web')
    expect(plain(word(concat(hole({ kind: 'prefix' }), text('/a b'))))).toBe('"<prefix>/a b"')
  })
})

function filesOf(changes: Parameters<typeof lowered>[1]): Readonly<Record<string, string>> {
  const of: Lowered = lowered(WHERE, changes)
  const { links } = backend.render(backend.translate(of), of)
  return Object.fromEntries(links.map(({ at, to }) => [at, 'copy' in to ? plain(to.copy.content) : '']))
}

describe('a definition', () => {
  test('one process and its log, joined', () => {
    const files = filesOf({ after: [{ name: 'db', container: 'main', from: root }] })
    expect(files['web/type']).toBe('longrun\n')
    expect(files['web/run']).toBe('#!/bin/execlineb -P\nfdmove -c 2 1\n/bin/true\n')
    expect(files['web/producer-for']).toBe('web.log\n')
    expect(files['web.log/consumer-for']).toBe('web\n')
    expect(files['web/dependencies.d/db']).toBe('')
    expect(files['default/contents.d/web']).toBe('')
    expect(files['web/notification-fd']).toBeUndefined()
  })
  test('a dependency in another container is not s6-rc’s to wait for', () => {
    const files = filesOf({ after: [{ name: 'db', container: 'other', from: root }] })
    expect(Object.keys(files).filter((at) => at.includes('dependencies.d'))).toEqual([])
  })
  test('the chain is done in its order', () => {
    const native = {
      environment: new Map([
        ['PATH', text('/only')],
        ['A', text('b c')],
      ]),
      umask: text('027'),
      nice: text('5'),
      user: { name: text('web'), group: text('web'), groups: [], home: text('/') },
      directory: text('/srv'),
      output: text('/srv/log'),
    }
    expect(filesOf({ native })['web/run']?.split('\n').slice(1, -1)).toEqual([
      'fdmove -c 2 1',
      'umask 027',
      'nice -n 5',
      's6-setuidgid web',
      'cd /srv',
      'redirfd -a 1 /srv/log',
      'fdmove -c 2 1',
      '/usr/bin/env PATH=/only "A=b c" /bin/true',
    ])
  })
  test.each([
    ['always', 'exit 0'],
    ['on-failure', 'ifelse { eltest $1 -eq 0 } { exit 125 }\nexit 0'],
    ['never', 'exit 125'],
  ] as const)('restart %s', (restart, lines) => {
    expect(filesOf({ of: { restart } })['web/finish']).toContain(`\n${lines}\n`)
  })
  test.each([
    ['on-failure', '0', 125],
    ['on-failure', '1', 0],
    ['never', '1', 125],
    ['always', '0', 0],
  ] as const)('finish of restart %s after %s ends with %s', (restart, status, expected) => {
    const script = filesOf({ of: { restart } })['web/finish'] ?? ''
    expect(spawnSync('execlineb', ['-S1', '-c', script, status, '0'], { timeout: 10_000 }).status).toBe(expected)
  })
  test('not at boot: not in the bundle', () => {
    expect(filesOf({ of: { boot: false } })['default/contents.d/web']).toBeUndefined()
  })
})

describe('overrides', () => {
  function given(value: unknown): { files: Readonly<Record<string, string>>; codes: readonly string[] } {
    const said: Diagnostic[] = []
    const taken = backend.schema.overrides(value, root, (one) => said.push(one))
    const of = lowered(WHERE)
    const { links } = backend.render({ ...backend.translate(of), ...taken }, of)
    const files = links.map(({ at, to }): [string, string] => [at, 'copy' in to ? plain(to.copy.content) : ''])
    return { files: Object.fromEntries(files), codes: said.map((one) => one.code) }
  }
  test.each([
    [{ 'timeout-kill': 5 }, []],
    [{ 'flag-essential': true }, []],
    [{ 'timeout-kill': 'soon' }, ['override-value']],
    [{ 'down-signal': 'please end' }, ['override-value']],
    [{ run: 'exit 1' }, ['override-unwritable']],
    [{ '../x': '1' }, ['override-unwritable']],
    [{ 'new-file': 'a\nb' }, ['override-unwritable']],
    [{ 'new-file': 'a' }, ['override-unknown-key']],
  ])('%j: %j', (value, codes) => expect(given(value).codes).toEqual(codes))
  test('one takes the place of its file, null removes it', () => {
    expect(given({ 'timeout-kill': 5 }).files['web/timeout-kill']).toBe('5\n')
    expect(given({ 'timeout-kill': null }).files['web/timeout-kill']).toBeUndefined()
  })
})

test.each([
  ['web', true],
  ['s6rc-x', false],
  ['s6-rc-x', false],
  ['default', false],
  ['web.log', false],
])('the name %s: %s', (name, may) => expect(s6rc.names.pattern.test(name)).toBe(may))

test('where everything is', () => {
  expect(placesOf(WHERE, '/etc/s6/sv')).toEqual({
    databases: '/etc/s6/rc',
    live: '/run/s6-rc',
    scan: '/run/service',
  })
  const own = container('s6-rc', { privileged: false, userChange: false })
  expect(placesOf(own, '/p/s6/sv')).toEqual({ databases: '/p/s6/rc', live: '/p/s6/live', scan: '/p/s6/scan' })
})

describe('status', () => {
  const process: Running = {
    placement: 'web@here/main',
    name: 'web',
    container: WHERE,
    directory: '/etc/s6/sv',
    scripts: {},
    installed: [],
    pidFile: '',
    log: null,
    reload: null,
    stopSeconds: 10,
    boot: true,
  }
  test.each([
    ['up true true true 71 -1 12', { state: 'up', pid: 71, upSeconds: 12 }],
    ['notifies true true false 71 -1 2', { state: 'starting', pid: 71, upSeconds: 2 }],
    ['up true true false 71 -1 2', { state: 'up', pid: 71, upSeconds: 2 }],
    ['up false true true -1 1 0', { state: 'failed', detail: 'it ended with 1' }],
    ['up false false true -1 0 4', { state: 'down' }],
    ['up ', { state: 'down', detail: 'it is not supervised' }],
  ])('%s', (line, status) => {
    const [read] = backend.observe.parse([process], [{ status: 0, stdout: `${line}\n`, stderr: '' }])
    expect(read).toEqual({ placement: 'web@here/main', ...status })
  })
})
