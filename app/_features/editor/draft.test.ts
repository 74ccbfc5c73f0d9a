/** Undo, redo, and what counts as one step. */
import { expect, test } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import { setIn } from './commands/set-at-path.ts'
import { Draft } from './draft.ts'
import { EMPTY_LAYOUT } from './model/arrange.ts'

const EMPTY: SystemDocument = {
  format: 1,
  interfaces: [],
  constructors: [],
  system: { system: 's', hosts: {}, processes: {} },
  ids: { assigned: {}, last: {} },
}
const title = (text: string) => (document: SystemDocument) => setIn(document, ['system', 'title'], text)

function draftAt(clock: { now: number }): Draft {
  return new Draft({ document: EMPTY, layout: EMPTY_LAYOUT }, () => clock.now)
}

test('each edit is a step, and undo goes back through them', () => {
  const draft = draftAt({ now: 0 })
  draft.edit('Named it a', title('a'))
  draft.edit('Named it b', title('b'))
  expect(draft.undoes).toBe('Named it b')
  draft.undo()
  expect(draft.present.document.system.title).toBe('a')
  draft.undo()
  expect(draft.present.document).toBe(EMPTY)
  expect(draft.undo()).toBeNull()
  expect(draft.redo()).toBe('Named it a')
  draft.edit('Named it c', title('c'))
  expect(draft.redoes).toBeNull()
})

test('typing is one step, until a pause', () => {
  const clock = { now: 0 }
  const draft = draftAt(clock)
  for (const text of ['w', 'we', 'web']) {
    draft.edit('Title', title(text), 'title')
    clock.now += 200
  }
  clock.now += 2000
  draft.edit('Title', title('webs'), 'title')
  draft.undo()
  expect(draft.present.document.system.title).toBe('web')
  draft.undo()
  expect(draft.present.document).toBe(EMPTY)
})

test('what changes nothing is no step; assigned numbers are none either', () => {
  const draft = draftAt({ now: 0 })
  let told = 0
  draft.subscribe(() => {
    told += 1
  })
  draft.edit('Nothing', (document) => document)
  draft.assign({ assigned: {}, last: {} })
  expect(told).toBe(0)
  draft.assign({ assigned: { 'ports/a.port': 1 }, last: { ports: 1 } })
  expect([told, draft.undoes]).toEqual([1, null])
})
