/** Preview files as lines: each piece with its origin, so that what comes from one field can be lit. */
import type { PreviewFile } from '#generators/contract/compiled.ts'
import { formatPath, isWithin, type Path } from '#generators/contract/path.ts'

export interface Piece {
  readonly s: string
  readonly from?: Path
  readonly lit: boolean
}
export interface Line {
  readonly number: number
  readonly pieces: readonly Piece[]
  readonly lit: boolean
  /** The fields that this line comes from, the nearest to what is lit first. */
  readonly origin: Path | null
}

/** Cuts the parts of a file into lines. `lights`: the paths whose pieces are lit, they and what is below them. */
export function linesOf(file: PreviewFile, lights: readonly Path[]): Line[] {
  const lines: Line[] = []
  let pieces: Piece[] = []
  const close = () => {
    const litPiece = pieces.find((piece) => piece.lit)
    const origin = litPiece?.from ?? pieces.find((piece) => piece.from && piece.s.trim() !== '')?.from ?? null
    lines.push({ number: lines.length + 1, pieces, lit: litPiece !== undefined, origin })
    pieces = []
  }
  for (const part of file.parts) {
    const lit = part.from !== undefined && lights.some((light) => isWithin(part.from!, light))
    part.s.split('\n').forEach((s, index) => {
      if (index > 0) close()
      if (s !== '') pieces.push({ s, ...(part.from && { from: part.from }), lit: lit && s.trim() !== '' })
    })
  }
  if (pieces.length > 0 || lines.length === 0) close()
  return lines
}

export function textOf(file: PreviewFile): string {
  return file.parts.map((part) => part.s).join('')
}

/** The end of a path that a person recognises: `with.port` for a field of the process itself, `webapp2.port` for another's. */
export function shortOrigin(path: Path): string {
  return formatPath(path)
    .replace(/^system\.processes\.[^.[]+\.(with|connects)\./, '')
    .replace(/^system\.processes\./, '')
    .replace(/^(constructors\[\d+\]|builtin\.[^.]+)\.?/, '')
}
