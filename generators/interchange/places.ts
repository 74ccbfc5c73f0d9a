/** JSON and YAML of others, read with the place of each value: diagnostics about a file name its line and column. */
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Place, SourceFile } from '../contract/reader.ts'

export interface Placed {
  readonly value: unknown
  /** Of what stands at `keys`, or of the nearest thing above it. */
  place(...keys: readonly (string | number)[]): Place
}

/** In: a file. Out: its value with places, or what its syntax is against. JSON is read as the YAML 1.2 that it is. */
export function readPlaced(
  file: SourceFile,
): Placed | { readonly wrong: string; readonly place: Place; readonly value?: undefined } {
  const counter = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: counter, merge: true, prettyErrors: false })
  function placeAt(offset: number): Place {
    const { line, col } = counter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col), file: file.path }
  }
  const [error] = document.errors
  if (error) return { wrong: error.message.replace(/\.$/, ''), place: placeAt(error.pos[0]) }
  return {
    // An alias that stands for many is a bomb: the library's own limit holds.
    value: document.toJS({ maxAliasCount: 100 }),
    place(...keys) {
      for (let length = keys.length; length >= 0; length--) {
        const node = length === 0 ? document.contents : document.getIn(keys.slice(0, length), true)
        if (isNode(node) && node.range) return placeAt(node.range[0])
      }
      return { line: 1, column: 1, file: file.path }
    },
  }
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
