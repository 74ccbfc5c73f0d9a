/** The runtime glyphs as drawing: the same shapes as the elements in `_ui/glyph.tsx`. */
import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { Palette } from './palette.ts'

/** Draws a 14 x 14 glyph with its top left corner at x, y, scaled. */
export function drawGlyph(
  c: CanvasRenderingContext2D,
  name: GlyphName,
  x: number,
  y: number,
  scale: number,
  palette: Palette,
): void {
  c.save()
  c.translate(x, y)
  c.scale(scale, scale)
  c.lineWidth = 1.75
  c.beginPath()
  switch (name) {
    case 'running':
    case 'done':
      c.fillStyle = palette['run-line']
      c.arc(7, 7, 5, 0, Math.PI * 2)
      c.fill()
      break
    case 'waiting':
      c.strokeStyle = palette['run-line']
      c.arc(7, 7, 5.2, 0, Math.PI * 2)
      c.moveTo(7, 4.2)
      c.lineTo(7, 7)
      c.lineTo(9, 8.4)
      c.stroke()
      break
    case 'starting':
      c.strokeStyle = palette['run-line']
      c.fillStyle = palette['run-line']
      c.arc(7, 7, 5, -Math.PI / 2, Math.PI * 0.9)
      c.stroke()
      c.beginPath()
      c.arc(7, 7, 1.6, 0, Math.PI * 2)
      c.fill()
      break
    case 'failed':
      c.fillStyle = palette['fail-line']
      c.moveTo(7, 0.6)
      c.lineTo(13.4, 7)
      c.lineTo(7, 13.4)
      c.lineTo(0.6, 7)
      c.fill()
      break
    case 'drift':
    case 'warning':
      c.fillStyle = palette['warn-line']
      c.arc(6.5, 5.6, 5, Math.PI, 0)
      c.fill()
      c.beginPath()
      c.arc(7.5, 8.4, 5, 0, Math.PI)
      c.fill()
      break
    case 'stopped':
      c.strokeStyle = palette['mute-line']
      c.strokeRect(2.75, 2.75, 8.5, 8.5)
      break
    case 'stopping':
      c.strokeStyle = palette['mute-line']
      c.fillStyle = palette['mute-line']
      c.arc(7, 7, 5.4, 0, Math.PI * 2)
      c.stroke()
      c.fillRect(4.6, 4.6, 4.8, 4.8)
      break
    default:
      c.strokeStyle = name === 'not-deployed' ? palette['draft-line'] : palette['mute-line']
      c.setLineDash([2.6, 2.6])
      c.arc(7, 7, 5, 0, Math.PI * 2)
      c.stroke()
      c.setLineDash([])
  }
  c.restore()
}
