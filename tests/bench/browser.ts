/** What a person waits for in the browser: the editor's first load, a keystroke's preview, and a deployment from the click to green. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { Door } from '../../e2e/pages/door.ts'
import { Editor } from '../../e2e/pages/editor.ts'
import { Live } from '../../e2e/pages/live.ts'
import { Plan } from '../../e2e/pages/plan.ts'
import { startProduct } from '../../e2e/product.ts'
import { type Figure, median } from './figures.ts'

const ADA = { name: 'Ada', password: 'a lovelace of engines' }
const LOADS = 5
const KEYSTROKES = 20
const PREVIEW_LIMIT = 100

/** Builds the product first where its sources changed, outside of what is measured. */
export async function browserFigures(): Promise<Figure[]> {
  const product = await startProduct(await freePort())
  const profile = mkdtempSync(path.join(tmpdir(), 'longrun-bench-browser-'))
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium' })
  try {
    const context = await browser.newContext({ baseURL: product.address, viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await new Door(page).makeFirstAccount(product.link, ADA)
    await new Door(page).expectInside()
    const state = path.join(profile, 'cookies.json')
    await context.storageState({ path: state })
    return [...(await firstLoad(browser, product.address, state)), await keystroke(page), await deployment(page)]
  } finally {
    await browser.close()
    await product.stop()
    rmSync(profile, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}

/** A context of its own each time, so that nothing is in a cache: from the address to the last node that is painted. */
async function firstLoad(browser: Browser, baseURL: string, storageState: string): Promise<Figure[]> {
  const taken: number[] = []
  let script = 0
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext({ baseURL, storageState, viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    const since = performance.now()
    await page.goto('/systems/webapps', { waitUntil: 'commit' })
    await new Editor(page).node('gateway').waitFor()
    await painted(page)
    taken.push(performance.now() - since)
    script = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => name.includes('.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    )
    await context.close()
  }
  const kilobytes = Math.round(script / 1000)
  return [{ what: `first load of the editor, cold, ${kilobytes} kB of script sent`, milliseconds: median(taken) }]
}

function painted(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )
}

/** From the key in a field to the frame in which the preview shows what it became, measured inside the page. */
async function keystroke(page: Page): Promise<Figure> {
  const editor = new Editor(page)
  await editor.open('webapps')
  await editor.select('webapp1')
  await editor.set('Greeting', 'z')
  await editor.lit.filter({ hasText: 'z' }).first().waitFor()
  const taken: number[] = []
  for (let key = 0; key < KEYSTROKES; key += 1) {
    const preview = page.evaluate(watchPreview, 'z'.repeat(key + 2))
    await page.keyboard.press('End')
    await page.keyboard.press('z')
    taken.push(await preview)
  }
  return {
    what: `keystroke to preview, median of ${KEYSTROKES}`,
    milliseconds: median(taken),
    against: { what: 'limit', milliseconds: PREVIEW_LIMIT },
  }
}

/** Runs in the page: from the input event to the frame after the lit text holds `wanted`. */
function watchPreview(wanted: string): Promise<number> {
  return new Promise((resolve) => {
    let since = 0
    addEventListener('beforeinput', () => (since = performance.now()), { once: true, capture: true })
    const shown = () =>
      [...document.querySelectorAll('section[aria-label="Dock"] mark')].some((mark) =>
        mark.textContent?.includes(wanted),
      )
    const observer = new MutationObserver(() => {
      if (since === 0 || !shown()) return
      observer.disconnect()
      requestAnimationFrame(() => resolve(performance.now() - since))
    })
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}

/** From the click that confirms the plan to the page that says so of every process. */
async function deployment(page: Page): Promise<Figure> {
  const [editor, plan, live] = [new Editor(page), new Plan(page), new Live(page)]
  await editor.expectSaved()
  await editor.reviewPlan()
  await plan.expectAnswer('start')
  await plan.confirm.isEnabled()
  const since = performance.now()
  await plan.deploy()
  await live.expectGeneration(1)
  await live.expectGreen('gateway', 'webapp1', 'webapp2', 'webapp3')
  return { what: 'from the click on Deploy to all green, this machine', milliseconds: performance.now() - since }
}
