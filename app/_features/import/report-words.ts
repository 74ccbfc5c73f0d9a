/** What an import understood and what it did not, as sentences and groups. */
import { count, type Phrase, phrase } from '#app/_ui/answer.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { type Explained, explained } from '../editor/diagnostics.ts'

export interface ReportGroup {
  readonly title: string
  /** What each of its rows is, to those who do not see the sign. */
  readonly word: string
  readonly rows: readonly Explained[]
}

const GROUPS: readonly (Omit<ReportGroup, 'rows'> & { holds(diagnostic: Diagnostic): boolean })[] = [
  { title: 'Cannot be read', word: 'Error', holds: ({ severity }) => severity === 'error' },
  { title: 'Not carried over', word: 'Lost', holds: ({ severity }) => severity === 'warning' },
  { title: 'Kept for one process manager only', word: 'Kept', holds: ({ code }) => code === 'import-kept' },
  { title: 'Good to know', word: 'Note', holds: () => true },
]

/** Each diagnostic in the first group that holds it; groups without any are left out. */
export function reported(diagnostics: readonly Diagnostic[]): readonly ReportGroup[] {
  const byGroup = Map.groupBy(diagnostics, (one) => GROUPS.find((group) => group.holds(one))!)
  return GROUPS.flatMap((group) => {
    const own = byGroup.get(group)
    return own ? [{ title: group.title, word: group.word, rows: own.map(explained) }] : []
  })
}

export function importAnswer(processes: number, diagnostics: readonly Diagnostic[]): readonly Phrase[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const lost = diagnostics.filter(({ severity }) => severity === 'warning').length
  const understood =
    processes === 0 ? 'No process is understood.' : `${count(processes, 'process is', 'processes are')} understood.`
  if (errors > 0)
    return [
      phrase(`${count(errors, 'thing')} cannot be read, so nothing is made yet.`, 'failed'),
      ...(processes > 0 ? [phrase(understood)] : []),
    ]
  if (processes === 0) return [phrase(understood)]
  return [
    phrase(understood),
    lost > 0
      ? phrase(`${count(lost, 'thing is', 'things are')} not carried over.`, 'drift')
      : phrase(`All that is said of ${processes === 1 ? 'it' : 'them'} is carried over.`),
  ]
}
