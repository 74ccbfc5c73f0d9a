/** Gives each node and each host frame a place: what a person placed stays, the rest is put where there is room. */
import type { Layout } from '#generators/model/document.ts'
import type { Box, Point } from './geometry.ts'
import { FRAME, NODE, overlaps, PITCH, union } from './geometry.ts'
import type { Graph, GraphNode } from './graph.ts'

export interface Arrangement {
  readonly nodes: ReadonlyMap<string, Point>
  readonly frames: ReadonlyMap<string, Box>
}

const ROWS = 9
/** Columns that are only there because one was full stand closer: no edges run between them. */
const WRAP = NODE.width + 24
export const EMPTY_LAYOUT: Layout = { nodes: {}, hosts: {} }

/** The whole arrangement. `tidy` of a graph is the same with an empty layout. */
export function arrange(graph: Graph, layout: Layout): Arrangement {
  const ranks = ranksOf(graph)
  const byHost = Map.groupBy(graph.nodes, (node) => node.host)
  const nodes = new Map<string, Point>()
  const frames = new Map<string, Box>()
  const fresh: string[] = []
  for (const host of graph.hosts) {
    const own = byHost.get(host) ?? []
    const given = layout.hosts[host]
    const known = own.filter((node) => Object.hasOwn(layout.nodes, node.id))
    if (given || known.length > 0) {
      for (const node of known) nodes.set(node.id, layout.nodes[node.id]!)
      const box = frameAround(
        known.map((node) => boxOf(nodes.get(node.id)!)),
        given,
      )
      fillIn(own, box, nodes, graph)
      frames.set(
        host,
        frameAround(
          own.map((node) => boxOf(nodes.get(node.id)!)),
          given ?? box,
        ),
      )
    } else {
      fresh.push(host)
      for (const [id, point] of columns(own, ranks)) nodes.set(id, point)
      frames.set(
        host,
        frameAround(
          own.map((node) => boxOf(nodes.get(node.id)!)),
          { x: 0, y: 0, width: 0, height: 0 },
        ),
      )
    }
  }
  pack(fresh, frames, nodes, byHost, ranks)
  settle(graph.hosts, frames, nodes, byHost)
  placeHomeless(byHost.get(null) ?? [], layout, frames, nodes)
  return { nodes, frames }
}

function boxOf(point: Point): Box {
  return { ...point, ...NODE }
}

/** A frame is as large as it was made, and never smaller than what stands in it. */
function frameAround(boxes: readonly Box[], given: Box | undefined): Box {
  const inner = union(boxes)
  const around: Box[] = given ? [given] : []
  if (inner)
    around.push({
      x: inner.x - FRAME.padding,
      y: inner.y - FRAME.top,
      width: inner.width + 2 * FRAME.padding,
      height: inner.height + FRAME.top + FRAME.padding,
    })
  const box = union(around) ?? { x: 0, y: 0, width: 0, height: 0 }
  return { ...box, width: Math.max(box.width, FRAME.minWidth), height: Math.max(box.height, FRAME.minHeight) }
}

/** How many steps a node is away from those that nobody depends on: requests flow from left to right. */
export function ranksOf(graph: Graph): ReadonlyMap<string, number> {
  const dependents = Map.groupBy(graph.edges, (edge) => edge.to)
  const ranks = new Map<string, number>()
  const walking = new Set<string>()
  function rank(id: string): number {
    const known = ranks.get(id)
    if (known !== undefined) return known
    if (walking.has(id)) return 0
    walking.add(id)
    let longest = 0
    for (const edge of dependents.get(id) ?? []) longest = Math.max(longest, rank(edge.from) + 1)
    walking.delete(id)
    ranks.set(id, longest)
    return longest
  }
  for (const node of graph.nodes) rank(node.id)
  return ranks
}

function columns(nodes: readonly GraphNode[], ranks: ReadonlyMap<string, number>): Map<string, Point> {
  const placed = new Map<string, Point>()
  const groups = [...Map.groupBy(nodes, (node) => ranks.get(node.id) ?? 0)].sort(([a], [b]) => a - b)
  let x = FRAME.padding as number
  for (const [, group] of groups) {
    group.forEach((node, index) => {
      placed.set(node.id, { x: x + Math.floor(index / ROWS) * WRAP, y: FRAME.top + (index % ROWS) * PITCH.y })
    })
    x += PITCH.x + (Math.ceil(group.length / ROWS) - 1) * WRAP
  }
  return placed
}

/** New nodes of a frame that stands: below one of their kind, else in the first free cell. */
function fillIn(own: readonly GraphNode[], frame: Box, nodes: Map<string, Point>, graph: Graph): void {
  const taken = own.flatMap((node) => (nodes.has(node.id) ? [boxOf(nodes.get(node.id)!)] : []))
  const isFree = (point: Point) => !taken.some((box) => overlaps(box, boxOf(point), 12))
  for (const node of own) {
    if (nodes.has(node.id)) continue
    const alike = own
      .filter((other) => other.kind === node.kind && nodes.has(other.id))
      .map((other) => nodes.get(other.id)!)
    const point = belowAlike(alike, isFree) ?? firstFree(frame, isFree, graph.nodes.length)
    nodes.set(node.id, point)
    taken.push(boxOf(point))
  }
}

