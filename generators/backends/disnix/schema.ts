/** A component's configuration as data, and the check of what a model adds to it: variables of the module. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'
import { isName } from '../../syntax/posix-shell.ts'

/** What `translate` makes and `render` writes. */
export interface Native {
  readonly description: Text
  /** The launcher's script: everything that a process is started with. */
  readonly launcher: Text
  /** Where Dysnomia looks for the number of the process. */
  readonly pidFile: Text
  readonly overrides?: readonly Override[]
}

/** The module's one variable that is not ours: how long it looks for the PID file before it warns. */
const KNOWN = new Set(['timeout'])
/** What the file says itself, and what would change how the module itself runs. */
const OURS = new Set(['process', 'pidFile'])
const ITS_OWN = /^(PATH|IFS|ENV|BASH.*|prefix|.*Name|typeIdentifier|DYSNOMIA_.*)$/

const scalar = z.union([z.string(), z.number()])
const known = z.record(z.string(), z.union([scalar, z.null()]))

function unwritable(key: string, values: readonly Text[]): string | null {
  if (!isName(key)) return 'a key is the name of a shell variable'
  if (OURS.has(key)) return 'the process is started and found by it'
  if (ITS_OWN.test(key)) return "it is the module's own"
  if (values.length > 1) return 'a variable has one value'
  return values.map(outlineOf).includes(null) ? 'a secret would stand in a file that everybody may read' : null
}

/**
 * In: `{variable: value | null}` as it stands in the model; the module reads the file as shell, each value is one quoted word there.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'disnix'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const why = unwritable(key, values ?? [])
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    if (key === 'timeout' && values !== null && !/^\d{1,4}$/.test(outlineOf(values[0]!) ?? '')) {
      const data = { backend, key, wanted: 'a whole number of seconds' }
      report({ code: 'override-value', severity: 'error', at: where, data })
      return false
    }
    if (!KNOWN.has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
    return true
  })
  return { overrides: taken }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
