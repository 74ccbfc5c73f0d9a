/** Rows, waves and words of a plan. */
import { describe, expect, test } from 'vitest'
import type { Change } from '#generators/contract/backend.ts'
import type { PlannedChange } from '#generators/contract/manifest.ts'
import type { PlanView } from '#server/api/views.ts'
import { changeCount, countChanges, durationWords, forecast } from './forecast.ts'

function change(instance: string, kind: Change, wave: number | null, host = 'a'): PlannedChange {
  return {
    placement: `${instance}@${host}/main`,
    instance,
    host,
    change: kind,
    causes: [{ kind: 'file', of: 'x.conf' }],
    wave,
  }
}
const CHANGES = [
  change('old', 'stop', 0),
  change('web', 'restart', 1),
  change('new', 'start', 1, 'b'),
  change('proxy', 'reload', 2),
  change('db', 'keep', null),
]
const PLAN: PlanView = {
  target: { kind: 'draft' },
  digest: 'd',
  from: 1,
  checks: [],
  problems: [],
  transition: { changes: CHANGES, files: [], hosts: [], waves: 3, empty: false },
  statuses: [{ placement: 'db@a/main', state: 'up', pid: 611, host: 'a', at: '' }],
  expected: { 'web@a/main': 1 },
}

describe('forecast', () => {
  const { hosts, waves, seconds } = forecast(PLAN)
  const row = (instance: string) => hosts.flatMap((host) => host.rows).find((one) => one.instance === instance)!
  test('rows by host, the untouched with their PID', () => {
    expect(hosts.map((host) => [host.host, host.rows.length])).toEqual([
      ['a', 4],
      ['b', 1],
    ])
    expect(row('db').result).toBe('PID 611')
  })
  test('a wave waits for the slowest of the one before', () => {
    expect(row('web').life.map((event) => event.kind)).toEqual(['running', 'stop', 'start', 'ready'])
    expect(row('new').life[0]?.at).toBeCloseTo(0.4)
    expect(row('proxy').life.at(-1)?.at).toBeGreaterThan(2.4)
    expect(seconds).toBe(4)
  })
  test('what was never measured is a guess', () => expect([row('new').guess, row('web').guess]).toEqual([true, false]))
  test('the order in words', () => expect(waves).toEqual(['old stops', 'web restarts; new starts', 'proxy reloads']))
})

test('counts and durations', () => {
  expect(countChanges(CHANGES)).toEqual({ start: 1, restart: 1, reload: 1, stop: 1, register: 0, keep: 1 })
  expect(changeCount(CHANGES)).toBe(4)
  expect(durationWords(PLAN)).toBe('About 2.7 s. web is away for about 1.4 s.')
})
