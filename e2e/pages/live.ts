/** A deployment while it runs, and the same page afterwards. */
import { expect, type Locator, type Page } from '@playwright/test'

/** From the click to the last process that answers, on a busy machine of two cores. */
const DEPLOYED_WITHIN = 60_000

export class Live {
  readonly page: Page
  readonly panel: Locator
  readonly dock: Locator
  constructor(page: Page) {
    this.page = page
    this.panel = page.getByRole('complementary', { name: /^Deployment \d+/ })
    this.dock = page.getByRole('region', { name: 'Dock' })
  }

  async open(system: string, number: number): Promise<void> {
    await this.page.goto(`/systems/${system}/deployments/${number}`)
  }
  async expectAnswer(words: string | RegExp): Promise<void> {
    await expect(this.panel.getByRole('heading', { level: 1 })).toContainText(words, { timeout: DEPLOYED_WITHIN })
  }
  async expectGeneration(number: number): Promise<void> {
    await this.expectAnswer(new RegExp(`Generation ${number} runs`))
  }
  /** The row of a process on the axis of time. */
  row(instance: string): Locator {
    return this.panel.getByRole('button', { name: new RegExp(`\\b${instance}\\b`) }).first()
  }
  async expectGreen(...instances: readonly string[]): Promise<void> {
    for (const instance of instances) await expect(this.row(instance).getByLabel('running').first()).toBeVisible()
  }
  async readLog(instance: string): Promise<Locator> {
    await this.row(instance).click()
    return this.dock
      .getByRole('log')
      .or(this.dock.getByRole('region', { name: new RegExp(`(Log|Last lines) of ${instance}`) }))
  }
}
