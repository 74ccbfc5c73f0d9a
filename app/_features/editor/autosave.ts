/** Saves a draft shortly after each edit, outside React. What somebody else saved meanwhile is never overwritten unasked. */
import { Cell } from './cell.ts'
import type { Content, Draft } from './draft.ts'

export type Saving =
  | { readonly state: 'saved'; readonly at: string }
  | { readonly state: 'saving' | 'waiting' }
  | { readonly state: 'failed'; readonly says: string; readonly again: () => void }
  | {
      readonly state: 'conflict'
      readonly says: string
      readonly takeTheirs: () => void
      readonly keepMine: () => void
    }

export interface Theirs extends Content {
  readonly revision: number
  readonly savedAt: string
  readonly savedBy: string
}
/** How it reaches the server. */
export interface SavingPort {
  save(content: Content, baseRevision: number, message: string): Promise<{ readonly revision: number }>
  saveLayout(content: Content): Promise<void>
  /** What is kept now, where `error` says that it is not what this draft began from; `null` for any other error. */
  theirs(error: unknown): Promise<Theirs | null>
  /** Called after each save. */
  saved(): void
}

const WAIT_MS = 900

export class Autosave {
  readonly saving: Cell<Saving>
  private base: number
  private kept: Content
  private busy = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly draft: Draft
  private readonly port: SavingPort
  private readonly waitMs: number

  constructor(
    draft: Draft,
    port: SavingPort,
    from: { readonly revision: number; readonly savedAt: string },
    waitMs = WAIT_MS,
  ) {
    this.draft = draft
    this.port = port
    this.base = from.revision
    this.kept = draft.present
    this.waitMs = waitMs
    this.saving = new Cell<Saving>({ state: 'saved', at: from.savedAt })
  }

  /** Until the returned function is called, which saves what is left. */
  watch(): () => void {
    const stop = this.draft.subscribe(() => this.schedule())
    return () => {
      stop()
      void this.flush()
    }
  }

  /** Whether the document holds edits that are nowhere but here. */
  get unsaved(): boolean {
    return this.draft.present.document !== this.kept.document
  }

  async flush(): Promise<void> {
    clearTimeout(this.timer)
    const content = this.draft.present
    if (this.busy || !this.differs(content) || this.saving.current.state === 'conflict') return
    this.busy = true
    this.saving.set({ state: 'saving' })
    try {
      if (content.document === this.kept.document) await this.port.saveLayout(content)
      else this.base = (await this.port.save(content, this.base, this.draft.undoes ?? '')).revision
      this.kept = content
      this.saving.set({ state: 'saved', at: new Date().toISOString() })
      this.port.saved()
    } catch (error) {
      this.saving.set(await this.problem(error))
    } finally {
      this.busy = false
    }
    if (this.saving.current.state === 'saved') this.schedule()
  }

  private differs(content: Content): boolean {
    return content.document !== this.kept.document || content.layout !== this.kept.layout
  }

  private schedule(): void {
    if (!this.differs(this.draft.present)) return
    if (this.saving.current.state === 'conflict') return
    if (!this.busy) this.saving.set({ state: 'waiting' })
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), this.waitMs)
  }

  private async problem(error: unknown): Promise<Saving> {
    const theirs = await this.port.theirs(error)
    if (!theirs) {
      const says = error instanceof Error ? error.message : String(error)
      return { state: 'failed', says, again: () => void this.flush() }
    }
    return {
      state: 'conflict',
      says: `${theirs.savedBy} saved revision ${theirs.revision} meanwhile.`,
      takeTheirs: () => {
        this.base = theirs.revision
        this.saving.set({ state: 'saved', at: theirs.savedAt })
        this.kept = { document: theirs.document, layout: theirs.layout }
        this.draft.replace(this.kept)
      },
      keepMine: () => {
        this.base = theirs.revision
        this.saving.set({ state: 'waiting' })
        void this.flush()
      },
    }
  }
}
