/** Rows and sentences, worked out from events. */
import { describe, expect, test } from 'vitest'
import type { Change } from '#generators/contract/backend.ts'
import type { Transition } from '#generators/contract/manifest.ts'
import type { DeployEvent, StoredEvent } from '#server/deploy/events.ts'
import { courseAnswer, courseOf } from './course.ts'

function transition(changes: Record<string, Change>): Transition {
  return {
    changes: Object.entries(changes).map(([instance, change]) => ({
      placement: `${instance}@a/main`,
      instance,
      host: 'a',
      change,
      causes: [],
      wave: change === 'keep' ? null : 0,
    })),
    files: [],
    hosts: [],
    waves: 1,
    empty: false,
  }
}
function events(...list: readonly (readonly [second: number, event: DeployEvent])[]): StoredEvent[] {
  return list.map(([second, event], index) => ({
    seq: index + 1,
    at: new Date(1_000_000 + second * 1000).toISOString(),
    event,
  }))
}
const step = (id: number, instance: string, phase: 'begun' | 'done' | 'failed' | 'undone'): DeployEvent => ({
  kind: 'step',
  host: 'a',
  id,
  placement: `${instance}@a/main`,
  says: `start ${instance}`,
  phase,
  ...(phase === 'failed' && { detail: 'exit 1' }),
})
const up = (instance: string, pid: number, untouched = false): DeployEvent => ({
  kind: 'process',
  placement: `${instance}@a/main`,
  state: 'up',
  pid,
  untouched,
})
const words = (course: ReturnType<typeof courseOf>) =>
  courseAnswer(course, 0)
    .map(({ text }) => text.replaceAll('\u00a0', ' '))
    .join(' ')

describe('a deployment that succeeds', () => {
  const course = courseOf(
    transition({ web: 'start', old: 'stop', api: 'restart', db: 'keep', proxy: 'reload' }),
    events(
      [0, { kind: 'state', state: 'activating' }],
      [1, step(1, 'old', 'begun')],
      [1.2, { kind: 'process', placement: 'old@a/main', state: 'down' }],
      [1.2, step(1, 'old', 'done')],
      [1.5, step(2, 'web', 'begun')],
      [3, up('web', 10)],
      [3, step(2, 'web', 'done')],
      [3, step(3, 'api', 'begun')],
      [4, up('api', 11)],
      [4, step(3, 'api', 'done')],
      [4, step(4, 'proxy', 'begun')],
      [4.2, up('proxy', 7, true)],
      [4.5, up('db', 5, true)],
      [5, { kind: 'outcome', outcome: 'succeeded', hosts: { a: 'new' }, says: '', generation: 13 }],
      [5, { kind: 'state', state: 'ended' }],
    ),
  )
  const row = (instance: string) => course.rows.find((one) => one.instance === instance)!
  test.each([
    ['web', ['start', 'ready'], 'PID 10'],
    ['old', ['running', 'stop'], 'stopped'],
    ['api', ['running', 'stop', 'start', 'ready'], 'PID 11'],
    ['db', ['running'], 'PID 5'],
    ['proxy', ['running', 'reload'], 'PID 7'],
  ])('%s', (instance, kinds, result) => {
    expect(row(instance).life.map((event) => event.kind)).toEqual(kinds)
    expect(row(instance).result).toBe(result)
  })
  test('says so', () => expect(words(course)).toBe('Generation 13 runs, after 5 s. 2 kept their PID.'))
})

test('a failure is a cross, with its reason, and then the way back', () => {
  const course = courseOf(
    transition({ web: 'start' }),
    events(
      [0, { kind: 'state', state: 'activating' }],
      [1, step(1, 'web', 'begun')],
      [2, step(1, 'web', 'failed')],
      [2, { kind: 'failure', host: 'a', placement: 'web@a/main', what: 'web ended', wayOut: 'Look at its log.' }],
      [2, { kind: 'log', placement: 'web@a/main', lines: ['no'] }],
      [2, { kind: 'state', state: 'reverting' }],
    ),
  )
  expect(course.rows[0]).toMatchObject({ failed: true, state: 'failed', result: 'exit 1' })
  expect(course.rows[0]?.life.map((event) => event.kind)).toEqual(['start', 'fail'])
  expect(course.logs.get('web@a/main')).toEqual(['no'])
  expect(words(course)).toBe('web failed on a. Going back, step 0 of 1.')
})

