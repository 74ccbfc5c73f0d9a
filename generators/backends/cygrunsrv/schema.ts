/** A registration as data, and the check of what a model writes in cygrunsrv's own words. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** One long option; without a value it is a switch. */
export interface Option {
  readonly name: string
  readonly value?: Text
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly options: readonly Option[]
  readonly overrides?: readonly Override[]
}

/** `cygrunsrv --help`, "Options for installing": those with a value ... */
const VALUED = new Set([
  'disp',
  'desc',
  'type',
  'termsig',
  'shutsig',
  'stdin',
  'stdout',
  'stderr',
  'pidfile',
  'dep',
  'env',
  'chdir',
])
/** ... and switches: `true` gives them, `false` or `null` leaves them out. */
export const SWITCHES: ReadonlySet<string> = new Set(['shutdown', 'preshutdown', 'neverexits', 'interactive', 'nohide'])
const OURS: Readonly<Record<string, string>> = {
  install: 'it is the name by which the service is driven',
  path: 'it is what runs the process',
  args: 'it is what runs the process',
  user: 'another account needs its password',
  passwd: 'a password would stand in a file that others may read',
}

const scalar = z.union([z.string(), z.number(), z.boolean()])
const known = z.record(z.string(), z.union([scalar, z.array(scalar), z.null()]))

function unwritable(key: string, outlines: readonly (string | null)[]): string | null {
  const ours = OURS[key]
  if (ours !== undefined) return ours
  if (!/^[a-z][a-z0-9]*$/.test(key)) return 'an option is made of small letters'
  if (outlines.includes(null)) return 'a secret would stand in a file that others may read'
  return outlines.some((one) => /[\0-\x1f\x7f]/.test(one ?? '')) ? 'it holds a control character' : null
}
/** What an option takes where it does not take these; `null` where it does. */
function wanted(key: string, outlines: readonly string[]): string | null {
  if (SWITCHES.has(key)) return outlines.length === 1 && /^(true|false)$/.test(outlines[0]!) ? null : 'true or false'
  if (key === 'type') return outlines.length === 1 && /^(auto|manual)$/.test(outlines[0]!) ? null : 'auto or manual'
  if (key === 'env') return outlines.every((one) => /^[^=]+=/.test(one)) ? null : 'NAME=value'
  return key === 'dep' || outlines.length === 1 ? null : 'one value'
}

/**
 * In: `{option: value | list | null}` as it stands in the model, long options without their hyphens; a list gives the option several
 * times, `null` leaves it out. Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'cygrunsrv'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const outlines = (values ?? []).map(outlineOf)
    const why = unwritable(key, outlines)
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    const instead =
      values === null
        ? null
        : wanted(
            key,
            outlines.map((one) => one ?? ''),
          )
    if (instead !== null) {
      report({ code: 'override-value', severity: 'error', at: where, data: { backend, key, wanted: instead } })
      return false
    }
    if (!VALUED.has(key) && !SWITCHES.has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
    return true
  })
  return { overrides: taken }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
