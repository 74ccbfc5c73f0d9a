/** The plan: what a deployment would do and why, before anything is done. */
import { expect, type Locator, type Page } from '@playwright/test'

export class Plan {
  readonly page: Page
  readonly panel: Locator
  constructor(page: Page) {
    this.page = page
    this.panel = page.getByRole('complementary', { name: 'Plan' })
  }

  async open(system: string): Promise<void> {
    await this.page.goto(`/systems/${system}/plan`)
  }
  /** The sentence that the plan opens with. */
  async expectAnswer(words: string | RegExp): Promise<void> {
    await expect(this.panel.getByRole('heading', { level: 1 })).toContainText(words)
  }
  async expectWhy(instance: string, why: string | RegExp): Promise<void> {
    await expect(
      this.panel.getByRole('listitem').filter({ hasText: instance }).filter({ hasText: why }).first(),
    ).toBeVisible()
  }
  file(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name }).first()
  }
  /** One line of what must be true before the plan can be confirmed. */
  check(words: string | RegExp): Locator {
    return this.panel.getByRole('listitem').filter({ hasText: words })
  }
  get confirm(): Locator {
    return this.panel.getByRole('button', { name: /^(Deploy|Go back to|Undeploy|Nothing to deploy)/ })
  }
  /** Confirms, and waits until the deployment has its page; gives its number. */
  async deploy(reason?: string): Promise<number> {
    if (reason) await this.panel.getByRole('textbox', { name: 'Why' }).fill(reason)
    await this.confirm.click()
    await this.page.waitForURL(/\/deployments\/\d+/)
    return Number(/\/deployments\/(\d+)/.exec(this.page.url())![1])
  }
}
