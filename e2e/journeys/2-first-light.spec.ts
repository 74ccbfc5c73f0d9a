/** The story of the product: the example is drawn further, deployed, changed, compared, taken back and undeployed. */
import { expect, test } from '../fixtures.ts'
import { ask, listens, pidOf } from '../site.ts'

test.describe.configure({ mode: 'serial' })

const PROXY = 8080
const APPS = ['webapp1', 'webapp2', 'webapp3', 'webapp4'] as const
/** PIDs as the pages themselves say them. */
const pids = new Map<string, number>()
const readPids = async () =>
  new Map(await Promise.all(APPS.map(async (app) => [app, await pidOf(PROXY, `${app}.localhost`)] as const)))

test('the example is drawn, and nothing of it runs', async ({ page, editor }) => {
  await page.goto('/')
  await page
    .getByRole('link', { name: /webapps|Web applications/ })
    .first()
    .click()
  await expect(editor.canvas).toBeVisible()
  for (const instance of ['gateway', 'webapp1', 'webapp2', 'webapp3']) await expect(editor.node(instance)).toBeVisible()
  await expect(editor.node('webapp1')).toHaveAccessibleName(/not deployed.*:5000/)
  expect(await listens(PROXY)).toBe(false)
})

test('a web application is dragged in, filled in and connected, and what it becomes is seen at once', async ({
  editor,
}) => {
  await editor.open('webapps')
  await editor.dragFromPalette('Web application', { x: 0.75, y: 0.85 })
  await expect(editor.node('webapp4')).toBeVisible()
  await expect(editor.node('webapp4')).toHaveAccessibleName(/:5003/)

  await editor.set('Greeting', 'Drawn by hand')
  await editor.inspector.getByLabel('Listens on').selectOption('loopback')
  await expect(editor.lit.filter({ hasText: 'loopback' }).or(editor.lit.first()).first()).toBeVisible()

  await editor.beginEdge('gateway', 'webapp4')
  await editor.expectVerdict('webapp4', 'takes')
  await editor.expectVerdict('webapp1', 'refuses')
  await editor.drop()
  await editor.expectSaid('gateway depends on webapp4.')

  await editor.select('webapp4')
  await editor.openDock('Preview')
  await editor.field('Greeting').focus()
  await expect(editor.lit.filter({ hasText: 'Drawn by hand' })).toBeInViewport()
  await editor.openDock('IDs')
  await expect(editor.dock.getByRole('row').filter({ hasText: '5003' })).toContainText('webapp4')
  await editor.openDock('Diagnostics')
  await expect(editor.dock.getByText(/5003/)).toHaveCount(0)
  await editor.expectSaved()
})

test('the plan comes first, then it happens live, and the page answers through the proxy', async ({
  editor,
  plan,
  live,
  generations,
}) => {
  await editor.open('webapps')
  await editor.reviewPlan()
  await plan.expectAnswer('5 start')
  await plan.expectWhy('webapp4', 'starts')
  await expect(plan.file(/webapp4/)).toBeVisible()
  expect(await listens(PROXY)).toBe(false)
  await plan.deploy('First light')

  await live.expectGeneration(1)
  await live.expectGreen('gateway', ...APPS)
  const { status, body } = await ask(PROXY, 'webapp4.localhost')
  expect(status).toBe(200)
  expect(body).toContain('webapp4')
  expect(body).toContain('Drawn by hand')
  for (const [app, pid] of await readPids()) pids.set(app, pid)
  expect(new Set(pids.values()).size).toBe(APPS.length)

  await expect(await live.readLog('webapp4')).toContainText(/webapp4|5003/)
  await generations.open('webapps')
  await generations.expectGeneration(1)
})

test('the nodes are green where they stand', async ({ editor }) => {
  await editor.open('webapps')
  for (const app of APPS) await expect(editor.node(app)).toHaveAccessibleName(/^running /)
})

test('one change restarts one process; the others keep their PID, and the page says so', async ({
  editor,
  plan,
  live,
}) => {
  await editor.open('webapps')
  await editor.select('webapp2')
  await editor.set('Greeting', 'Good evening')
  await editor.expectSaved()
  await editor.reviewPlan()
  await plan.expectAnswer('1 restarts, 1 reloads. The other 3 are not touched.')
  await plan.expectWhy('webapp2', 'greeting')
  await plan.deploy('A warmer greeting')

  await live.expectGeneration(2)
  await live.expectAnswer(/4\skept their PID/)
  const after = await readPids()
  for (const app of APPS)
    if (app === 'webapp2') expect(after.get(app)).not.toBe(pids.get(app))
    else expect(after.get(app)).toBe(pids.get(app))
  await expect(live.row('webapp1')).toContainText(`PID ${pids.get('webapp1')}`)
  await expect(live.row('webapp1')).toHaveAttribute('title', 'webapp1 was not touched')
  expect((await ask(PROXY, 'webapp2.localhost')).body).toContain('Good evening')
})

test('generations 1 and 2 are compared, and one click leads back', async ({ generations, plan, live }) => {
  await generations.open('webapps', '1..2')
  await expect(generations.pane('Model')).toContainText('Good evening')
  await expect(generations.pane('Files')).toContainText(/2 of \d+ differ/)
  await expect(generations.pane('IDs')).toBeVisible()
  await generations.goBackTo(1)
  await plan.expectAnswer('1 restarts')
  await plan.deploy()

  await live.expectGeneration(3)
  const body = (await ask(PROXY, 'webapp2.localhost')).body
  expect(body).not.toContain('Good evening')
  expect((await readPids()).get('webapp1')).toBe(pids.get('webapp1'))
})

test('undeploying stops all that was started, and names what it keeps', async ({ page, editor, plan, live }) => {
  await editor.open('webapps')
  await editor.undeploy('webapps')
  await plan.expectAnswer('5 stop')
  await plan.deploy()
  await live.expectAnswer('Everything is stopped')
  for (const port of [PROXY, 5000, 5001, 5002, 5003]) expect(await listens(port), `port ${port}`).toBe(false)
  await expect(page.getByText(/State directories are kept/).first()).toBeVisible()
})
