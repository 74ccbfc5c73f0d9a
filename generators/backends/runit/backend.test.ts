/** What a service directory holds, how runsv's answers are read, and which overrides are taken. Real ones run in `tests/real`. */
import { describe, expect, test } from 'vitest'
import { container, lowered } from '#tests/conformance/lowered.ts'
import { FACTS } from '#tests/conformance/pipeline.ts'
import type { Result, Running } from '../../contract/backend.ts'
import { root } from '../../contract/path.ts'
import { fillHoles, text } from '../../contract/text.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { backend } from './backend.ts'
import { runit } from './index.ts'

const where = container('runit')
const ANN = { ...FACTS, privileged: false, user: 'ann', home: '/home/ann' }
const answer = (stdout: string): Result => ({ status: 0, stdout, stderr: '' })

function files(changes: Parameters<typeof lowered>[1], overrides: unknown = undefined) {
  const one = lowered(where, changes)
  const said: Diagnostic[] = []
  const native = { ...backend.translate(one), ...backend.schema.overrides(overrides, root, (each) => said.push(each)) }
  const { links } = backend.render(native, one)
  const written = links.flatMap(({ at, to }) =>
    'copy' in to ? [[at, fillHoles(to.copy.content, () => '/store/x')] as const] : [],
  )
  return { files: Object.fromEntries(written), said: said.map(({ code }) => code) }
}
const namesOf = (changes: Parameters<typeof lowered>[1]) => Object.keys(files(changes).files)

describe('a service directory', () => {
  test.each([
    ['always', ['web/run', 'web/log/run']],
    ['on-failure', ['web/run', 'web/finish', 'web/log/run']],
    ['never', ['web/run', 'web/finish', 'web/log/run']],
  ] as const)('restart %s', (restart, names) => expect(namesOf({ of: { restart } })).toEqual(names))

  test('another signal than TERM, and no start at boot, are files too', () => {
    expect(namesOf({ of: { stop: { signal: 'SIGQUIT', seconds: 5 }, boot: false } })).toEqual([
      'web/run',
      'web/control/d',
      'web/control/t',
      'web/down',
      'web/log/run',
    ])
  })

  test('only what stands beside it in the same container is asked for by sv', () => {
    const after = [
      { name: 'db', container: 'main', from: root },
      { name: 'far', container: 'other', from: root },
    ]
    const run = files({ after }).files['web/run']
    expect(run).toContain('\nsv -w 60 check ../db || exit 1\n')
    expect(run).not.toContain('far')
  })

  test('no description ends its comment', () => {
    const { files: written } = files({ of: { description: text('a\ntouch /tmp/owned') } })
    expect(written['web/run']).toContain('\n# a\n# touch /tmp/owned\n')
    expect(backend.holdsDescription?.(text('a\rb'))).toBe(false)
  })
})

test.each([
  [{ finish: '#!/bin/sh\n' }, [], 'web/finish'],
  [{ 'control/h': '#!/bin/sh\n' }, [], 'web/control/h'],
  [{ env: 'x' }, ['override-unknown-key'], 'web/env'],
  [{ 'supervise/ok': 'x' }, ['override-unwritable'], null],
  [{ '../x': 'x' }, ['override-unwritable'], null],
  [{ run: null }, ['override-value'], 'web/run'],
])('overridden by %j', (overrides, codes, name) => {
  const { files: written, said } = files({}, overrides)
  expect(said).toEqual(codes)
  expect(Object.keys(written)).toEqual(expect.arrayContaining(name ? [name] : []))
  expect(Object.keys(written).every((at) => at.startsWith('web/') && !at.includes('..'))).toBe(true)
})

test.each([
  ['run: /etc/sv/web: (pid 42) 7s; run: log: (pid 3) 9s | ', { state: 'up', pid: 42, upSeconds: 7 }],
  ['run: /etc/sv/web: (pid 42) 7s, normally down; run: log: (pid 3) 9s | ', { state: 'up', pid: 42 }],
  ['down: /etc/sv/web: 0s, normally up; run: log: (pid 3) 9s | ', { state: 'down' }],
  ['down: /etc/sv/web: 1s, want up; run: log: (pid 3) 9s | ', { state: 'failed' }],
  ['down: /etc/sv/web: 9s | -1 9', { state: 'failed', detail: 'signal 9 ended it' }],
  ['down: /etc/sv/web: 9s | 3 0', { state: 'failed', detail: 'it ended with 3' }],
  ['finish: /etc/sv/web: (pid 42) 0s | ', { state: 'failed' }],
  ['fail: /etc/sv/web: runsv not running | ', { state: 'down' }],
  ['fail: /etc/sv/web: unable to change to service directory: file does not exist | ', { state: 'down' }],
  ['', { state: 'unknown' }],
])('reads %j', (line, status) => {
  const process: Running = {
    placement: 'web@here/main',
    name: 'web',
    container: where,
    directory: '/etc/sv',
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

test('where service directories are, and every runsvdir of ours is found', () => {
  expect(runit.directory(where, FACTS)).toBe('/etc/sv')
  expect(runit.directory(container('runit', { privileged: false }), ANN)).toBe('/home/ann/sv')
  expect(backend.detect.parse(FACTS, [answer('runsvdir -P /etc/service log: ....\n')])).toMatchObject([
    { properties: { directory: '/etc/sv', services: '/etc/service' }, privileged: true },
  ])
  expect(backend.detect.parse(ANN, [answer('/usr/bin/runsvdir /home/ann/service\n')])).toMatchObject([
    { properties: { directory: '/home/ann/sv', services: '/home/ann/service' }, userChange: false },
  ])
  expect(backend.detect.parse(FACTS, [answer('')])).toEqual([])
})
