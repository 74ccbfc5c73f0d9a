/** The first account by the printed link, signing in, and what a wrong password costs. */
import { ADMIN, expect, firstAccountLink, test } from '../fixtures.ts'

// These journeys begin outside.
test.use({ storageState: undefined })
test.describe.configure({ mode: 'serial' })

test('the link that the start printed makes the first account, and leads to what runs', async ({ page, door }) => {
  await door.makeFirstAccount(firstAccountLink(), ADMIN)
  await door.expectInside()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nothing runs yet')
})

test('the code works once', async ({ page, request, baseURL }) => {
  await page.goto(firstAccountLink())
  await expect(page.getByRole('heading', { name: 'The first account is made.' })).toBeVisible()
  const again = await request.post('/api/trpc/session.createFirst', {
    data: { code: new URL(firstAccountLink()).searchParams.get('code'), name: 'Eve', password: 'another long one' },
    headers: { origin: baseURL! },
  })
  expect(again.ok()).toBe(false)
})

test('whoever is outside comes back to the page they wanted once they are signed in', async ({ page, door }) => {
  await page.goto('/systems/webapps')
  await expect(page.getByRole('heading', { name: 'Sign in.' })).toBeVisible()
  await door.tryToSignIn(ADMIN)
  await expect(page).toHaveURL(/\/systems\/webapps/)
})

test('after five wrong passwords the account waits, and the page counts the seconds', async ({ page, door }) => {
  await page.goto('/sign-in')
  for (let tries = 1; tries <= 5; tries += 1) {
    await door.tryToSignIn({ name: 'mallory', password: `guess number ${tries}` })
    await expect(page.getByRole('alert').filter({ hasText: /./ })).toContainText('together')
    await expect(page.getByLabel('Password')).toHaveValue('')
  }
  await door.tryToSignIn({ name: 'mallory', password: 'guess number 6' })
  await expect(page.getByRole('button', { name: /^Try again in \d+\ss$/ })).toBeDisabled()
})
