/** The history of a system: generations side by side, and the way back. */
import { expect, type Page } from '@playwright/test'

export class Generations {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async open(system: string, which = ''): Promise<void> {
    await this.page.goto(`/systems/${system}/generations${which && `/${which}`}`)
  }
  async expectGeneration(number: number): Promise<void> {
    await expect(this.column(number)).toBeVisible()
  }
  column(number: number) {
    return this.page
      .getByRole('region', { name: 'Generations' })
      .getByRole('button', { name: new RegExp(`^${number}\\b`) })
  }
  /** The text of one of the three panes. */
  pane(name: 'Model' | 'Files' | 'IDs') {
    return this.page.getByRole('region', { name, exact: true }).first()
  }
  async goBackTo(number: number): Promise<void> {
    await this.page.getByRole('link', { name: `Go back to ${number}` }).click()
    await this.page.waitForURL(/plan\?to=/)
  }
}
