/** The graph outside React: what canvas, mounted nodes, tree and inspector read by id, and are told about by id. */
import type { Box, Camera, Curve, Point } from './geometry.ts'
import { curveBetween, distanceTo, dotsAlong, holds, NODE } from './geometry.ts'
import type { GraphEdge } from './graph.ts'
import { Grid } from './grid.ts'
import type { Rec } from './records.ts'

export interface EdgeRec extends GraphEdge {
  readonly staged: 'new' | 'removed' | null
  readonly failed: boolean
}
export interface FrameRec {
  readonly host: string
  readonly box: Box
  /** Beside the name: system and managers. */
  readonly says: string
  readonly state: 'plain' | 'unreachable' | 'failed'
  /** A chip at the right end of the head. */
  readonly chip: string | null
}
/** While an edge is drawn: where it comes from, who may take it, and why the others may not. */
export interface Connecting {
  readonly from: string
  readonly instance: string
  readonly accepts: ReadonlyMap<string, readonly string[]>
  readonly refuses: ReadonlyMap<string, string>
}
export interface Contents {
  readonly nodes: ReadonlyMap<string, Rec>
  readonly edges: readonly EdgeRec[]
  readonly frames: readonly FrameRec[]
}
type Listener = () => void

export class Model {
  private view: Camera = { x: 0, y: 0, zoom: 1 }
  private hovered: string | null = null
  private focused: string | null = null
  /** Instances named in a refused cycle: drawn red until the next action. */
  refused: readonly string[] = []
  /** The host frame over which something is dragged. */
  drop: string | null = null
  selectedEdge: string | null = null
  connecting: Connecting | null = null
  readonly selection = new Set<string>()

  private records: ReadonlyMap<string, Rec> = new Map()
  private drawn: readonly EdgeRec[] = []
  private frames: readonly FrameRec[] = []
  private readonly grid = new Grid()
  private readonly curves = new Map<string, { readonly curve: Curve; dots: Float32Array | null }>()
  private readonly byId = new Map<string, Set<Listener>>()
  private readonly any = new Set<Listener>()

  get camera(): Camera {
    return this.view
  }
  /** Told to nobody: whoever moves the camera draws. */
  setCamera(camera: Camera): void {
    this.view = camera
  }
  /** What must keep its element whatever is in view: selected, under the pointer, focused, being connected. */
  pinned(): Set<string> {
    const pins = [...this.selection, this.hovered, this.focused, this.connecting?.from]
    return new Set(pins.filter((id) => id !== null && id !== undefined && this.records.has(id)) as string[])
  }
  /** The node under the pointer: far away it must be mounted before it can be dragged. */
  hover(id: string | null): void {
    if (this.hovered === id) return
    this.hovered = id
    this.tell([])
  }
  focusOn(id: string | null): void {
    if (this.focused === id) return
    this.focused = id
    this.tell([])
  }

  get(id: string): Rec | undefined {
    return this.records.get(id)
  }
  get nodes(): ReadonlyMap<string, Rec> {
    return this.records
  }
  get edges(): readonly EdgeRec[] {
    return this.drawn
  }
  get hosts(): readonly FrameRec[] {
    return this.frames
  }

  /** The next contents. Records that say the same keep their object, so that only who changed is told. */
  load({ nodes, edges, frames }: Contents): void {
    const changed: string[] = []
    const next = new Map<string, Rec>()
    for (const [id, rec] of nodes) {
      const before = this.records.get(id)
      const kept = before && alike(before, rec) ? before : rec
      next.set(id, kept)
      if (kept === before) continue
      changed.push(id)
      if (!before || before.x !== rec.x || before.y !== rec.y) this.grid.set(id, { ...NODE, x: rec.x, y: rec.y })
    }
    for (const id of this.records.keys())
      if (!next.has(id)) {
        this.grid.delete(id)
        this.selection.delete(id)
        changed.push(id)
      }
    this.records = next
    this.drawn = edges
    this.frames = frames
    if (this.selectedEdge && !edges.some((edge) => edge.id === this.selectedEdge)) this.selectedEdge = null
    this.curves.clear()
    this.tell(changed)
  }

