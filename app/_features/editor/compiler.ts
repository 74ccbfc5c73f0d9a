/** Compiles the draft in the browser after each edit: at once for what it says, then, while nothing else waits, for every other process manager. */
import { DECLARATIONS, loadBackends } from '#generators/backends/index.ts'
import { compile, managersOf } from '#generators/compile.ts'
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
  private backends: Backends = new Map()
  private started = false
  private wanted: SystemDocument | null = null
  private facts: Readonly<Record<string, HostFacts>> = {}
  private secrets: Readonly<Record<string, string>> = {}
  private latest: Result | null = null
  private readonly others = new Map<string, Result>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<Listener>()

  private readonly load: (managers: Iterable<string>) => Promise<Backends>

  constructor(load: (managers: Iterable<string>) => Promise<Backends> = loadBackends) {
    this.load = load
  }

  get result(): Result | null {
    return this.latest
  }
  /** The draft as another process manager would get it; `null` until it was compiled for it. */
  resultFor(manager: string): Result | null {
    return this.others.get(manager) ?? null
  }

  start(): void {
    this.started = true
    this.schedule()
  }
  stop(): void {
    this.started = false
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

  /** Made at once, for the tab that is looked at; before that its code comes, where nothing needed it yet. */
  lookAt(manager: string): void {
    if (this.latest && this.others.get(manager)?.document !== this.latest.document) void this.compileFor(manager)
  }

  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  private schedule(): void {
    clearTimeout(this.timer)
    if (this.started && this.wanted) this.timer = setTimeout(() => void this.run(), QUIET_MS)
  }

  private async run(): Promise<void> {
    const { wanted } = this
    if (!wanted) return
    await this.need(managersOf(wanted))
    // Another edit while code was on its way: it has its own turn.
    if (!this.started || wanted !== this.wanted) return
    const { backends, facts, secrets } = this
    const begun = performance.now()
    const compiled = compile({ document: wanted, backends, facts, secrets })
    this.latest = { document: wanted, compiled, ms: performance.now() - begun }
    this.tell()
    this.compileNext(DECLARATIONS.map((declaration) => declaration.id))
  }

  /** One process manager at a time, each after whatever the person does meanwhile. */
  private compileNext([manager, ...rest]: readonly string[]): void {
    if (manager === undefined) return
    this.timer = setTimeout(() => void this.turnOf(manager, rest), QUIET_MS)
  }

  private async turnOf(manager: string, rest: readonly string[]): Promise<void> {
    const { latest } = this
    await this.compileFor(manager)
    if (this.started && latest === this.latest && latest?.document === this.wanted) this.compileNext(rest)
  }

  private async compileFor(manager: string): Promise<void> {
    const { latest } = this
    await this.need([manager])
    if (!latest || latest !== this.latest || this.others.get(manager)?.document === latest.document) return
    const { backends, facts, secrets } = this
    const begun = performance.now()
    const compiled = compile({ document: latest.document, backends, facts, secrets, as: manager })
    this.others.set(manager, { document: latest.document, compiled, ms: performance.now() - begun })
    this.tell()
  }

  /** The verbs of these managers, which come in a chunk each. */
  private async need(managers: readonly string[]): Promise<void> {
    if (managers.every((manager) => this.backends.has(manager))) return
    const come = await this.load(managers)
    this.backends = new Map([...this.backends, ...come])
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
