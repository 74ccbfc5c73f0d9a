/** The track in each state of a system's life, as one line of text. */
import { describe, expect, test } from 'vitest'
import { type SystemLife, track } from './track.ts'

const MARKS: Readonly<Record<string, string>> = {
  running: '●',
  open: '○',
  'not-deployed': '◌',
  planned: '◎',
  starting: '◔',
  failed: '◆',
}
const JOINTS = { run: ' ━ ', draft: ' ┅ ', fail: ' ╍ ', none: ' ┄ ' } as const

function drawn(life: Partial<SystemLife>): string {
  return track({ system: 'webapps', generation: 12, changes: 0, at: 'draft', ...life }).reduce(
    (text, station, index) =>
      `${text}${index === 0 ? '' : JOINTS[station.joint]}${MARKS[station.glyph] ?? '?'} ${station.current ? `[${station.text}]` : station.text}`,
    '',
  )
}

describe('track', () => {
  test.each<[string, Partial<SystemLife>, string]>([
    ['empty', { generation: null, changes: 0, empty: true }, '○ Nothing runs ┅ ◌ [Draft, empty] ┄ ○ Plan ┄ ○ 1'],
    ['running, no draft', {}, '● 12 runs ┄ ○ [No draft]'],
    ['draft', { changes: 5 }, '● 12 runs ┅ ◌ [Draft · 5 changes] ┄ ○ Plan ┄ ○ 13'],
    [
      'one change, seen from its history',
      { changes: 1, at: 'generations' },
      '● [12 runs] ┅ ◌ Draft · 1 change ┄ ○ Plan ┄ ○ 13',
    ],
    ['not counted here', { changes: null, at: 'generations' }, '● [12 runs] ┅ ◌ Draft ┄ ○ Plan ┄ ○ 13'],
    ['errors', { changes: 3, errors: 2 }, '● 12 runs ┅ ◌ [Draft · 2 errors] ┄ ○ Plan ┄ ○ 13'],
    ['plan', { changes: 5, plan: 'current', at: 'plan' }, '● 12 runs ┅ ◌ Draft · 5 changes ┅ ◎ [Plan] ┄ ○ 13'],
    [
      'plan too old',
      { changes: 5, plan: 'old', at: 'plan' },
      '● 12 runs ┅ ◌ Draft · 5 changes ┅ ◎ [Plan is old] ┄ ○ 13',
    ],
    [
      'numbers are never given twice',
      { generation: 12, newest: 14, changes: 1 },
      '● 12 runs ┅ ◌ [Draft · 1 change] ┄ ○ Plan ┄ ○ 15',
    ],
    [
      'deploying',
      { at: 'deployment', deployment: { number: 31, state: 'advancing', done: 4, of: 9 } },
      '● 12 ━ ● Plan ━ ◔ [Deploying 13, 4 of 9] ┄ ○ 13',
    ],
    [
      'stopped on request',
      { at: 'deployment', deployment: { number: 31, state: 'stopping' } },
      '● 12 ━ ● Plan ━ ◔ [Stopped, going back to 12] ┄ ○ 12',
    ],
    [
      'going back',
      { at: 'deployment', deployment: { number: 31, state: 'going-back' } },
      '● 12 ━ ● Plan ╍ ◆ [13 failed, going back to 12] ┄ ○ 12',
    ],
    [
      'the first one failed',
      { generation: null, at: 'deployment', deployment: { number: 1, state: 'going-back' } },
      '○ Nothing runs ━ ● Plan ╍ ◆ [1 failed, going back to nothing] ┄ ○ nothing',
    ],
    [
      'rollback failed',
      { at: 'draft', deployment: { number: 31, state: 'rollback-failed', host: 'test2' } },
      '● 12 ━ ● Plan ╍ ◆ test2 is between 12 and 13 ┄ ○ 12',
    ],
  ])('%s', (_, life, line) => expect(drawn(life)).toBe(line))

  test('a plan cannot be reached over errors or from nothing', () => {
    const plan = (life: Partial<SystemLife>) =>
      track({ system: 'a b', generation: 1, changes: 2, at: 'draft', ...life }).find(({ key }) => key === 'plan')?.href
    expect(plan({})).toBe('/systems/a%20b/plan')
    expect(plan({ errors: 1 })).toBeNull()
    expect(plan({ empty: true })).toBeNull()
  })
})