function belowAlike(alike: readonly Point[], isFree: (point: Point) => boolean): Point | null {
  if (alike.length === 0) return null
  const lowest = alike.reduce((low, point) => (point.y > low.y ? point : low))
  const below = { x: lowest.x, y: lowest.y + PITCH.y }
  return isFree(below) ? below : null
}

function firstFree(frame: Box, isFree: (point: Point) => boolean, most: number): Point {
  const across = Math.max(1, Math.floor((frame.width - 2 * FRAME.padding + PITCH.x - NODE.width) / PITCH.x))
  for (let cell = 0; cell <= most * across; cell += 1) {
    const point = {
      x: frame.x + FRAME.padding + (cell % across) * PITCH.x,
      y: frame.y + FRAME.top + Math.floor(cell / across) * PITCH.y,
    }
    if (isFree(point)) return point
  }
  return { x: frame.x + FRAME.padding, y: frame.y + frame.height }
}

/** New frames in shelves, those first whose nodes nobody depends on, right of everything that stands already. */
function pack(
  fresh: readonly string[],
  frames: Map<string, Box>,
  nodes: Map<string, Point>,
  byHost: ReadonlyMap<string | null, readonly GraphNode[]>,
  ranks: ReadonlyMap<string, number>,
): void {
  const standing = union([...frames].filter(([host]) => !fresh.includes(host)).map(([, box]) => box))
  const area = fresh.reduce((sum, host) => sum + frames.get(host)!.width * frames.get(host)!.height, 0)
  const most = Math.max(1000, Math.sqrt(area) * 1.7)
  const left = standing ? standing.x + standing.width + FRAME.gap : 0
  let [x, y, shelf] = [left, standing?.y ?? 0, 0]
  const middle = (host: string) => {
    const own = byHost.get(host) ?? []
    return own.reduce((sum, node) => sum + (ranks.get(node.id) ?? 0), 0) / Math.max(1, own.length)
  }
  for (const host of fresh.toSorted((a, b) => middle(a) - middle(b))) {
    const box = frames.get(host)!
    if (x > left && x - left + box.width > most) [x, y, shelf] = [left, y + shelf + FRAME.gap, 0]
    shift(host, x - box.x, y - box.y, frames, nodes, byHost)
    x += box.width + FRAME.gap
    shelf = Math.max(shelf, box.height)
  }
}

/** A frame that grew pushes those below it down, so that no two overlap. */
function settle(
  hosts: readonly string[],
  frames: Map<string, Box>,
  nodes: Map<string, Point>,
  byHost: ReadonlyMap<string | null, readonly GraphNode[]>,
): void {
  const settled: string[] = []
  for (const host of hosts.toSorted((a, b) => frames.get(a)!.y - frames.get(b)!.y)) {
    for (let blocker = blockerOf(host, settled, frames); blocker; blocker = blockerOf(host, settled, frames))
      shift(host, 0, blocker.y + blocker.height + FRAME.gap / 2 - frames.get(host)!.y, frames, nodes, byHost)
    settled.push(host)
  }
}

function blockerOf(host: string, settled: readonly string[], frames: ReadonlyMap<string, Box>): Box | null {
  const own = frames.get(host)!
  const blocker = settled.find((other) => overlaps(frames.get(other)!, own))
  return blocker ? frames.get(blocker)! : null
}

function shift(
  host: string,
  dx: number,
  dy: number,
  frames: Map<string, Box>,
  nodes: Map<string, Point>,
  byHost: ReadonlyMap<string | null, readonly GraphNode[]>,
): void {
  const box = frames.get(host)!
  frames.set(host, { ...box, x: box.x + dx, y: box.y + dy })
  for (const node of byHost.get(host) ?? []) {
    const point = nodes.get(node.id)
    if (point) nodes.set(node.id, { x: point.x + dx, y: point.y + dy })
  }
}

/** Processes on no host, or on one that is not known, stand in a row below all frames. */
function placeHomeless(
  homeless: readonly GraphNode[],
  layout: Layout,
  frames: ReadonlyMap<string, Box>,
  nodes: Map<string, Point>,
): void {
  const all = union([...frames.values()])
  const [left, top] = [all?.x ?? 0, all ? all.y + all.height + FRAME.gap : 0]
  homeless.forEach((node, index) => {
    nodes.set(node.id, layout.nodes[node.id] ?? { x: left + index * (NODE.width + 24), y: top })
  })
}

/** The arrangement as it is kept: what a person sees is what is saved, so that nothing moves by itself later. */
export function layoutOf(arrangement: Arrangement): Layout {
  return { nodes: Object.fromEntries(arrangement.nodes), hosts: Object.fromEntries(arrangement.frames) }
}
