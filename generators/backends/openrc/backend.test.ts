/** What a script says, how OpenRC's answers are read, and which overrides are taken. Real ones run in `tests/real`. */
import { describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { FACTS } from '#tests/conformance/pipeline.ts'
import type { Result, Running } from '../../contract/backend.ts'
import { root } from '../../contract/path.ts'
import { fillHoles, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { openrc } from './index.ts'

const where = container('openrc')
const answer = (stdout: string, status = 0): Result => ({ status, stdout, stderr: '' })

function scriptOf(changes: Parameters<typeof lowered>[1], overrides: unknown = undefined, inside = where) {
  const one = lowered(inside, changes)
  const said: Diagnostic[] = []
  const native = { ...backend.translate(one), ...backend.schema.overrides(overrides, root, (each) => said.push(each)) }
  const script = fillHoles(backend.render(native, one).artefacts[0]!.content, () => '/store/x')
  return { script, said: said.map(({ code }) => code) }
}

describe('a script', () => {
  test('what OpenRC would split or expand stands in a variable of its own', () => {
    const exec = {
      path: text('/bin/x'),
      args: ['-a', 'two  words', '*'].map((one) => text(one)),
      style: 'foreground',
    } as const
    const { script } = scriptOf({ exec, native: { directory: text('/a b') } })
    expect(script).toContain(`argument_2='two  words'\nargument_3='*'\ncommand_args='-a "$argument_2" "$argument_3"'\n`)
    expect(script).toContain(`working_directory='/a b'\ndirectory='"$working_directory"'\n`)
  })

  test('a dependency beside it is wanted, never needed', () => {
    const after = [
      { name: 'db', container: 'main', from: root },
      { name: 'far', container: 'other', from: root },
    ]
    const { script } = scriptOf({ after })
    expect(script).toContain('\twant db\n')
    expect(script).not.toMatch(/need|far/)
  })

  test.each([
    ['always', '1'],
    ['on-failure', '1'],
    ['never', '2147483647'],
  ] as const)('restart %s', (restart, delay) =>
    expect(scriptOf({ of: { restart } }).script).toContain(`respawn_delay=${delay}\nrespawn_max=0\n`),
  )

  test('a user with a group, and both streams to the file that the model names; a log of ours is the launcher’s', () => {
    const user = { name: text('u'), group: text('g'), groups: [], home: text('/') }
    const { script } = scriptOf({ native: { user, output: text('/l/own.log') }, log: text('/l/own.log') })
    expect(script).toContain('command_user=u:g\n')
    expect(script).toContain('output_log=/l/own.log\nerror_log=/l/own.log\n')
    expect(scriptOf({ log: text('/l/web.log'), writer: true }).script).not.toContain('/l/web.log')
  })
})

test.each([
  ['PATH=/bin', true],
  ['http_proxy=x', true],
  ['command=x', false],
  ['RC_SVCNAME=x', false],
  ['IN_BACKGROUND=yes', false],
  ['A=x\n### BEGIN INIT INFO\n', false],
])('holds the variable %j: %s', (variable, held) => expect(backend.holds?.('environment', [text(variable)])).toBe(held))

test.each([
  [{ respawn_delay: 9 }, [], 'respawn_delay=9\n'],
  [{ respawn_delay: 'soon' }, ['override-value'], 'respawn_delay=1\n'],
  [{ rc_need: ['net', 'dns'] }, [], "rc_need='net dns'\n"],
  [{ own_thing: 'a; touch /tmp/owned' }, ['override-unknown-key'], "own_thing='a; touch /tmp/owned'\n"],
  [{ supervisor: 's6' }, ['override-unwritable'], 'supervisor=supervise-daemon\n'],
  [{ 'Bad Key': 'x' }, ['override-unwritable'], ''],
])('overridden by %j', (overrides, codes, line) => {
  const { script, said } = scriptOf({}, overrides)
  expect(said).toEqual(codes)
  expect(script).toContain(line)
})

test('an override does not bring back a user who may not be changed', () => {
  const own = container('openrc', { userChange: false })
  expect(scriptOf({}, { command_user: 'root' }, own).script).not.toContain('command_user')
})

test.each([
  ['0 42 7', { state: 'up', pid: 42, upSeconds: 7 }],
  ['3 - -', { state: 'down' }],
  ['8 - -', { state: 'starting' }],
  ['32 - -', { state: 'failed' }],
  ['64 - -', { state: 'failed' }],
  ['gone - -', { state: 'down' }],
  ['', { state: 'unknown' }],
])('reads %j', (line, status) => {
  const process: Running = {
    placement: 'web@here/main',
    name: 'web',
    container: where,
    directory: '/etc/init.d',
    scripts: {},
    installed: [],
    pidFile: '',
    log: null,
    reload: null,
    stopSeconds: 10,
    boot: true,
  }
  expect(backend.observe.parse([process], [answer(`${line}\n`)])).toMatchObject([status])
})

test('one that booted this host is found, by root only', () => {
  const answers = [answer('openrc (OpenRC) 0.45.2\n'), answer('default\n')]
  expect(backend.detect.parse(FACTS, answers)).toMatchObject([
    { version: '0.45.2', properties: { directory: '/etc/init.d', runlevel: 'default' }, privileged: true },
  ])
  expect(backend.detect.parse(FACTS, [answer('', 127), answer('', 127)])).toEqual([])
  expect(backend.detect.parse({ ...FACTS, privileged: false }, answers)).toEqual([])
  expect(openrc.promises(where).startsAtBoot).toBe(true)
  expect(openrc.capabilities(container('openrc', { privileged: false, userChange: false })).boot).toBe('never')
})
