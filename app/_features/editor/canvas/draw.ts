/** Draws everything that is not a mounted node: ground, host frames, edges, and nodes seen from further away. */
import type { Camera } from '../model/geometry.ts'
import { FRAME, overlaps, viewBox } from '../model/geometry.ts'
import type { FrameRec, Model } from '../model/model.ts'
import type { Level } from '../model/window.ts'
import { levelOf } from '../model/window.ts'
import { drawBundles, drawEdges } from './draw-edges.ts'
import { drawBoxes, drawNodes } from './draw-nodes.ts'
import type { Palette } from './palette.ts'

export interface Scene {
  readonly model: Model
  readonly camera: Camera
  readonly size: { readonly width: number; readonly height: number }
  readonly dpr: number
  readonly palette: Palette
  readonly level: Level
  /** While the zoom changes, dotted edges are thin lines. */
  readonly zooming: boolean
  /** Mounted by React Flow at near zoom: the drawing leaves them out. */
  readonly mounted: ReadonlySet<string>
}

export function draw(c: CanvasRenderingContext2D, scene: Scene): void {
  const { camera, dpr, palette, size, level, model } = scene
  c.setTransform(dpr, 0, 0, dpr, 0, 0)
  c.fillStyle = palette.canvas
  c.fillRect(0, 0, size.width, size.height)
  drawGround(c, scene)
  const view = viewBox(camera, size, 80)
  c.setTransform(dpr * camera.zoom, 0, 0, dpr * camera.zoom, dpr * camera.x, dpr * camera.y)
  const frames = model.hosts.filter((frame) => overlaps(frame.box, view))
  for (const frame of frames) drawFrame(c, frame, scene)
  const visible = model.visible(view)
  if (level === 'far') {
    drawBundles(c, scene)
    drawBoxes(c, visible, scene)
  } else {
    drawEdges(c, view, scene)
    drawNodes(c, visible, scene)
  }
}

/** The size of the drawing follows its box and the screen; the scene's level follows the zoom. */
export function sceneOf(parts: Omit<Scene, 'level'>): Scene {
  return { ...parts, level: levelOf(parts.camera.zoom) }
}

function drawGround(c: CanvasRenderingContext2D, { camera, size, palette }: Scene): void {
  let pitch = 24 * camera.zoom
  while (pitch < 14) pitch *= 4
  c.fillStyle = palette.grid
  for (let x = ((camera.x % pitch) + pitch) % pitch; x < size.width; x += pitch)
    c.fillRect(Math.round(x), 0, 1, size.height)
  for (let y = ((camera.y % pitch) + pitch) % pitch; y < size.height; y += pitch)
    c.fillRect(0, Math.round(y), size.width, 1)
}

/** Frames lie under the edges, so they are drawn and not mounted: as elements their ground would fade the edges. */
function drawFrame(c: CanvasRenderingContext2D, frame: FrameRec, scene: Scene): void {
  const { palette, camera, model, level } = scene
  const { x, y, width, height } = frame.box
  const pixel = 1 / camera.zoom
  c.globalAlpha = 0.55
  c.fillStyle = palette.paper
  c.fillRect(x, y, width, height)
  c.globalAlpha = 1
  c.lineWidth = pixel
  c.strokeStyle = frame.state === 'failed' ? palette['fail-line'] : palette['line-3']
  c.setLineDash(frame.state === 'unreachable' ? [4 * pixel, 4 * pixel] : [])
  c.strokeRect(x, y, width, height)
  c.setLineDash([])
  if (model.drop === frame.host) {
    c.strokeStyle = palette['draft-line']
    c.lineWidth = 2 * pixel
    c.setLineDash([6 * pixel, 5 * pixel])
    c.strokeRect(x + 5 * pixel, y + 5 * pixel, width - 10 * pixel, height - 10 * pixel)
    c.setLineDash([])
  }
  if (level === 'near') drawHead(c, frame, palette)
  else drawNameAbove(c, frame, scene)
}

function drawHead(c: CanvasRenderingContext2D, frame: FrameRec, palette: Palette): void {
  const { x, y, width } = frame.box
  c.strokeStyle = palette['line-2']
  c.lineWidth = 1
  c.beginPath()
  c.moveTo(x, y + FRAME.header)
  c.lineTo(x + width, y + FRAME.header)
  c.stroke()
  drawServer(c, x + 10, y + 6, palette)
  c.textBaseline = 'middle'
  c.fillStyle = palette['ink-1']
  c.font = `600 13px ${palette.sans}`
  c.fillText(clip(c, frame.host, width - 60), x + 30, y + 13.5)
  const after = x + 30 + c.measureText(clip(c, frame.host, width - 60)).width + 8
  const chip = frame.chip ? measureChip(c, frame.chip, palette) : 0
  c.font = `400 12px ${palette.sans}`
  c.fillStyle = palette['ink-2']
  const room = x + width - after - 10 - chip
  if (room > 30) c.fillText(clip(c, frame.says, room), after, y + 13.5)
  if (frame.chip) {
    c.fillStyle = frame.state === 'failed' ? palette.fail : palette['ink-2']
    c.font = `500 12px ${palette.sans}`
    c.fillText(frame.chip, x + width - chip, y + 13.5)
  }
}

function measureChip(c: CanvasRenderingContext2D, text: string, palette: Palette): number {
  c.font = `500 12px ${palette.sans}`
  return c.measureText(text).width + 10
}

function drawServer(c: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  c.strokeStyle = palette['ink-3']
  c.lineWidth = 1.2
  c.strokeRect(x + 0.6, y + 1, 12.8, 5)
  c.strokeRect(x + 0.6, y + 8, 12.8, 5)
  c.fillStyle = palette['ink-3']
  c.fillRect(x + 3, y + 3, 1.4, 1.4)
  c.fillRect(x + 3, y + 10, 1.4, 1.4)
}

/** Further away the name keeps its size on the screen, above the frame, as long as the frame is wide enough for it. */
function drawNameAbove(c: CanvasRenderingContext2D, frame: FrameRec, { camera, palette }: Scene): void {
  const { x, y, width } = frame.box
  if (width * camera.zoom < 40) return
  c.save()
  c.translate(x, y)
  c.scale(1 / camera.zoom, 1 / camera.zoom)
  c.font = `600 12px ${palette.sans}`
  c.textBaseline = 'alphabetic'
  c.fillStyle = palette['ink-1']
  c.fillText(clip(c, frame.host, width * camera.zoom), 0, -5)
  c.restore()
}

/** As much of a text as fits, with an ellipsis at the end. */
export function clip(c: CanvasRenderingContext2D, text: string, width: number): string {
  if (c.measureText(text).width <= width) return text
  let length = text.length
  while (length > 1 && c.measureText(`${text.slice(0, length)}…`).width > width) length -= 1
  return `${text.slice(0, length)}…`
}
