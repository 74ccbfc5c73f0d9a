/** Draws edges: dots for order, one line for reload, two for restart. */
import type { Box, Curve } from '../model/geometry.ts'
import { boundsOf, overlaps, pointOn } from '../model/geometry.ts'
import type { EdgeRec } from '../model/model.ts'
import type { Scene } from './draw.ts'

export function drawEdges(c: CanvasRenderingContext2D, view: Box, scene: Scene): void {
  const { model } = scene
  for (const edge of model.edges) {
    const curve = model.curveOf(edge)
    if (curve && overlaps(boundsOf(curve), view)) drawEdge(c, edge, curve, view, scene)
  }
}

function inkOf(edge: EdgeRec, { model, palette }: Scene): { colour: string; width: number } {
  const { refused } = model
  const at = refused.indexOf(edge.fromInstance)
  if (edge.failed || (at >= 0 && refused[at + 1] === edge.toInstance))
    return { colour: palette['fail-line'], width: 1.75 }
  if (model.selectedEdge === edge.id) return { colour: palette['ink-1'], width: 2.25 }
  if (edge.staged) return { colour: palette['draft-line'], width: 1.5 }
  if (model.selection.has(edge.from) || model.selection.has(edge.to)) return { colour: palette['ink-2'], width: 1.75 }
  return { colour: palette['line-3'], width: 1.5 }
}

function drawEdge(c: CanvasRenderingContext2D, edge: EdgeRec, curve: Curve, view: Box, scene: Scene): void {
  const { palette, level, zooming, model } = scene
  const { colour, width } = inkOf(edge, scene)
  c.strokeStyle = colour
  c.fillStyle = colour
  const plain = level !== 'near' || zooming
  if (plain) stroke(c, curve, level === 'near' ? 1 : 1 / scene.camera.zoom, edge.staged ? [5, 4] : [])
  else if (edge.kind === 'order' && !edge.staged) dots(c, model.dotsOf(edge), view)
  else if (edge.kind === 'restart') {
    stroke(c, curve, width + 3.5, edge.staged ? [7, 4] : [])
    c.strokeStyle = palette.canvas
    stroke(c, curve, width + 0.5, [])
    c.strokeStyle = colour
  } else stroke(c, curve, width, edge.kind === 'order' ? [0.5, 5] : edge.staged ? [5, 4] : [])
  if (!zooming) arrow(c, curve)
  if (edge.staged === 'removed' && level === 'near') minus(c, curve, scene)
}

function stroke(c: CanvasRenderingContext2D, curve: Curve, width: number, dash: readonly number[]): void {
  c.lineWidth = width
  c.setLineDash([...dash])
  c.beginPath()
  c.moveTo(curve[0], curve[1])
  c.bezierCurveTo(curve[2], curve[3], curve[4], curve[5], curve[6], curve[7])
  c.stroke()
  if (dash.length > 0) c.setLineDash([])
}

/** Own squares, never a dash pattern: with one, panning a thousand edges halves its frames. */
function dots(c: CanvasRenderingContext2D, positions: Float32Array | null, view: Box): void {
  if (!positions) return
  const [right, bottom] = [view.x + view.width, view.y + view.height]
  for (let at = 0; at < positions.length; at += 2) {
    const [x, y] = [positions[at]!, positions[at + 1]!]
    if (x >= view.x && x <= right && y >= view.y && y <= bottom) c.fillRect(x - 1, y - 1, 2, 2)
  }
}

function arrow(c: CanvasRenderingContext2D, curve: Curve): void {
  const [x, y] = [curve[6] - 4, curve[7]]
  c.lineWidth = 1.5
  c.beginPath()
  c.moveTo(x - 7, y - 4)
  c.lineTo(x, y)
  c.lineTo(x - 7, y + 4)
  c.stroke()
}

function minus(c: CanvasRenderingContext2D, curve: Curve, { palette }: Scene): void {
  const middle = pointOn(curve, 0.5)
  c.fillStyle = palette.draft
  c.fillRect(middle.x - 7, middle.y - 7, 14, 14)
  c.fillStyle = palette['on-draft']
  c.fillRect(middle.x - 4, middle.y - 1, 8, 2)
}

/** Far away: one line for all edges between two hosts, with their count. */
export function drawBundles(c: CanvasRenderingContext2D, { model, palette, camera }: Scene): void {
  const counts = new Map<string, number>()
  for (const edge of model.edges) {
    const [from, to] = [model.get(edge.from)?.host, model.get(edge.to)?.host]
    if (from && to && from !== to) counts.set(`${from}\n${to}`, (counts.get(`${from}\n${to}`) ?? 0) + 1)
  }
  const boxes = new Map(model.hosts.map((frame) => [frame.host, frame.box]))
  for (const [pair, count] of counts) {
    const [from, to] = pair.split('\n').map((host) => boxes.get(host))
    if (!from || !to) continue
    const rightwards = from.x <= to.x
    const curve = bundle(
      { x: rightwards ? from.x + from.width : from.x, y: from.y + from.height / 2 },
      { x: rightwards ? to.x : to.x + to.width, y: to.y + to.height / 2 },
    )
    c.strokeStyle = palette['line-3']
    stroke(c, curve, Math.min(4, 1 + Math.log2(count)) / camera.zoom, [])
    const middle = pointOn(curve, 0.5)
    c.save()
    c.translate(middle.x, middle.y)
    c.scale(1 / camera.zoom, 1 / camera.zoom)
    c.font = `500 11px ${palette.mono}`
    const width = c.measureText(String(count)).width + 8
    c.fillStyle = palette.canvas
    c.fillRect(-width / 2, -8, width, 16)
    c.fillStyle = palette['ink-2']
    c.textBaseline = 'middle'
    c.fillText(String(count), -width / 2 + 4, 0.5)
    c.restore()
  }
}

function bundle(from: { x: number; y: number }, to: { x: number; y: number }): Curve {
  const reach = (to.x - from.x) / 2
  return [from.x, from.y, from.x + reach, from.y, to.x - reach, to.y, to.x, to.y]
}
