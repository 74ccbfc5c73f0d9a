/** A service directory as data, and the check of what a model adds to it: files of its own. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** One file of the service directory. */
export interface ServiceFile {
  readonly at: string
  readonly content: Text
  readonly mode: number
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly files: readonly ServiceFile[]
  readonly overrides?: readonly Override[]
}

/** What runsv(8) and sv(8) look for. */
const KNOWN = new Set([
  'run',
  'finish',
  'check',
  'down',
  'log/run',
  'log/finish',
  ...['u', 'd', 'o', 'p', 'c', 'h', 'a', 'i', 'q', '1', '2', 't', 'k', 'x'].map((one) => `control/${one}`),
])

const known = z.record(z.string(), z.union([z.string(), z.null()]))

function unwritable(key: string, values: readonly Text[]): string | null {
  // "supervise" is runsv's own.
  if (!/^(?!supervise(\/|$))[a-z0-9][a-z0-9_.-]*(\/[a-z0-9][a-z0-9_.-]*)?$/.test(key))
    return 'a key is a file of the service directory, such as run or log/run'
  if (values.length !== 1) return 'a file has one text'
  return outlineOf(values[0]!) === null ? 'a secret would stand in a file that everybody may read' : null
}

/**
 * In: `{file: text | null}` as it stands in the model: files of the service directory; `null` leaves one out.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'runit'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const why = values === null ? null : unwritable(key, values)
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    if (key === 'run' && values === null) {
      const wanted = 'a script: without one there is no service'
      report({ code: 'override-value', severity: 'error', at: where, data: { backend, key, wanted } })
      return false
    }
    if (!KNOWN.has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
    return true
  })
  return { overrides: taken }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
