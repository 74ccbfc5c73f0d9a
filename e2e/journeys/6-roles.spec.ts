/** A viewer looks at everything and changes nothing, by the pages or past them. */
import { expect, test } from '../fixtures.ts'
import { webapps } from '../models.ts'
import { Door } from '../pages/door.ts'
import { Editor } from '../pages/editor.ts'

const VIEWER = { name: 'Vera', password: 'only here to look' }

test('an admin makes an account for a viewer, who can look and nothing else', async ({
  page,
  browser,
  baseURL,
  api,
  manager,
}) => {
  const system = await api.makeSystem(webapps('looked-at', manager, { one: 5131 }))
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Add person' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add person' })
  await dialog.getByLabel('Name').fill(VIEWER.name)
  await dialog.getByLabel('Password').fill(VIEWER.password)
  await dialog.getByLabel('Role').selectOption('viewer')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByLabel(`Role of ${VIEWER.name}`)).toHaveValue('viewer')

  const context = await browser.newContext({ baseURL: baseURL!, storageState: undefined })
  const theirs = await context.newPage()
  const door = new Door(theirs)
  const editor = new Editor(theirs)
  await door.signIn(VIEWER)
  await editor.open(system)
  await expect(theirs.getByRole('banner').getByText('You may look, not change')).toBeVisible()
  await editor.select('one')
  await expect(editor.field('Name')).toBeDisabled()
  await expect(theirs.getByRole('button', { name: 'Add a service' })).toHaveCount(0)
  await theirs.goto('/systems')
  await expect(theirs.getByRole('link', { name: 'New system' })).toHaveCount(0)
  await theirs.goto('/hosts')
  await expect(theirs.getByRole('link', { name: 'Add host' })).toHaveCount(0)

  // The server says no as well, whatever a page would let through.
  for (const [procedure, input] of [
    ['systems.create', { name: 'theirs', from: 'empty' }],
    ['systems.remove', { id: system }],
    ['deployments.plan', { systemId: system, target: { kind: 'draft' } }],
    ['people.list', undefined],
  ] as const) {
    const asked =
      input === undefined || procedure === 'deployments.plan'
        ? theirs.request.get(
            `/api/trpc/${procedure}${input ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''}`,
          )
        : theirs.request.post(`/api/trpc/${procedure}`, { data: input, headers: { origin: baseURL! } })
    expect((await asked).status(), procedure).toBe(403)
  }
  await context.close()
})
