/** What is wrong with, or lost from, a user's model. Its words live in the catalogue of codes (`catalogue.ts`). */
import type { Path } from '../contract/path.ts'

export type Severity = 'error' | 'warning' | 'info'

export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  readonly at: Path
  readonly related?: readonly Path[]
  /** Where it holds for one target only. */
  readonly target?: { readonly placement: string; readonly backend: string }
  readonly data: Readonly<Record<string, string | number>>
  /** Something one click can do: values to set (undefined removes). */
  readonly fix?: { readonly title: string; readonly set: readonly { readonly at: Path; readonly value: unknown }[] }
  /** Position in a YAML text, 1-based, where one is known. */
  readonly position?: { readonly line: number; readonly column: number; readonly file?: string }
}

export type Report = (diagnostic: Diagnostic) => void
