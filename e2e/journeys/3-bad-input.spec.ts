/** What is wrong is said where it is, with its reason and the way out; nothing of it is half saved or half deployed. */
import { createServer } from 'node:net'
import { expect, test } from '../fixtures.ts'
import { chain, webapps } from '../models.ts'
import { listens } from '../site.ts'

test('an edge that would close a circle is refused and said', async ({ api, editor, manager }) => {
  const system = await api.makeSystem(chain('circle', manager))
  await editor.open(system)
  await editor.beginEdge('first', 'second')
  await editor.expectVerdict('second', 'refuses')
  const before = await editor.paintedRed()
  await editor.drop()
  await editor.expectSaid(/first cannot depend on second: would make a cycle/)
  expect(await editor.paintedRed()).toBeGreaterThan(before)
  await editor.openDock('Text')
  await expect(editor.text).not.toContainText('after: [second]')
})

test('two processes of one name cannot be', async ({ api, editor, manager }) => {
  const system = await api.makeSystem(webapps('twins', manager, { one: 5101, two: 5102 }))
  await editor.open(system)
  await editor.select('two')
  await editor.set('Name', 'one')
  await expect(editor.inspector.getByText('Another process has this name.')).toBeVisible()
  await editor.field('Name').press('Enter')
  await expect(editor.node('two')).toBeVisible()
})

test('a port that two want is an error at both, and no plan leads past it', async ({ page, api, editor, manager }) => {
  const system = await api.makeSystem(webapps('clash', manager, { one: 5103, two: 5104 }))
  await editor.open(system)
  await editor.select('two')
  await editor.set('Port', '5103')
  await expect(editor.inspector.getByText(/Port 5103 of local is wanted by/).first()).toBeVisible()
  await expect(page.getByRole('banner').getByRole('button', { name: /^Show \d+.error/ })).toBeVisible()
  await editor.expectDiagnostic(/Port 5103 of local is wanted by/)
  await editor.expectSaved()
  await page.goto(`/systems/${system}/plan`)
  await expect(page.getByRole('heading', { name: 'This draft cannot be deployed.' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Deploy/ })).toHaveCount(0)
})

test('a name that a process manager cannot hold is named with the rule', async ({ api, editor, manager }) => {
  const system = await api.makeSystem(webapps('longname', manager, { one: 5105 }))
  await editor.open(system)
  await editor.select('one')
  await editor.rename('x'.repeat(120))
  await editor.expectDiagnostic(/cannot hold the name/)
})

test('text that cannot be read says line and column, and the model keeps what it was', async ({
  page,
  api,
  editor,
  manager,
}) => {
  const system = await api.makeSystem(webapps('typed', manager, { one: 5106 }))
  await page.goto(`/systems/${system}/text`)
  await editor.replaceText('port: 5106', 'prot: 5106')
  const wrong = editor.text.locator('.cm-lintRange-error')
  await expect(wrong).toHaveText('prot: 5106')
  await wrong.hover()
  await expect(page.getByText(/webapp has no parameter prot/)).toBeVisible()

  await editor.replaceText('processes:', 'processes: [')
  await expect(page.getByRole('status').filter({ hasText: /^Line \d+/ })).toContainText('The model keeps what it was')
  await page.reload()
  await expect(editor.text).not.toContainText('processes: [')
})

test('a port that something else on the host has refuses the deployment before anything is changed', async ({
  api,
  editor,
  plan,
  live,
  manager,
}) => {
  const other = createServer().listen(5107, '127.0.0.1')
  try {
    const system = await api.makeSystem(webapps('occupied', manager, { free: 5108, taken: 5107 }))
    await editor.open(system)
    await editor.reviewPlan()
    await plan.deploy()
    await live.expectAnswer('Nothing was changed.')
    await expect(live.panel.getByRole('alert')).toContainText(/Port 5107 of local/)
    expect(await listens(5108)).toBe(false)
  } finally {
    other.close()
  }
})
