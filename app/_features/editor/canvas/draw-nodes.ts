/** Draws nodes that are not mounted: whole ones near, glyph and name in the middle, boxes with a run line far away. */

import { isWell } from '#app/_ui/glyph.tsx'
import { type LineInk, runLine, type Shape } from '#app/_ui/run-line.ts'
import { NODE } from '../model/geometry.ts'
import type { Rec } from '../model/records.ts'
import { clip, type Scene } from './draw.ts'
import { drawGlyph } from './draw-glyph.ts'
import type { Palette } from './palette.ts'

export function drawNodes(c: CanvasRenderingContext2D, ids: readonly string[], scene: Scene): void {
  const near = scene.level === 'near'
  for (const id of ids) {
    if (near && scene.mounted.has(id)) continue
    const rec = scene.model.get(id)
    if (!rec) continue
    c.globalAlpha = fadedWhileConnecting(rec, scene) ? 0.4 : 1
    box(c, rec, scene)
    if (near) nearNode(c, rec, scene)
    else midNode(c, rec, scene)
    c.globalAlpha = 1
  }
}

function fadedWhileConnecting(rec: Rec, { model }: Scene): boolean {
  const { connecting } = model
  return connecting !== null && rec.instance !== connecting.instance && !connecting.accepts.has(rec.instance)
}

function frameInk(rec: Rec, palette: Palette): { colour: string; width: number; dashed: boolean } {
  switch (rec.look) {
    case 'failed':
      return { colour: palette['fail-line'], width: 2, dashed: false }
    case 'new':
    case 'changed':
      return { colour: palette['draft-line'], width: 1.5, dashed: false }
    case 'gone':
    case 'ghost':
      return { colour: palette['draft-line'], width: 1.5, dashed: true }
    case 'fade':
      return { colour: palette['line-2'], width: 1, dashed: false }
    case 'plain':
      return { colour: palette['line-3'], width: 1, dashed: false }
  }
}

function box(c: CanvasRenderingContext2D, rec: Rec, { palette, camera, model }: Scene): void {
  const ink = frameInk(rec, palette)
  c.beginPath()
  c.roundRect(rec.x, rec.y, NODE.width, NODE.height, 6)
  c.fillStyle = rec.look === 'new' ? palette['draft-tint'] : palette.raised
  c.fill()
  c.strokeStyle = ink.colour
  c.lineWidth = ink.width / Math.min(1, camera.zoom)
  c.setLineDash(ink.dashed ? [5, 4] : [])
  c.stroke()
  c.setLineDash([])
  if (model.selection.has(rec.id)) {
    c.strokeStyle = palette['ink-1']
    c.lineWidth = 2 / camera.zoom
    c.beginPath()
    c.roundRect(rec.x - 4, rec.y - 4, NODE.width + 8, NODE.height + 8, 9)
    c.stroke()
  }
}

/** What the mounted node shows, for the moment before it is mounted. */
function nearNode(c: CanvasRenderingContext2D, rec: Rec, { palette }: Scene): void {
  drawGlyph(c, rec.state, rec.x + 10, rec.y + 11, 1, palette)
  c.textBaseline = 'middle'
  c.fillStyle = palette['ink-1']
  c.font = `600 14px ${palette.sans}`
  c.fillText(clip(c, rec.instance, 160), rec.x + 31, rec.y + 18.5)
  c.fillStyle = palette['ink-2']
  c.font = `400 12px ${palette.sans}`
  c.fillText(clip(c, rec.says ?? rec.kind, rec.port ? 140 : 188), rec.x + 10, rec.y + 38)
  if (rec.port) {
    c.font = `400 12px ${palette.mono}`
    c.fillStyle = palette['ink-1']
    c.fillText(`:${rec.port}`, rec.x + NODE.width - 10 - c.measureText(`:${rec.port}`).width, rec.y + 38)
  }
  line(c, rec, rec.x + 10, rec.y + 60, NODE.width - 80, 1, palette)
}

/** Text keeps 12 px on the screen. */
function midNode(c: CanvasRenderingContext2D, rec: Rec, { palette, camera }: Scene): void {
  const scale = 1 / camera.zoom
  drawGlyph(c, rec.state, rec.x + 10, rec.y + 20 - 7 * scale, scale, palette)
  c.textBaseline = 'middle'
  c.fillStyle = palette['ink-1']
  c.font = `600 ${12 * scale}px ${palette.sans}`
  c.fillText(clip(c, rec.instance, NODE.width - 10 - 22 * scale), rec.x + 10 + 19 * scale, rec.y + 21)
  line(c, rec, rec.x + 12, rec.y + 54, NODE.width - 24, scale, palette)
}

