/** What every journey begins with: an admin who is signed in, the pages in the product's words, and the API for what a journey is not about. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type APIRequestContext, test as base, expect } from '@playwright/test'
import { parse } from '#generators/model/parse.ts'
import type { SystemView } from '#server/api/views.ts'
import { Door, type Person } from './pages/door.ts'
import { Editor } from './pages/editor.ts'
import { Generations } from './pages/generations.ts'
import { Live } from './pages/live.ts'
import { Plan } from './pages/plan.ts'

export const ADMIN: Person = { name: 'Ada', password: 'a lovelace of engines' }

/** The link that `npm start` printed. */
export function firstAccountLink(): string {
  return readFileSync(path.resolve(import.meta.dirname, '../test-results/first-account'), 'utf8')
}

/** The API as the pages use it, for what a journey needs but is not about. */
export class Api {
  private readonly request: APIRequestContext
  private readonly origin: string
  constructor(request: APIRequestContext, origin: string) {
    this.request = request
    this.origin = origin
  }

  async tell<Answer>(procedure: string, input: unknown): Promise<Answer> {
    const response = await this.request.post(`/api/trpc/${procedure}`, {
      data: input,
      headers: { origin: this.origin },
    })
    expect(response.ok(), `${procedure}: ${await response.text()}`).toBe(true)
    return (await response.json()).result.data
  }
  async ask<Answer>(procedure: string, input?: unknown): Promise<Answer> {
    const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
    const response = await this.request.get(`/api/trpc/${procedure}${query}`)
    expect(response.ok(), `${procedure}: ${await response.text()}`).toBe(true)
    return (await response.json()).result.data
  }

  async signIn({ name, password }: Person): Promise<void> {
    await this.tell('session.signIn', { name, password })
  }
  /** A system from its text, as the command line would read it. */
  async makeSystem(yaml: string): Promise<string> {
    const { document } = parse(yaml)
    if (!document) throw new Error(`not a system:\n${yaml}`)
    const name = document.system.system
    await this.tell('systems.create', { name, from: 'empty', document })
    return name
  }
}

interface Worker {
  /** Cookies of the admin, whose account is made on the way if no journey has made it yet. */
  readonly signedIn: string
}
interface Journey {
  /** The process manager that the example was fitted to on this machine. */
  readonly manager: string
  readonly api: Api
  readonly door: Door
  readonly editor: Editor
  readonly plan: Plan
  readonly live: Live
  readonly generations: Generations
}

export const test = base.extend<Journey, Worker>({
  signedIn: [
    async ({ playwright }, use, worker) => {
      const origin = worker.project.use.baseURL!
      const request = await playwright.request.newContext({ baseURL: origin })
      const api = new Api(request, origin)
      if (await api.ask<boolean>('session.needsFirstAccount')) {
        const code = new URL(firstAccountLink()).searchParams.get('code')
        await api.tell('session.createFirst', { code, ...ADMIN })
      } else await api.signIn(ADMIN)
      const file = path.resolve(import.meta.dirname, '../test-results/admin.json')
      await request.storageState({ path: file })
      await request.dispose()
      await use(file)
    },
    { scope: 'worker' },
  ],
  storageState: ({ signedIn }, use) => use(signedIn),
  api: ({ page, baseURL }, use) => use(new Api(page.request, baseURL!)),
  manager: async ({ api }, use) => {
    const { document } = await api.ask<SystemView>('systems.get', { id: 'webapps' })
    await use(Object.values(document.system.hosts.local!.containers)[0]!.type)
  },
  door: ({ page }, use) => use(new Door(page)),
  editor: ({ page }, use) => use(new Editor(page)),
  plan: ({ page }, use) => use(new Plan(page)),
  live: ({ page }, use) => use(new Live(page)),
  generations: ({ page }, use) => use(new Generations(page)),
})
export { expect }
