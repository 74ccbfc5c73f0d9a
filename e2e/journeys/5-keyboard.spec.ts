/** Everything without the mouse: a service is added, connected and deployed by keys alone. */
import { expect, test } from '../fixtures.ts'
import { webapps } from '../models.ts'
import { ask } from '../site.ts'

test('add, connect and deploy by keys', async ({ page, api, editor, plan, live, manager }) => {
  const gateway =
    '  gateway: { constructor: reverseProxyHostBased, on: [local], with: { port: 5121, listen: loopback }, connects: { webapps: [one] } }\n'
  const system = await api.makeSystem(webapps('keys', manager, { one: 5122 }, gateway))
  await editor.open(system)
  await expect(editor.node('gateway')).toBeVisible()

  await page.keyboard.press('n')
  await page.keyboard.type('Web app')
  await page.keyboard.press('Enter')
  await editor.expectSaid('Added webapp.')
  await expect(editor.node('webapp')).toBeVisible()

  await editor.node('webapp').focus()
  await page.keyboard.press('ArrowLeft')
  await expect(editor.inspector.getByRole('heading', { name: 'gateway', exact: true })).toBeVisible()
  await expect(editor.node('gateway')).toBeFocused()
  await page.keyboard.press('c')
  await expect(page.getByRole('dialog', { name: 'What gateway depends on' })).toBeVisible()
  await page.keyboard.press('Enter')
  await editor.expectSaid('gateway depends on webapp.')
  await editor.expectSaved()

  await page.keyboard.press('Control+Enter')
  await plan.expectAnswer('3 start')
  await plan.confirm.focus()
  await page.keyboard.press('Enter')
  await live.expectGeneration(1)
  expect((await ask(5121, 'webapp.localhost')).body).toContain('webapp')
})
