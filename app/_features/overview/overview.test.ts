/** What the overview claims must follow from what was reported, and from nothing else. */
import { describe, expect, test } from 'vitest'
import type {
  DeploymentSummary,
  GenerationSummary,
  HostView,
  PlacementStatus,
  SystemSummary,
} from '#server/api/views.ts'
import { healthOf, POLL_MS, seen, stateOf } from './health.ts'
import { DAY_MS, systemLife, waitingFor, wholeOf } from './overview.ts'

const NOW = Date.parse('2026-11-21T10:00:00Z')
const at = (before: number) => new Date(NOW - before).toISOString()
const SYSTEM: SystemSummary = {
  id: 'shop',
  name: 'shop',
  title: 'shop',
  revision: 1,
  savedAt: at(0),
  savedBy: 'Ann',
  generation: 3,
  processes: 2,
  hosts: ['test1'],
  draft: false,
  deploying: null,
}
const RUNNING: GenerationSummary = {
  number: 3,
  at: at(3600_000),
  by: 'Ann',
  reason: '',
  deployment: 3,
  current: true,
  processes: [
    { placement: 'web@test1/default', instance: 'web', host: 'test1', change: 'start', pid: 10 },
    { placement: 'db@test1/default', instance: 'db', host: 'test1', change: 'keep', pid: 11 },
  ],
}
const status = (instance: string, state: PlacementStatus['state'], before = 1000): PlacementStatus => ({
  placement: `${instance}@test1/default`,
  host: 'test1',
  state,
  at: at(before),
})
const health = (statuses: readonly PlacementStatus[] | undefined, system: Partial<SystemSummary> = {}) =>
  healthOf({ ...SYSTEM, ...system }, RUNNING, statuses, NOW)
const deployment = (change: Partial<DeploymentSummary>): DeploymentSummary => ({
  id: 'd',
  number: 3,
  systemId: 'shop',
  system: 'shop',
  target: { kind: 'draft' },
  state: 'ended',
  outcome: 'succeeded',
  hosts: {},
  generation: 3,
  by: 'Ann',
  reason: '',
  createdAt: at(3600_000),
  endedAt: at(3590_000),
  cancelRequested: false,
  ...change,
})

describe('seen', () => {
  test.each([
    ['up', 'running'],
    ['starting', 'starting'],
    ['failed', 'failed'],
    ['down', 'drift'],
    ['unknown', 'unknown'],
  ] as const)('%s is shown as %s', (state, shown) => expect(seen(status('web', state), NOW)).toBe(shown))
  test('green needs a report that is not too old', () => {
    expect(seen(status('web', 'up', 2 * POLL_MS), NOW)).toBe('running')
    expect(seen(status('web', 'up', 2 * POLL_MS + 1), NOW)).toBe('unknown')
    expect(seen(undefined, NOW)).toBe('unknown')
    expect(seen({ ...status('web', 'up'), rests: 'done' }, NOW)).toBe('done')
    expect(seen({ ...status('web', 'up'), rests: 'waits' }, NOW)).toBe('waiting')
    expect(seen({ ...status('web', 'failed'), rests: 'waits' }, NOW)).toBe('failed')
  })
})

describe('the state of a system', () => {
  test.each([
    ['all up', [status('web', 'up'), status('db', 'up')], {}, 'As recorded'],
    ['never asked', undefined, {}, 'Unknown'],
    ['one is silent', [status('web', 'up')], {}, 'Unknown'],
    ['stopped by somebody', [status('web', 'down'), status('db', 'up')], {}, 'Differs'],
    ['failed is worse than stopped', [status('web', 'down'), status('db', 'failed')], {}, 'Failed'],
    ['a draft', [status('web', 'up'), status('db', 'up')], { draft: true }, 'Draft'],
    ['failed is worse than a draft', [status('web', 'failed'), status('db', 'up')], { draft: true }, 'Failed'],
    ['never deployed', undefined, { generation: null, draft: false }, 'Nothing runs'],
    ['being deployed', undefined, { deploying: 4 }, 'Deploying, 4'],
  ] as const)('%s', (_, statuses, system, text) => expect(stateOf(health(statuses, system)).text).toBe(text))
})

describe('the whole', () => {
  test('a system stands in one place only', () => {
    const up = health([status('web', 'up'), status('db', 'up')])
    expect(wholeOf([up], [])).toMatchObject({ recorded: ['shop'], failed: [], drift: [], unknown: [], between: [] })
    expect(wholeOf([up], [deployment({ outcome: 'rollback-failed' })])).toMatchObject({
      recorded: [],
      between: ['shop'],
    })
    expect(wholeOf([health(undefined, { deploying: 4 })], [])).toMatchObject({ deploying: ['shop'], unknown: [] })
  })
  test('a later deployment settles what an earlier one left between generations', () => {
    const later = [deployment({ number: 2, outcome: 'rollback-failed' }), deployment({ number: 3 })]
    expect(wholeOf([health([])], later).between).toEqual([])
  })
  test('what waits comes worst first', () => {
    const host = { id: 'h', name: 'test6', reach: 'unreachable', problem: 'No route to host.' } as HostView
    const bad = health([status('web', 'failed'), status('db', 'up')], { draft: true })
    const titles = waitingFor([bad], [host], [deployment({ outcome: 'rollback-failed' })]).map(({ title }) => title)
    expect(titles).toEqual([
      'shop is between two generations',
      'web on test1 failed',
      'test6 cannot be reached',
      'The draft of shop waits',
    ])
  })
})

describe('the life of a system', () => {
  const kinds = (events: readonly { kind: string }[]) => events.map(({ kind }) => kind)
  test('restarts where one of its processes does', () => {
    const first = { ...RUNNING, number: 1, at: at(2 * DAY_MS) }
    const second = { ...RUNNING, processes: RUNNING.processes.map((process) => ({ ...process, change: 'restart' })) }
    const up = health([status('web', 'up'), status('db', 'up')])
    expect(kinds(systemLife([second, first], [], up, NOW))).toEqual(['start', 'ready', 'stop', 'start', 'ready'])
  })
  test('ends with an undeployment that succeeded', () => {
    const gone = health([], { generation: null })
    const events = systemLife(
      [RUNNING],
      [deployment({ target: { kind: 'nothing' }, generation: null, endedAt: at(60_000) })],
      gone,
      NOW,
    )
    expect(kinds(events)).toEqual(['start', 'ready', 'stop'])
  })
  test('shows what is seen now', () => {
    expect(kinds(systemLife([RUNNING], [], health([status('web', 'down'), status('db', 'up')]), NOW)).at(-1)).toBe(
      'drift',
    )
    expect(kinds(systemLife([RUNNING], [], health(undefined), NOW)).at(-1)).toBe('unknown')
  })
})
