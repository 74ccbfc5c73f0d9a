/** When a draft is saved, and what happens when somebody else was first. */
import { expect, test, vi } from 'vitest'
import type { SystemDocument } from '#generators/model/document.ts'
import { Autosave, type SavingPort } from './autosave.ts'
import { setIn } from './commands/set-at-path.ts'
import { Draft } from './draft.ts'
import { EMPTY_LAYOUT } from './model/arrange.ts'

const DOCUMENT: SystemDocument = {
  format: 1,
  interfaces: [],
  constructors: [],
  system: { system: 's', hosts: {}, processes: {} },
  ids: { assigned: {}, last: {} },
}
const title = (text: string) => (document: SystemDocument) => setIn(document, ['system', 'title'], text)

function setUp(port: Partial<SavingPort> = {}) {
  const draft = new Draft({ document: DOCUMENT, layout: EMPTY_LAYOUT })
  const save = vi.fn(async (_content: unknown, base: number) => ({ revision: base + 1 }))
  const saveLayout = vi.fn(async () => undefined)
  const whole: SavingPort = { save, saveLayout, theirs: async () => null, saved: () => undefined, ...port }
  const autosave = new Autosave(draft, whole, { revision: 4, savedAt: '' }, 0)
  autosave.watch()
  return { draft, save, saveLayout, autosave }
}

test('each save begins from the one before', async () => {
  const { draft, save, autosave } = setUp()
  draft.edit('a', title('a'))
  await autosave.flush()
  draft.edit('b', title('b'))
  expect(autosave.unsaved).toBe(true)
  await autosave.flush()
  expect(save.mock.calls.map(([, base]) => base)).toEqual([4, 5])
  expect([autosave.unsaved, autosave.saving.current.state]).toEqual([false, 'saved'])
})

test('a move on the canvas is layout, not a revision', async () => {
  const { draft, save, saveLayout, autosave } = setUp()
  draft.settle({ nodes: { a: { x: 1, y: 2 } }, hosts: {} })
  await autosave.flush()
  expect([saveLayout.mock.calls.length, save.mock.calls.length]).toEqual([1, 0])
})

test('an edit made while saving is saved next', async () => {
  let release: () => void = () => undefined
  const save = vi.fn(async (_content: unknown, base: number) => {
    if (base === 4) await new Promise<void>((done) => (release = done))
    return { revision: base + 1 }
  })
  const { draft, autosave } = setUp({ save })
  draft.edit('a', title('a'))
  const first = autosave.flush()
  draft.edit('b', title('b'))
  release()
  await first
  await vi.waitFor(() => expect(save).toHaveBeenCalledTimes(2))
})

test('somebody was first: nothing is overwritten until it is said', async () => {
  const theirs = {
    document: setIn(DOCUMENT, ['system', 'title'], 'theirs'),
    layout: EMPTY_LAYOUT,
    revision: 9,
    savedAt: '',
    savedBy: 'Bo',
  }
  const save = vi.fn(async (_content: unknown, base: number) => {
    if (base < 9) throw new Error('conflict')
    return { revision: base + 1 }
  })
  const { draft, autosave } = setUp({ save, theirs: async () => theirs })
  draft.edit('a', title('mine'))
  await autosave.flush()
  const conflict = autosave.saving.current
  expect(conflict).toMatchObject({ state: 'conflict', says: 'Bo saved revision 9 meanwhile.' })
  draft.edit('b', title('mine too'))
  await autosave.flush()
  expect(save).toHaveBeenCalledTimes(1)
  if (conflict.state !== 'conflict') return
  conflict.keepMine()
  await vi.waitFor(() => expect(save).toHaveBeenLastCalledWith(expect.anything(), 9, expect.anything()))
  conflict.takeTheirs()
  expect(draft.present.document.system.title).toBe('theirs')
})

test('what failed can be tried again', async () => {
  let fails = true
  const { draft, autosave } = setUp({
    save: async (_content: unknown, base: number) => {
      if (fails) throw new Error('the disk is full')
      return { revision: base + 1 }
    },
  })
  draft.edit('a', title('a'))
  await autosave.flush()
  const failed = autosave.saving.current
  expect(failed).toMatchObject({ state: 'failed', says: 'the disk is full' })
  fails = false
  if (failed.state === 'failed') failed.again()
  await vi.waitFor(() => expect(autosave.saving.current.state).toBe('saved'))
})
