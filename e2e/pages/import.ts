/** The page that brings in files of others, and the dialog that gives them out, in the product's words. */
import { type Download, expect, type Locator, type Page } from '@playwright/test'

export class Import {
  readonly page: Page
  readonly processes: Locator
  constructor(page: Page) {
    this.page = page
    this.processes = page.getByRole('region', { name: 'Processes' })
  }

  async open(): Promise<void> {
    await this.page.goto('/systems/new/import')
    await expect(this.page.getByRole('heading', { level: 1 })).toContainText('can be brought in')
  }
  async chooseFolder(path: string): Promise<void> {
    await this.page.getByLabel('Folder to import').setInputFiles(path)
  }
  async chooseFiles(...paths: string[]): Promise<void> {
    await this.page.getByLabel('Files to import').setInputFiles(paths)
  }
  async paste(text: string, name = ''): Promise<void> {
    await this.page.getByRole('button', { name: 'Paste' }).click()
    await this.page.getByLabel('Text', { exact: true }).fill(text)
    await this.page.getByLabel('Its file is called').fill(name)
    await this.page.getByRole('button', { name: 'Read it' }).click()
  }
  async expectAnswer(words: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1 })).toContainText(words)
  }
  /** One group of the report. */
  group(title: string): Locator {
    return this.page.getByRole('region', { name: title, exact: true })
  }
  async runsOn(title: string | RegExp): Promise<void> {
    const choice = this.page.getByLabel('Runs on')
    const option = choice.getByRole('option', { name: title }).first()
    await choice.selectOption(await option.getAttribute('value'))
  }
  async draw(name: string): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(name)
    await this.page.getByRole('button', { name: /^Draw/ }).click()
    await this.page.waitForURL(new RegExp(`/systems/${name}(\\?|$)`))
  }
}

/** The dialog of a system that is open. */
export class Export {
  readonly page: Page
  readonly dialog: Locator
  constructor(page: Page) {
    this.page = page
    this.dialog = page.getByRole('dialog', { name: /^Export/ })
  }
  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Export' }).click()
    await expect(this.dialog).toBeVisible()
  }
  async as(kind: 'Longrun YAML' | 'Nix' | 'Process manager', manager?: string): Promise<void> {
    await this.dialog.getByRole('group', { name: 'Export as' }).getByText(kind, { exact: true }).click()
    if (!manager) return
    const choice = this.dialog.getByLabel('Process manager', { exact: true }).and(this.page.locator('select'))
    const option = choice.getByRole('option', { name: new RegExp(`^${manager}`) })
    await choice.selectOption(await option.getAttribute('value'))
  }
  async download(): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.dialog.getByRole('button', { name: 'Download' }).click(),
    ])
    return download
  }
}
