/** Boxes and curves in graph units: where an edge runs, what lies under a point, what is in view. */
export interface Point {
  readonly x: number
  readonly y: number
}
export interface Box extends Point {
  readonly width: number
  readonly height: number
}
export interface Camera {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export const NODE = { width: 208, height: 72 } as const
/** Where ports stand, from the node's top. */
export const PORT_Y = 36
/** Columns leave room for an edge's label; rows leave room for the index tab. */
export const PITCH = { x: 332, y: 91 } as const
export const FRAME = { padding: 16, top: 46, header: 26, minWidth: 240, minHeight: 134, gap: 64 } as const

export function overlaps(a: Box, b: Box, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap
  )
}

export function holds(box: Box, point: Point): boolean {
  return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height
}

export function union(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

/** What of the graph a viewport shows, with `margin` screen pixels around it. */
export function viewBox(camera: Camera, size: { width: number; height: number }, margin = 0): Box {
  return {
    x: (-camera.x - margin) / camera.zoom,
    y: (-camera.y - margin) / camera.zoom,
    width: (size.width + 2 * margin) / camera.zoom,
    height: (size.height + 2 * margin) / camera.zoom,
  }
}

/** The camera that shows `box` whole, centred, at most at `maxZoom`; `inset` is what floats over the edges. */
export function fitCamera(
  box: Box,
  size: { width: number; height: number },
  inset: { left: number; top: number; right: number; bottom: number },
  maxZoom = 1,
): Camera {
  const width = Math.max(1, size.width - inset.left - inset.right)
  const height = Math.max(1, size.height - inset.top - inset.bottom)
  const zoom = Math.max(0.05, Math.min(maxZoom, width / Math.max(1, box.width), height / Math.max(1, box.height)))
  return {
    x: inset.left + (width - box.width * zoom) / 2 - box.x * zoom,
    y: inset.top + (height - box.height * zoom) / 2 - box.y * zoom,
    zoom,
  }
}

/** A cubic curve as eight numbers: start, two handles, end. */
export type Curve = readonly [number, number, number, number, number, number, number, number]

/** From the right port of the dependent to the left port of what it depends on. */
export function curveBetween(from: Point, to: Point): Curve {
  const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + PORT_Y, to.x, to.y + PORT_Y]
  const reach = Math.max(36, Math.abs(x2 - x1) / 2)
  return [x1, y1, x1 + reach, y1, x2 - reach, y2, x2, y2]
}

export function pointOn(curve: Curve, t: number): Point {
  const u = 1 - t
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return {
    x: a * curve[0] + b * curve[2] + c * curve[4] + d * curve[6],
    y: a * curve[1] + b * curve[3] + c * curve[5] + d * curve[7],
  }
}

export function boundsOf(curve: Curve): Box {
  const xs = [curve[0], curve[2], curve[4], curve[6]]
  const ys = [curve[1], curve[3], curve[5], curve[7]]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

/** Positions every `step` units along the curve, as x, y, x, y ...: what dots are drawn from. */
export function dotsAlong(curve: Curve, step = 5): Float32Array {
  const pieces = 48
  const dots: number[] = []
  let before = pointOn(curve, 0)
  let left = 0
  for (let piece = 1; piece <= pieces; piece += 1) {
    const here = pointOn(curve, piece / pieces)
    const length = Math.hypot(here.x - before.x, here.y - before.y)
    for (; left < length; left += step) {
      const share = left / length
      dots.push(before.x + (here.x - before.x) * share, before.y + (here.y - before.y) * share)
    }
    left -= length
    before = here
  }
  return Float32Array.from(dots)
}

/** How far a point is from the curve, by sixteen of its pieces; `Infinity` where it is not even near its box. */
export function distanceTo(curve: Curve, point: Point, tolerance: number): number {
  const box = boundsOf(curve)
  const near = {
    x: box.x - tolerance,
    y: box.y - tolerance,
    width: box.width + 2 * tolerance,
    height: box.height + 2 * tolerance,
  }
  if (!holds(near, point)) return Number.POSITIVE_INFINITY
  let best = Number.POSITIVE_INFINITY
  let before = pointOn(curve, 0)
  for (let piece = 1; piece <= 16; piece += 1) {
    const here = pointOn(curve, piece / 16)
    best = Math.min(best, distanceToPiece(point, before, here))
    before = here
  }
  return best
}

function distanceToPiece(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const share =
    length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length))
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy)
}
