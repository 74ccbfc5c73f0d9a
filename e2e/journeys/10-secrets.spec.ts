/** A secret from its name in a model to the process that uses it: missing, set, deployed, replaced; its value is on no page. */
import { expect, test } from '../fixtures.ts'

const VALUE = 'it\'s "open" $(sesame)'
const OTHER = 'another value'

/** Says how long its secret is: the value itself would be on the page of its log. */
const model = (manager: string) =>
  `constructor: keeper
title: Keeper
parameters: { password: { type: secret, title: Password } }
process:
  program: /bin/sh
  arguments: [-c, 'printf "%s bytes\\n" "$\${#PASSWORD}"; exec sleep 1000']
  environment: { PASSWORD: "\${password}" }
---
system: hushed
hosts: { local: { platform: linux, address: 127.0.0.1, containers: { main: { type: ${manager} } } } }
processes:
  keeper: { constructor: keeper, on: [local], with: { password: db } }
`

test('a secret is set, used, replaced, and never shown', async ({ page, api, editor, plan, live, manager }) => {
  const system = await api.makeSystem(model(manager))
  await editor.open(system)
  await editor.expectDiagnostic(/The secret db, which keeper uses, has no value/)
  await page.getByRole('link', { name: 'Set db' }).click()

  const dialog = page.getByRole('dialog', { name: 'Set db' })
  await dialog.getByLabel('Value').fill(VALUE)
  await dialog.getByRole('button', { name: 'Set', exact: true }).click()
  const row = page.getByRole('row', { name: /db/ })
  await expect(row).toContainText('keeper')
  await expect(row).toContainText('by Ada')
  await expect(page.getByText('sesame')).toHaveCount(0)

  await editor.open(system)
  await editor.reviewPlan()
  await plan.deploy()
  await live.expectGeneration(1)
  await expect(await live.readLog('keeper')).toContainText(`${VALUE.length} bytes`)
  await expect(page.getByText('sesame')).toHaveCount(0)

  // The same by keys alone, from the inspector of the process that uses it.
  await editor.open(system)
  await editor.select('keeper')
  await expect(editor.inspector.getByText('has a value')).toBeVisible()
  await editor.inspector.getByRole('button', { name: 'Replace the value of db' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Replace db' })).toBeVisible()
  await page.getByRole('dialog').getByLabel('Value').focus()
  await page.keyboard.type(OTHER)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await editor.reviewPlan()
  await plan.expectWhy('keeper', 'the secret db was changed')
  await plan.deploy()
  await live.expectGeneration(2)
  await expect(await live.readLog('keeper')).toContainText(`${OTHER.length} bytes`)

  await page.goto(`/systems/${system}/secrets`)
  await expect(page.getByRole('row', { name: /db/ })).toContainText('1, 2')
  await expect(page.getByRole('button', { name: 'Remove db' })).toHaveCount(0)
  await page.goto('/audit')
  await expect(page.getByText('changed a secret')).toBeVisible()
  await expect(page.getByText(OTHER)).toHaveCount(0)
})
