/** What of the editor stands in the address. */
import { expect, test } from 'vitest'
import { searchOf, Ui } from './ui.ts'

test.each([
  ['nothing of it is as usual', '', {}, ''],
  ['a selection', '', { selected: ['web@a/main'] }, '?sel=web%40a%2Fmain'],
  ['what is no longer so goes', '?sel=old&pm=x', { manager: null, selected: [] }, ''],
  ['the target of a plan stays', '?to=1', {}, '?to=1'],
  ['beside what the editor says', '?to=nothing&dock=ids', { dock: 'text' as const }, '?to=nothing&dock=text'],
])('%s', (_, given, part, search) => {
  const ui = new Ui()
  ui.set(part)
  expect(searchOf(ui.state, given)).toBe(search)
})
