/** Gathers what the passes say: each thing once, errors first, in the order of the model. */
import { formatPath } from '../contract/path.ts'
import type { Diagnostic, Report } from './diagnostic.ts'

const ORDER = { error: 0, warning: 1, info: 2 } as const

export function collectDiagnostics(): {
  readonly report: Report
  diagnostics(): readonly Diagnostic[]
  failed(): boolean
} {
  const said = new Map<string, Diagnostic>()
  return {
    report(diagnostic) {
      const key = keyOf(diagnostic)
      if (!said.has(key)) said.set(key, diagnostic)
    },
    diagnostics: () => [...said.values()].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]),
    failed: () => [...said.values()].some(({ severity }) => severity === 'error'),
  }
}

/** What is kept from one compilation to the next is said again as the same object. */
const keys = new WeakMap<Diagnostic, string>()
function keyOf(diagnostic: Diagnostic): string {
  const known = keys.get(diagnostic)
  if (known !== undefined) return known
  const { code, at, target, data } = diagnostic
  const key = JSON.stringify([code, formatPath(at), target?.placement, data])
  keys.set(diagnostic, key)
  return key
}
