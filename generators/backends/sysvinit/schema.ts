/** The header of an init script as data, and the check of what a model writes in the words of the LSB. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** One line of the header: LSB 5.0, 22.2 "Comment Conventions for Init Scripts". */
export interface HeaderLine {
  readonly key: string
  readonly values: readonly Text[]
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly header: readonly HeaderLine[]
  /** What the script becomes. */
  readonly script: Text
  readonly overrides?: readonly Override[]
}

const FACILITIES = [
  'Provides',
  'Required-Start',
  'Required-Stop',
  'Should-Start',
  'Should-Stop',
  'X-Start-Before',
  'X-Stop-After',
]
const RUNLEVELS = ['Default-Start', 'Default-Stop']
const KNOWN = new Set([...FACILITIES, ...RUNLEVELS, 'Short-Description', 'Description', 'X-Interactive'])

const scalar = z.union([z.string(), z.number(), z.boolean()])
const known = z.record(z.string(), z.union([scalar, z.array(scalar), z.null()]))

/** What a key takes where it does not take `outline`; `null` where it does. */
function wanted(key: string, outline: string): string | null {
  if (FACILITIES.includes(key)) return /^[A-Za-z0-9$_. -]*$/.test(outline) ? null : 'names of scripts or $facilities'
  if (RUNLEVELS.includes(key)) return /^[0-6S ]*$/.test(outline) ? null : 'runlevels from 0 to 6, or S'
  if (key === 'X-Interactive') return /^(true|false)$/.test(outline) ? null : 'true or false'
  return null
}

function unwritable(key: string, outlines: readonly (string | null)[]): string | null {
  if (!KNOWN.has(key) && !/^X-[A-Za-z][A-Za-z0-9-]*$/.test(key))
    return 'a key is one of the LSB, or X- and letters, digits and hyphens'
  if (outlines.includes(null)) return 'a secret would stand in a file that everybody may read'
  return outlines.some((one) => /[\n\r]/.test(one ?? '')) ? 'it holds a newline' : null
}

/**
 * In: `{Key: value | list | null}` as it stands in the model; a list is written with blanks between, `null` removes the line.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'sysvinit'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const outlines = (values ?? []).map(outlineOf)
    const why = unwritable(key, outlines)
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    const instead = outlines.map((one) => wanted(key, one ?? '')).find((one) => one !== null)
    if (instead) {
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
