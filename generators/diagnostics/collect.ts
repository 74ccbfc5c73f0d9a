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
      const key = JSON.stringify([
        diagnostic.code,
        formatPath(diagnostic.at),
        diagnostic.target?.placement,
        diagnostic.data,
      ])
      if (!said.has(key)) said.set(key, diagnostic)
    },
    diagnostics: () => [...said.values()].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]),
    failed: () => [...said.values()].some(({ severity }) => severity === 'error'),
  }
}
