/** JSON, YAML and plain Nix of others, read with the place of each value: diagnostics about a file name its line and column. */
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { Place, SourceFile } from '../contract/reader.ts'
import { readPlainNix } from '../syntax/nix-reader.ts'

export interface Placed {
  readonly value: unknown
  /** Of what stands at `keys`, or of the nearest thing above it. */
  place(...keys: readonly (string | number)[]): Place
}

export interface Wrong {
  readonly wrong: string
  readonly place: Place
  readonly value?: undefined
}

/** In: JSON. Out: its value, as JSON has it; the places of its values are those of the YAML 1.2 that it nearly is. */
export function readJson(file: SourceFile): Placed | Wrong {
  const placed = readPlaced(file)
  const place: Placed['place'] = 'wrong' in placed ? () => placed.place : placed.place
  try {
    return { value: JSON.parse(file.text) as unknown, place }
  } catch (error) {
    const wrong = 'wrong' in placed ? placed.wrong : (error as SyntaxError).message
    return { wrong: `it is no JSON: ${wrong}`, place: place() }
  }
}

/** In: a file of Nix. Out: its value, or why it is none without Nix. */
export function readNix(file: SourceFile): Placed | Wrong {
  function placeAt(offset: number): Place {
    const before = file.text.slice(0, offset).split('\n')
    return { line: before.length, column: before.at(-1)!.length + 1, file: file.path }
  }
  const read = readPlainNix(file.text)
  if ('wrong' in read) return { wrong: read.wrong, place: placeAt(read.offset) }
  return { value: read.value, place: (...keys) => placeAt(read.offsetOf(keys)) }
}

/** In: a file of YAML. Out: its value with places, or what its syntax is against. */
export function readPlaced(file: SourceFile): Placed | Wrong {
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