  /** Moves a node while it is dragged; the document's layout follows when it is let go. */
  move(id: string, to: Point): void {
    const before = this.records.get(id)
    if (!before) return
    this.records = new Map(this.records).set(id, { ...before, x: to.x, y: to.y })
    this.grid.set(id, { ...NODE, x: to.x, y: to.y })
    for (const edge of this.drawn) if (edge.from === id || edge.to === id) this.curves.delete(edge.id)
    this.tell([id])
  }

  moveFrame(host: string, dx: number, dy: number): void {
    this.frames = this.frames.map((frame) =>
      frame.host === host ? { ...frame, box: { ...frame.box, x: frame.box.x + dx, y: frame.box.y + dy } } : frame,
    )
    const moved = [...this.records.values()].filter((rec) => rec.host === host)
    const records = new Map(this.records)
    for (const rec of moved) {
      records.set(rec.id, { ...rec, x: rec.x + dx, y: rec.y + dy })
      this.grid.set(rec.id, { ...NODE, x: rec.x + dx, y: rec.y + dy })
    }
    this.records = records
    this.curves.clear()
    this.tell(moved.map((rec) => rec.id))
  }

  select(ids: Iterable<string>, edge: string | null = null): void {
    const before = [...this.selection]
    this.selection.clear()
    for (const id of ids) this.selection.add(id)
    this.selectedEdge = edge
    this.refused = []
    this.tell([...new Set([...before, ...this.selection])])
  }

  setConnecting(connecting: Connecting | null): void {
    this.connecting = connecting
    this.tell([...this.records.keys()])
  }
  setDrop(host: string | null): void {
    if (this.drop === host) return
    this.drop = host
    this.tell([])
  }
  refuse(cycle: readonly string[]): void {
    this.refused = cycle
    this.tell([])
  }

  visible(box: Box): string[] {
    return this.grid.within(box)
  }
  nodeAt(point: Point): string | null {
    return this.grid.at(point)
  }
  /** The edge within `tolerance` of a point, the nearest first. */
  edgeAt(point: Point, tolerance: number): string | null {
    let best: string | null = null
    let least = tolerance
    for (const edge of this.drawn) {
      const curve = this.curveOf(edge)
      const distance = curve ? distanceTo(curve, point, tolerance) : Number.POSITIVE_INFINITY
      if (distance <= least) [best, least] = [edge.id, distance]
    }
    return best
  }
  hostAt(point: Point): string | null {
    return this.frames.find((frame) => holds(frame.box, point))?.host ?? null
  }

  curveOf(edge: EdgeRec): Curve | null {
    return this.traceOf(edge)?.curve ?? null
  }
  dotsOf(edge: EdgeRec): Float32Array | null {
    const trace = this.traceOf(edge)
    if (!trace) return null
    trace.dots ??= dotsAlong(trace.curve)
    return trace.dots
  }
  private traceOf(edge: EdgeRec) {
    const known = this.curves.get(edge.id)
    if (known) return known
    const [from, to] = [this.records.get(edge.from), this.records.get(edge.to)]
    if (!from || !to) return null
    const trace = { curve: curveBetween(from, to), dots: null }
    this.curves.set(edge.id, trace)
    return trace
  }

  /** Told when this one node changed, appeared or went. */
  subscribe(id: string, listener: Listener): () => void {
    const listeners = this.byId.get(id) ?? new Set()
    this.byId.set(id, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.byId.delete(id)
    }
  }
  /** Told of everything that a drawing shows. */
  subscribeAll(listener: Listener): () => void {
    this.any.add(listener)
    return () => {
      this.any.delete(listener)
    }
  }
  private tell(ids: readonly string[]): void {
    for (const id of ids) for (const listener of this.byId.get(id) ?? []) listener()
    for (const listener of this.any) listener()
  }
}

function alike(a: Rec, b: Rec): boolean {
  for (const key of Object.keys(b) as (keyof Rec)[]) {
    if (a[key] === b[key]) continue
    if (typeof a[key] !== 'object' || JSON.stringify(a[key]) !== JSON.stringify(b[key])) return false
  }
  return true
}
