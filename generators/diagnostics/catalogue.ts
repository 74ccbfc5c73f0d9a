/** The words of every diagnostic: one entry a code. Braces name a key of the diagnostic's data. */
import { formatPath } from '../contract/path.ts'
import type { Diagnostic } from './diagnostic.ts'

export interface CodeEntry {
  /** What happened, as one sentence with the thing, place and number: `Port {port} is wanted twice.` */
  readonly message: string
  /** What a person can do about it. */
  readonly wayOut: string
  /** A paragraph for the reference page. */
  readonly explanation: string
  /** A small model text that provokes it. */
  readonly example: string
}
export type Codes = Readonly<Record<string, CodeEntry>>

function fill(words: string, data: Diagnostic['data']): string {
  return words.replace(/\{(\w+)\}/g, (whole, key: string) => (key in data ? String(data[key]) : whole))
}

/** The catalogue over the given tables; a code that stands in two of them is an error of ours. */
export function makeCatalogue(tables: readonly Codes[]): Codes {
  const all: Record<string, CodeEntry> = {}
  for (const table of tables)
    for (const [code, entry] of Object.entries(table)) {
      if (all[code]) throw new Error(`diagnostic code ${code} is defined twice`)
      all[code] = entry
    }
  return all
}

/** Message, way out and place of a diagnostic, in words. */
export function explain(catalogue: Codes, diagnostic: Diagnostic): { message: string; wayOut: string; at: string } {
  const entry = catalogue[diagnostic.code]
  if (!entry) throw new Error(`diagnostic code ${diagnostic.code} has no entry`)
  return {
    message: fill(entry.message, diagnostic.data),
    wayOut: fill(entry.wayOut, diagnostic.data),
    at: formatPath(diagnostic.at),
  }
}
