/** The editor of one system: canvas, inspector and dock, in the product's words. */
import { expect, type Locator, type Page } from '@playwright/test'

export class Editor {
  readonly page: Page
  readonly canvas: Locator
  readonly inspector: Locator
  readonly dock: Locator
  constructor(page: Page) {
    this.page = page
    this.canvas = page.getByRole('application', { name: /Canvas/ })
    this.inspector = page.getByRole('complementary', { name: 'Inspector' })
    this.dock = page.getByRole('region', { name: 'Dock' })
  }

  async open(system: string): Promise<void> {
    await this.page.goto(`/systems/${system}`)
    await expect(this.canvas).toBeVisible()
  }

  /** A node is named by what stands on it: mark, state, name, kind, port, age. */
  node(instance: string): Locator {
    return this.canvas.getByRole('button', { name: new RegExp(`(^| )${instance} `) })
  }

  async select(instance: string): Promise<void> {
    await this.node(instance).click()
    await expect(this.inspector.getByRole('heading', { name: instance, exact: true })).toBeVisible()
  }

  /** Drags a constructor from the palette to a place on the canvas, as fractions of its width and height. */
  async dragFromPalette(title: string, at: { readonly x: number; readonly y: number }): Promise<void> {
    await this.page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Add a service' }).click()
    const box = (await this.canvas.boundingBox())!
    const palette = this.page.getByRole('region', { name: 'Services to add' })
    await palette
      .getByRole('option', { name: title })
      .dragTo(this.canvas, { targetPosition: { x: box.width * at.x, y: box.height * at.y } })
    await expect(palette).toBeHidden()
  }
  async rename(to: string): Promise<void> {
    await this.field('Name').fill(to)
    await this.field('Name').press('Enter')
    await expect(this.inspector.getByRole('heading', { name: to, exact: true })).toBeVisible()
  }

  field(label: string): Locator {
    return this.inspector.getByLabel(label, { exact: true })
  }
  async set(label: string, value: string): Promise<void> {
    await this.field(label).fill(value)
  }

  /** For pointers only, and so without a name: at the left what others depend on, at the right what this depends on. */
  private handle(instance: string, end: 'from' | 'to'): Locator {
    return this.node(instance).locator(end === 'from' ? '.react-flow__handle-right' : '.react-flow__handle-left')
  }

  /** Draws an edge with the pointer and holds it over the target; `drop` lets go. */
  async beginEdge(from: string, to: string): Promise<void> {
    const start = (await this.handle(from, 'from').boundingBox())!
    const end = (await this.handle(to, 'to').boundingBox())!
    await this.page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
    await this.page.mouse.down()
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
    await this.page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 })
  }
  async drop(): Promise<void> {
    await this.page.mouse.up()
  }
  async connect(from: string, to: string): Promise<void> {
    await this.beginEdge(from, to)
    await this.drop()
    await this.expectSaid(`${from} depends on ${to}.`)
  }
  /** Whether the node would take the edge that is being drawn. */
  async expectVerdict(instance: string, verdict: 'takes' | 'refuses'): Promise<void> {
    await expect(this.node(instance).locator(`[data-${verdict}]`)).toBeVisible()
  }

  /** What the live region last told those who listen. */
  async expectSaid(words: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: words })).toBeAttached()
  }

  async openDock(tab: 'Preview' | 'Diagnostics' | 'IDs' | 'Text' | 'Log'): Promise<void> {
    await this.dock.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  }
  managerTab(title: string | RegExp): Locator {
    return this.dock.getByRole('tablist', { name: 'Process managers' }).getByRole('tab', { name: title })
  }
  /** The lit pieces of the file that is shown. */
  get lit(): Locator {
    return this.dock.locator('mark')
  }
  diagnostic(words: string | RegExp): Locator {
    return this.dock.getByRole('region', { name: 'Diagnostics' }).getByText(words).first()
  }
  async expectDiagnostic(words: string | RegExp): Promise<void> {
    await this.openDock('Diagnostics')
    await expect(this.diagnostic(words)).toBeVisible()
  }

  /** The system as YAML: the dock's tab, or the page of its own. */
  get text(): Locator {
    return this.page.getByRole('textbox', { name: /as YAML$/ })
  }
  /** Puts the caret behind `what`, by keys, and types something else in its place. */
  async replaceText(what: string, instead: string): Promise<void> {
    const written = await this.textLines()
    const row = written.findIndex((line) => line.includes(what))
    expect(row, `${what} stands in the text`).toBeGreaterThanOrEqual(0)
    const line = written[row]!
    await this.text.focus()
    await this.page.keyboard.press('Control+Home')
    for (let at = 0; at < row; at += 1) await this.page.keyboard.press('ArrowDown')
    await this.page.keyboard.press('End')
    for (let at = line.length; at > line.indexOf(what) + what.length; at -= 1)
      await this.page.keyboard.press('ArrowLeft')
    for (let at = 0; at < what.length; at += 1) await this.page.keyboard.press('Backspace')
    await this.page.keyboard.insertText(instead)
  }
  private async textLines(): Promise<string[]> {
    await expect(this.text).toContainText('system:')
    return this.text.locator('.cm-line').allTextContents()
  }

  /** How many pixels of the drawing have the colour of failure. */
  async paintedRed(): Promise<number> {
    return this.canvas.locator('canvas').evaluate((drawing: HTMLCanvasElement) => {
      const { data } = drawing.getContext('2d')!.getImageData(0, 0, drawing.width, drawing.height)
      let red = 0
      for (let at = 0; at < data.length; at += 4)
        if (data[at + 3]! > 128 && data[at]! > data[at + 1]! + 60 && data[at]! > data[at + 2]! + 60) red += 1
      return red
    })
  }
  /** Drags the canvas by the gap below a node. */
  async pan(below: string, dx: number, dy: number): Promise<void> {
    const box = (await this.node(below).boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height + 8]
    await this.page.mouse.move(x, y)
    await this.page.mouse.down()
    await this.page.mouse.move(x + dx, y + dy, { steps: 4 })
    await this.page.mouse.up()
  }

  /** Everything that was typed is with the server. */
  async expectSaved(): Promise<void> {
    await expect(this.page.getByRole('banner').getByText(/^Saved /)).toBeVisible()
  }

  /** Goes on to the plan, with the key that stands on the button. */
  async reviewPlan(): Promise<void> {
    await this.page
      .getByRole('banner')
      .getByRole('link', { name: /^Review plan/ })
      .click()
    await expect(this.page).toHaveURL(/\/plan/)
  }

  async undeploy(system: string): Promise<void> {
    await this.inspector.getByRole('button', { name: `Undeploy ${system}` }).click()
    const dialog = this.page.getByRole('dialog', { name: `Undeploy ${system}` })
    await expect(dialog.getByRole('button', { name: 'Review what stops' })).toBeDisabled()
    await dialog.getByLabel(`Type ${system} to go on`).fill(system)
    await dialog.getByRole('button', { name: 'Review what stops' }).click()
  }
}
