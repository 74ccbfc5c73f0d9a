/** Compiles the draft in the browser after each edit: at once for what it says, then, while nothing else waits, for every other process manager. */
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { compile } from '#generators/compile.ts'
import type { HostFacts } from '#generators/contract/backend.ts'
import type { Backends, Compiled } from '#generators/contract/compiled.ts'
import type { SystemDocument } from '#generators/model/document.ts'

export interface Result {
  /** The document that was compiled: what is shown beside it may be older than the draft. */
  readonly document: SystemDocument
  readonly compiled: Compiled
  readonly ms: number
}
type Listener = () => void

const QUIET_MS = 30

export class Compiler {
  private backends: Backends | null = null
  private wanted: SystemDocument | null = null
  private facts: Readonly<Record<string, HostFacts>> = {}
  private secrets: Readonly<Record<string, string>> = {}
  private latest: Result | null = null
  private readonly others = new Map<string, Result>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<Listener>()

  get result(): Result | null {
    return this.latest
  }
  /** The draft as another process manager would get it; `null` until it was compiled for it. */
  resultFor(manager: string): Result | null {
    return this.others.get(manager) ?? null
  }

  async start(): Promise<void> {
    this.backends = await loadBackends()
    this.schedule()
  }
  stop(): void {
    clearTimeout(this.timer)
  }

  /** `secrets`: the versions of those that have a value. */
  compile(
    document: SystemDocument,
    facts: Readonly<Record<string, HostFacts>>,
    secrets: Readonly<Record<string, string>>,
  ): void {
    if (facts !== this.facts || secrets !== this.secrets) this.others.clear()
    else if (document === this.wanted) return
    this.wanted = document
    this.facts = facts
    this.secrets = secrets
    this.schedule()
  }

  /** Made at once, for the tab that is looked at. */
  lookAt(manager: string): void {
    if (this.latest && this.others.get(manager)?.document !== this.latest.document) this.compileFor(manager)
  }

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  private schedule(): void {
    clearTimeout(this.timer)
    if (this.backends && this.wanted) this.timer = setTimeout(() => this.run(), QUIET_MS)
  }

  private run(): void {
    const { backends, wanted, facts, secrets } = this
    if (!backends || !wanted) return
    const begun = performance.now()
    const compiled = compile({ document: wanted, backends, facts, secrets })
    this.latest = { document: wanted, compiled, ms: performance.now() - begun }
    this.tell()
    this.compileNext(DECLARATIONS.map((declaration) => declaration.id))
  }

  /** One process manager at a time, each after whatever the person does meanwhile. */
  private compileNext([manager, ...rest]: readonly string[]): void {
    if (manager === undefined) return
    this.timer = setTimeout(() => {
      this.compileFor(manager)
      this.compileNext(rest)
    }, QUIET_MS)
  }

  private compileFor(manager: string): void {
    const { backends, latest, facts, secrets } = this
    if (!backends || !latest || this.others.get(manager)?.document === latest.document) return
    const begun = performance.now()
    const compiled = compile({ document: latest.document, backends, facts, secrets, as: manager })
    this.others.set(manager, { document: latest.document, compiled, ms: performance.now() - begun })
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
