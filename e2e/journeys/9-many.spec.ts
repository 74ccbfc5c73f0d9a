/** A canvas of three hundred services opens, pans and finds. */
import { expect, test } from '../fixtures.ts'
import { many } from '../models.ts'

test('three hundred services open, pan and are found', async ({ page, api, editor, manager }) => {
  const system = await api.makeSystem(many('crowd', manager, 300))
  await editor.open(system)
  await expect(page.getByRole('tree', { name: 'Services by host' }).getByRole('treeitem')).toHaveCount(302)

  await page.keyboard.press('/')
  await page.getByLabel('Find a service').fill('app250')
  await page.keyboard.press('Enter')
  await expect(editor.node('app250')).toBeVisible()
  await expect(editor.node('app0')).toHaveCount(0)

  const before = (await editor.node('app250').boundingBox())!
  await editor.pan('app250', -160, -80)
  await expect(async () => {
    const after = (await editor.node('app250').boundingBox())!
    expect(Math.round(after.x - before.x)).toBe(-160)
    expect(Math.round(after.y - before.y)).toBe(-80)
  }).toPass({ timeout: 5000 })
})
