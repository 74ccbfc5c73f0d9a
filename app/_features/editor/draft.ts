/** The draft that is edited: document and layout, undo and redo, outside React. */
import type { IdsModel, Layout, SystemDocument } from '#generators/model/document.ts'

export interface Content {
  readonly document: SystemDocument
  readonly layout: Layout
}
interface Step {
  readonly before: Content
  readonly says: string
}
type Listener = () => void

/** Edits under one key within this time are one step back: a word typed, a node dragged. */
const ONE_STEP_MS = 900
const MOST_STEPS = 500

export class Draft {
  private content: Content
  private past: readonly Step[] = []
  private future: readonly Step[] = []
  private last: { readonly key: string; readonly at: number } | null = null
  private readonly listeners = new Set<Listener>()
  private readonly now: () => number

  constructor(content: Content, now: () => number = Date.now) {
    this.content = content
    this.now = now
  }

  get present(): Content {
    return this.content
  }
  /** What undo would take back, in words. */
  get undoes(): string | null {
    return this.past.at(-1)?.says ?? null
  }
  get redoes(): string | null {
    return this.future.at(-1)?.says ?? null
  }

  /** Changes the document. An edit that gives the same object back is none. */
  edit(says: string, change: (document: SystemDocument) => SystemDocument, key?: string): void {
    this.apply(says, { ...this.content, document: change(this.content.document) }, key)
  }
  /** Changes document and layout as one step: a thing added where it was dropped. */
  apply(says: string, next: Content, key?: string): void {
    if (next.document === this.content.document && next.layout === this.content.layout) return
    const at = this.now()
    const together = key !== undefined && this.last?.key === key && at - this.last.at < ONE_STEP_MS
    if (!together) this.past = [...this.past.slice(-MOST_STEPS + 1), { before: this.content, says }]
    this.last = key === undefined ? null : { key, at }
    this.future = []
    this.content = next
    this.tell()
  }

  undo(): string | null {
    const step = this.past.at(-1)
    if (!step) return null
    this.future = [...this.future, { before: this.content, says: step.says }]
    this.past = this.past.slice(0, -1)
    this.show(step.before)
    return step.says
  }
  redo(): string | null {
    const step = this.future.at(-1)
    if (!step) return null
    this.past = [...this.past, { before: this.content, says: step.says }]
    this.future = this.future.slice(0, -1)
    this.show(step.before)
    return step.says
  }

  /** Takes over what the compiler assigned. Not a step: nobody did it, and it comes again by itself. */
  assign(ids: IdsModel): void {
    if (sameIds(ids, this.content.document.ids)) return
    this.content = { ...this.content, document: { ...this.content.document, ids } }
    this.tell()
  }
  /** Takes over the layout that was made for what had no place yet. */
  settle(layout: Layout): void {
    this.content = { ...this.content, layout }
    this.tell()
  }
  /** Another content altogether: what somebody else saved. */
  replace(content: Content): void {
    this.past = []
    this.future = []
    this.show(content)
  }

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }
  private show(content: Content): void {
    this.last = null
    this.content = content
    this.tell()
  }
  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}

function sameIds(a: IdsModel, b: IdsModel): boolean {
  return a === b || (sameNumbers(a.assigned, b.assigned) && sameNumbers(a.last, b.last))
}

function sameNumbers(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key])
}
