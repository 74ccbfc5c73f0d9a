/** Diagnostics as people read them: in the order of the list, in words, and by the field where they hold. */

import { CATALOGUE } from '#generators/catalogue.ts'
import { keysOf } from '#generators/contract/path.ts'
import { explain } from '#generators/diagnostics/catalogue.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'

export interface Explained {
  readonly diagnostic: Diagnostic
  readonly message: string
  readonly wayOut: string
  readonly at: string
}
const RANK = { error: 0, warning: 1, info: 2 } as const

export function explained(diagnostic: Diagnostic): Explained {
  return { diagnostic, ...explain(CATALOGUE, diagnostic) }
}

/** Errors, then warnings, then losses; then by where they hold. */
export function sorted(diagnostics: readonly Diagnostic[]): readonly Explained[] {
  return diagnostics
    .map(explained)
    .toSorted((a, b) => RANK[a.diagnostic.severity] - RANK[b.diagnostic.severity] || a.at.localeCompare(b.at))
}

/** Those that hold at a field or below it. */
export function diagnosticsAt(
  diagnostics: readonly Diagnostic[],
  keys: readonly (string | number)[],
): readonly Diagnostic[] {
  return diagnostics.filter(({ at }) => {
    const own = keysOf(at)
    return keys.every((key, index) => String(own[index]) === String(key))
  })
}
