/** Every page in both themes, on a desk and on a phone: axe finds nothing serious, and nothing is wider than the screen. */
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../fixtures.ts'
import { webapps } from '../models.ts'

const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const
const SYSTEM = 'seen'
/** Address, and what is there once the page has what it shows. */
const PAGES: readonly (readonly [string, RegExp])[] = [
  ['/', /runs|Nothing/],
  ['/systems', /system/],
  ['/systems/new', /A system is everything/],
  ['/systems/new/import', /can be brought in/],
  [`/systems/${SYSTEM}`, /Saved|Review plan/],
  [`/systems/${SYSTEM}/text`, /system: seen/],
  [`/systems/${SYSTEM}/ids`, /webappPorts/],
  [`/systems/${SYSTEM}/plan`, /Nothing changes|start/],
  [`/systems/${SYSTEM}/deployments/1`, /Generation 1 runs/],
  [`/systems/${SYSTEM}/generations`, /1/],
  [`/systems/${SYSTEM}/secrets`, /unused/],
  ['/hosts', /local/],
  ['/hosts/local', /Process managers found/],
  ['/hosts/new', /A host needs/],
  ['/deployments', /deployment/i],
  ['/constructors', /Web application/],
  ['/constructors/webapp', /Web application/],
  ['/audit', /Ada/],
  ['/settings', /You are Ada/],
  ['/help/diagnostics/port-taken', /port-taken/],
]

test.describe.configure({ mode: 'serial' })
test.use({ reducedMotion: 'reduce' })

test('a system to look at runs', async ({ api, editor, plan, live, manager }) => {
  await api.makeSystem(webapps(SYSTEM, manager, { one: 5141, two: 5142 }))
  await editor.open(SYSTEM)
  await editor.reviewPlan()
  await plan.deploy()
  await live.expectGeneration(1)
  await api.tell('secrets.set', { systemId: SYSTEM, name: 'unused', value: 'a value' })
})

for (const theme of ['light', 'dark'] as const)
  for (const [size, viewport] of Object.entries(SIZES))
    test(`axe finds nothing serious: ${theme}, ${size}`, async ({ page }) => {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      const found: string[] = []
      for (const [address, ready] of PAGES) {
        await page.goto(address)
        await expect(page.getByText(ready).filter({ visible: true }).first(), address).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            found.push(`${address}: ${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (overflow > 0) found.push(`${address}: ${overflow} px wider than the screen`)
      }
      expect(found).toEqual([])
    })

test.describe('before the door', () => {
  test.use({ storageState: { cookies: [], origins: [] } })
  for (const theme of ['light', 'dark'] as const)
    test(`axe finds nothing serious: signing in, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      for (const viewport of Object.values(SIZES)) {
        await page.setViewportSize(viewport)
        await page.goto('/sign-in')
        await expect(page.getByRole('heading', { name: 'Sign in.' })).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
      }
    })
})