function inkOf(ink: LineInk, palette: Palette): string {
  switch (ink) {
    case 'none':
      return palette['line-2']
    default:
      return palette[`${ink}-line`]
  }
}

function line(
  c: CanvasRenderingContext2D,
  rec: Rec,
  x: number,
  y: number,
  width: number,
  scale: number,
  palette: Palette,
): void {
  c.save()
  c.translate(x, y)
  c.scale(scale, scale)
  for (const shape of runLine(rec.life, 0, 1, width / scale)) drawShape(c, shape, palette)
  c.restore()
}

function drawShape(c: CanvasRenderingContext2D, shape: Shape, palette: Palette): void {
  c.strokeStyle = inkOf(shape.ink, palette)
  c.fillStyle = c.strokeStyle
  c.lineWidth = 2
  c.beginPath()
  switch (shape.kind) {
    case 'line':
      c.setLineDash(shape.dash === 'none' ? [1, 4] : shape.dash === 'drift' ? [7, 3] : shape.dash ? [2, 3] : [])
      c.moveTo(shape.x1, 0)
      c.lineTo(shape.x2, 0)
      c.stroke()
      c.setLineDash([])
      return
    case 'dot':
      c.arc(shape.x, 0, 3, 0, Math.PI * 2)
      if (shape.hollow) c.fillStyle = palette.raised
      c.fill()
      c.lineWidth = 1.5
      c.stroke()
      return
    case 'bump':
      c.ellipse(shape.x, 0, 6, 5, 0, Math.PI, 0)
      c.stroke()
      return
    case 'bar':
      c.moveTo(shape.x, -4)
      c.lineTo(shape.x, 4)
      c.stroke()
      return
    case 'cross':
      c.moveTo(shape.x - 4, -4)
      c.lineTo(shape.x + 4, 4)
      c.moveTo(shape.x + 4, -4)
      c.lineTo(shape.x - 4, 4)
      c.stroke()
  }
}

/** Far away, in whole pixels of the screen: boxes off the pixel grid cost frames. Exceptions grow, as long as there is room between boxes. */
export function drawBoxes(
  c: CanvasRenderingContext2D,
  ids: readonly string[],
  { model, palette, camera, dpr }: Scene,
): void {
  c.save()
  c.setTransform(dpr, 0, 0, dpr, 0, 0)
  const width = Math.max(3, Math.round(NODE.width * camera.zoom))
  const height = Math.max(3, Math.round(NODE.height * camera.zoom))
  const thick = Math.max(2, Math.round(height / 6))
  const groups = Map.groupBy(
    ids.flatMap((id) => model.get(id) ?? []),
    farKind,
  )
  const place = (rec: Rec) =>
    [Math.round(rec.x * camera.zoom + camera.x), Math.round(rec.y * camera.zoom + camera.y)] as const
  for (const [kind, recs] of groups) {
    c.fillStyle = palette.raised
    for (const rec of recs) c.fillRect(...place(rec), width, height)
    if (kind === 'drift') {
      c.fillStyle = palette['warn-line']
      for (const rec of recs) c.fillRect(...place(rec), width, height)
    } else if (kind === 'draft') {
      c.strokeStyle = palette['draft-line']
      c.setLineDash([3, 2])
      c.lineWidth = 1
      for (const rec of recs) {
        const [x, y] = place(rec)
        c.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1)
      }
      c.setLineDash([])
    } else {
      c.fillStyle =
        kind === 'failed' ? palette['fail-line'] : kind === 'running' ? palette['run-line'] : palette['mute-line']
      for (const rec of recs) {
        const [x, y] = place(rec)
        c.fillRect(x, y + height - thick, width, thick)
        if (kind === 'failed') diamond(c, x + width / 2, y + height / 2, Math.min(8, Math.max(3, height / 2)))
      }
    }
  }
  c.strokeStyle = palette['ink-1']
  c.lineWidth = 2
  for (const id of model.selection) {
    const rec = model.get(id)
    if (!rec) continue
    const [x, y] = place(rec)
    c.strokeRect(x - 3, y - 3, width + 6, height + 6)
  }
  c.restore()
}

function farKind(rec: Rec): 'failed' | 'drift' | 'draft' | 'running' | 'other' {
  if (rec.state === 'failed') return 'failed'
  if (rec.state === 'drift') return 'drift'
  if (rec.mark?.look === 'draft') return 'draft'
  return isWell(rec.state) ? 'running' : 'other'
}

function diamond(c: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  c.beginPath()
  c.moveTo(x, y - r)
  c.lineTo(x + r, y)
  c.lineTo(x, y + r)
  c.lineTo(x - r, y)
  c.fill()
}
