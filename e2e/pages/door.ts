/** The two pages before the door: the first account, and signing in. */
import { expect, type Page } from '@playwright/test'

export interface Person {
  readonly name: string
  readonly password: string
}

export class Door {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async makeFirstAccount(link: string, { name, password }: Person): Promise<void> {
    await this.page.goto(link)
    await this.page.getByLabel('Name').fill(name)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Make account' }).click()
  }

  async signIn({ name, password }: Person): Promise<void> {
    await this.page.goto('/sign-in')
    await this.tryToSignIn({ name, password })
    await this.expectInside()
  }

  /** One try on the page that is open; says nothing of how it ends. */
  async tryToSignIn({ name, password }: Person): Promise<void> {
    await this.page.getByLabel('Name').fill(name)
    await this.page.getByLabel('Password').fill(password)
    await this.page.getByRole('button', { name: 'Sign in' }).click()
  }

  async expectInside(): Promise<void> {
    await expect(this.page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  }
}