test('what was started is stopped when it is taken back; what failed stays marked', () => {
  const course = courseOf(
    transition({ db: 'start', web: 'start', api: 'restart' }),
    events(
      [0, { kind: 'state', state: 'activating' }],
      [1, step(1, 'db', 'begun')],
      [1.5, step(1, 'db', 'done')],
      [1.6, step(2, 'api', 'begun')],
      [1.8, step(2, 'api', 'done')],
      [2, step(3, 'web', 'begun')],
      [2.5, step(3, 'web', 'failed')],
      [3, step(3, 'web', 'undone')],
      [3.5, step(2, 'api', 'undone')],
      [4, step(1, 'db', 'undone')],
      [5, { kind: 'outcome', outcome: 'rolled-back', hosts: { a: 'old' }, says: '' }],
    ),
  )
  expect(course.rows.map(({ state, result }) => [state, result])).toEqual([
    ['stopped', 'taken back'],
    ['failed', 'exit 1'],
    ['running', 'as before'],
  ])
  expect(course.rows[0]?.life.map(({ kind }) => kind)).toEqual(['start', 'ready', 'stop'])
  expect(course.steps.map(({ phase, failed, detail }) => [phase, failed, detail])).toEqual([
    ['undone', false, null],
    ['undone', false, null],
    ['undone', true, 'exit 1'],
  ])
})

test('stopping on request is no failure', () => {
  const course = courseOf(
    transition({ web: 'start' }),
    events(
      [0, { kind: 'state', state: 'activating' }],
      [1, step(1, 'web', 'begun')],
      [2, { kind: 'state', state: 'reverting' }],
      [2, { kind: 'failure', host: null, placement: null, what: 'Stopped on request.', wayOut: 'Deploy again.' }],
    ),
  )
  expect(courseAnswer(course, 0).every(({ tone }) => tone === 'plain')).toBe(true)
  expect(words(course)).toBe('Stopped on request. Going back, step 0 of 1.')
})

test('an undeployment says that nothing runs', () => {
  const course = courseOf(
    transition({ web: 'stop' }),
    events(
      [0, { kind: 'state', state: 'activating' }],
      [2, { kind: 'outcome', outcome: 'succeeded', hosts: { a: 'new' }, says: '', generation: 3 }],
      [2, { kind: 'state', state: 'ended' }],
    ),
  )
  expect(courseAnswer(course, 0, { undeploying: true }).map(({ text }) => text)).toEqual([
    'Everything is stopped, after 2 s.',
    'State directories are kept.',
  ])
})

test('replayed, or with nothing yet', () => {
  expect(words(courseOf(null, []))).toBe('Waiting for the worker.')
  const list = events([0, { kind: 'state', state: 'activating' }], [1, step(1, 'web', 'begun')])
  expect(courseOf(transition({ web: 'start' }), list)).toEqual(courseOf(transition({ web: 'start' }), [...list]))
})

describe('what does not stay', () => {
  const report = (instance: string, rests: 'done' | 'waits', more: { pid?: number; untouched?: boolean } = {}) =>
    ({ kind: 'process', placement: `${instance}@a/main`, state: 'up', rests, ...more }) satisfies DeployEvent
  test('a oneshot that is done ran from its start to its end, and is said to be done, not to run', () => {
    const [row] = courseOf(
      transition({ migrate: 'start' }),
      events([0, step(1, 'migrate', 'begun')], [2, step(1, 'migrate', 'done')], [3, report('migrate', 'done')]),
    ).rows
    expect(row).toMatchObject({ state: 'done', words: 'done', result: 'done', pid: null })
    expect(row!.life).toEqual([
      { at: 0, kind: 'start' },
      { at: 0, kind: 'ready' },
      { at: 2, kind: 'end' },
    ])
  })
  test('one that had ended before keeps no PID, and has no line', () => {
    const course = courseOf(
      transition({ migrate: 'keep', nightly: 'keep' }),
      events(
        [1, report('migrate', 'done', { untouched: true })],
        [1, report('nightly', 'waits', { pid: 7, untouched: true })],
      ),
    )
    expect(course.rows.map(({ state, result }) => [state, result])).toEqual([
      ['done', 'done'],
      ['waiting', 'waiting'],
    ])
    expect(course.rows[0]!.life).toEqual([{ at: -1, kind: 'end' }])
    expect(courseAnswer(course, 0).map(({ text }) => text)).toContain('1\u00a0kept its PID.')
  })
})
