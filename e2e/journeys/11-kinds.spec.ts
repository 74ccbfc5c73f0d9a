/** What does not stay: a oneshot is done and not said to run, a timer waits for its time; and output that rotates is said in the form. */
import type { SystemView } from '#server/api/views.ts'
import { expect, test } from '../fixtures.ts'

const program = (says: string) => `extends: { process: { program: /bin/sh, arguments: [-c, ${JSON.stringify(says)}], `
const model = (manager: string) => `system: chores
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: ${manager} } } } }
processes:
  migrate: { on: [local], ${program('echo migrated')} kind: oneshot } } }
  nightly: { on: [local], ${program('echo cleaned')} kind: { timer: "@daily" } } } }
  shop: { on: [local], after: [migrate], ${program('exec sleep 1000')} } } }
`

test('done is not running, waiting neither, and the pages say so', async ({
  page,
  api,
  editor,
  plan,
  live,
  manager,
}) => {
  await api.makeSystem(model(manager))
  await editor.open('chores')
  await editor.select('shop')
  await editor.field('Output').selectOption({ label: 'to a file that rotates' })
  await editor.field('Rotates at').fill('4096')
  await editor.field('Keeps').fill('2')
  await expect(editor.inspector.getByText('so 12 kB at most')).toBeVisible()
  await editor.expectSaved()
  const { document } = await api.ask<SystemView>('systems.get', { id: 'chores' })
  expect(document.system.processes.shop?.extends?.process?.output).toEqual({
    file: '${dirs.log}/shop.log',
    rotate: { bytes: 4096, keep: 2 },
  })

  await editor.reviewPlan()
  await plan.deploy()
  await live.expectGeneration(1)
  await expect(live.row('migrate').getByLabel('done').first()).toBeVisible()
  await expect(live.row('migrate')).toContainText('done')
  await expect(live.row('nightly')).toContainText('waiting')
  await live.expectGreen('shop')

  await editor.open('chores')
  await expect(editor.node('migrate').getByLabel('done').first()).toBeVisible()
  await editor.select('migrate')
  await expect(editor.inspector.getByText(/Ended with 0, .*ago|Ended with 0, just now/)).toBeVisible()
  await page.goto('/hosts/local')
  const row = page.getByRole('row', { name: /migrate/ })
  await expect(row).toContainText('done')
  await expect(row).toContainText('none')
  await expect(page.getByRole('row', { name: /nightly/ })).toContainText('waiting')
})
