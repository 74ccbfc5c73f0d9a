/** A longrun's definition as data, and the check of what a model writes in s6-rc's own words. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** A file of one line in a definition directory. */
export interface Setting {
  readonly key: string
  readonly value: Text
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly run: readonly Text[]
  /** Whether and when it is started again; `null`: as s6 does by itself. */
  readonly finish: readonly Text[] | null
  readonly settings: readonly Setting[]
  readonly dependencies: readonly { readonly name: string; readonly value: Text }[]
  /** Of a oneshot, which has no `run`, no `finish` and no companion: one command line. */
  readonly up?: Text
  /** What the companion runs. */
  readonly log: readonly Text[]
  readonly overrides?: readonly Override[]
}

/** s6-rc-compile.html, "Source format", and s6's servicedir.html. */
const NUMBER = [
  'timeout-up',
  'timeout-down',
  'timeout-kill',
  'timeout-finish',
  'max-death-tally',
  'notification-fd',
  'lock-fd',
]
const FLAG = ['flag-essential', 'nosetsid']
const KNOWN = new Set([...NUMBER, ...FLAG, 'down-signal'])
/** What makes the definition this process's own. */
const OURS = new Set(['type', 'run', 'finish', 'producer-for', 'consumer-for', 'pipeline-name', 'contents'])

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const known = z.record(z.string(), scalar)

/** What a file takes where it does not take `outline`; `null` where it does. */
function wanted(key: string, outline: string): string | null {
  if (NUMBER.includes(key)) return /^\d{1,9}$/.test(outline) ? null : 'a whole number'
  if (FLAG.includes(key)) return outline === 'true' ? null : 'true, or null to leave it out'
  if (key === 'down-signal') return /^(SIG)?[A-Z0-9+]+$/.test(outline) ? null : 'the name of a signal, or its number'
  return null
}

function unwritable(key: string, values: readonly (string | null)[]): string | null {
  if (OURS.has(key)) return 'this file is made from the process itself'
  if (!/^[a-z][a-z0-9-]*$/.test(key)) return 'a file there has a name of small letters, digits and hyphens'
  if (values.length !== 1) return 'a file has one value'
  if (values[0] === null || values[0] === undefined) return 'a secret would stand in a file that others may read'
  return /[\n\r]/.test(values[0]) ? 'it holds a newline' : null
}

/**
 * In: `{file: value | null}` as it stands in the model: files of one line in the definition directory; `null` removes the file.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 's6-rc'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const outlines = values?.map(outlineOf) ?? ['']
    const why = unwritable(key, outlines)
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    const instead = values === null ? null : wanted(key, outlines[0] ?? '')
    if (instead !== null) {
      report({ code: 'override-value', severity: 'error', at: where, data: { backend, key, wanted: instead } })
      return false
    }
    if (!KNOWN.has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
    return true
  })
  return { overrides: taken }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
