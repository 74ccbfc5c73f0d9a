/** Which nodes lie where, in cells of the plane: what is in view is found without walking all of them. */
import type { Box, Point } from './geometry.ts'
import { holds, overlaps } from './geometry.ts'

export class Grid {
  private readonly cell: number
  private readonly cells = new Map<string, Set<string>>()
  private readonly boxes = new Map<string, Box>()

  constructor(cell = 400) {
    this.cell = cell
  }

  set(id: string, box: Box): void {
    this.delete(id)
    this.boxes.set(id, box)
    for (const key of this.keysOf(box)) {
      const cell = this.cells.get(key)
      if (cell) cell.add(id)
      else this.cells.set(key, new Set([id]))
    }
  }

  delete(id: string): void {
    const box = this.boxes.get(id)
    if (!box) return
    this.boxes.delete(id)
    for (const key of this.keysOf(box)) this.cells.get(key)?.delete(id)
  }

  clear(): void {
    this.boxes.clear()
    this.cells.clear()
  }

  /** Ids whose box overlaps `box`. Zoomed far out the cells outnumber the boxes, so then these are walked. */
  within(box: Box): string[] {
    const columns = Math.ceil(box.width / this.cell) + 1
    const rows = Math.ceil(box.height / this.cell) + 1
    if (columns * rows > this.boxes.size)
      return [...this.boxes].filter(([, own]) => overlaps(own, box)).map(([id]) => id)
    const found = new Set<string>()
    for (const key of this.keysOf(box))
      for (const id of this.cells.get(key) ?? []) if (overlaps(this.boxes.get(id)!, box)) found.add(id)
    return [...found]
  }

  /** The id under a point; the last one set wins. */
  at(point: Point): string | null {
    let found: string | null = null
    for (const id of this.cells.get(this.key(point.x, point.y)) ?? []) if (holds(this.boxes.get(id)!, point)) found = id
    return found
  }

  private key(x: number, y: number): string {
    return `${Math.floor(x / this.cell)},${Math.floor(y / this.cell)}`
  }

  private *keysOf(box: Box): Generator<string> {
    const [right, bottom] = [Math.floor((box.x + box.width) / this.cell), Math.floor((box.y + box.height) / this.cell)]
    for (let column = Math.floor(box.x / this.cell); column <= right; column += 1)
      for (let row = Math.floor(box.y / this.cell); row <= bottom; row += 1) yield `${column},${row}`
  }
}
