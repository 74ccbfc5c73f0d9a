/** Pictures for the README, taken of the product as it runs: `node e2e/screenshots.ts [--narrow]`. Not a test. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { Door } from './pages/door.ts'
import { Editor } from './pages/editor.ts'
import { Live } from './pages/live.ts'
import { Plan } from './pages/plan.ts'
import { ROOT, startProduct } from './product.ts'

const FOLDER = process.env.SCREENSHOTS ?? path.join(ROOT, 'docs/screenshots')
const ADA = { name: 'Ada', password: 'a lovelace of engines' }
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }

async function picture(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: path.join(FOLDER, `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
  if (!process.argv.includes('--narrow')) return
  await page.setViewportSize(PHONE)
  await page.screenshot({ path: path.join(FOLDER, `${name}-390.png`), animations: 'disabled' })
  await page.setViewportSize(DESK)
}

/** The story of the README: the example runs, one more application is drawn, planned and deployed. */
async function takeAll(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage()
  const [door, editor, plan, live] = [new Door(page), new Editor(page), new Plan(page), new Live(page)]
  await door.makeFirstAccount(link, ADA)
  await door.expectInside()
  await editor.open('webapps')
  await editor.reviewPlan()
  await plan.deploy('First light')
  await live.expectGeneration(1)

  await editor.open('webapps')
  await editor.dragFromPalette('Web application', { x: 0.72, y: 0.86 })
  await editor.rename('webapp4')
  await editor.inspector.getByLabel('Listens on').selectOption('loopback')
  await editor.connect('gateway', 'webapp4')
  await editor.select('webapp2')
  await editor.set('Greeting', 'Good evening')
  await editor.lit.filter({ hasText: 'Good evening' }).first().waitFor()
  await editor.expectSaved()
  await picture(page, 'editor')

  await editor.reviewPlan()
  await plan.expectAnswer('start')
  await picture(page, 'plan')

  await plan.deploy('One more, and a warmer greeting')
  await live.expectGeneration(2)
  for (const instance of ['webapp2', 'webapp4']) await editor.node(instance).getByLabel('running').waitFor()
  await (await live.readLog('webapp4')).getByText('listens on').waitFor()
  await page.getByRole('button', { name: 'Fit all' }).click()
  await picture(page, 'deployment')

  await page.goto('/systems/webapps/generations/1..2')
  await page.getByText('Good evening').first().waitFor()
  await picture(page, 'generations')
  await page.goto('/hosts/local')
  await page.getByText('webapp4').first().waitFor()
  await picture(page, 'host')
  await page.goto('/')
  await page.getByText('webapps').first().waitFor()
  await picture(page, 'overview')
}

mkdirSync(FOLDER, { recursive: true })
const product = await startProduct(Number(process.env.E2E_PORT ?? 4391))
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' })
try {
  await takeAll(
    await browser.newContext({ baseURL: product.address, viewport: DESK, reducedMotion: 'reduce' }),
    product.link,
  )
} finally {
  await browser.close()
  await product.stop()
}
