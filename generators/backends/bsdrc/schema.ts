/** An rc.d script as data, and the check of what a model writes in the words of rcorder(8) and rc.subr(8). */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** A line that rcorder reads: `# KEY: values`. */
export interface HeaderLine {
  readonly key: string
  readonly values: readonly Text[]
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly header: readonly HeaderLine[]
  readonly description: Text
  /** What the verbs are passed to. */
  readonly script: Text
  readonly boot: Text
  readonly reloads: boolean
  readonly overrides?: readonly Override[]
}

/** rcorder(8). */
export const HEADER: ReadonlySet<string> = new Set(['PROVIDE', 'REQUIRE', 'BEFORE', 'KEYWORD'])
/** rc.subr(8), `run_rc_command`: what it looks at around a command that a script has of its own. */
const VARIABLES = new Set([
  'desc',
  'required_dirs',
  'required_files',
  'required_modules',
  'required_vars',
  ...['start', 'stop', 'restart', 'reload', 'status'].flatMap((verb) => [`${verb}_precmd`, `${verb}_postcmd`]),
])
/** By these the launcher is called and the script found. */
const OURS =
  /^(name|rcvar|command|command_args|command_interpreter|extra_commands|pidfile|procname|\w+_cmd|\w+_enable)$/

const scalar = z.union([z.string(), z.number(), z.boolean()])
const known = z.record(z.string(), z.union([scalar, z.array(scalar), z.null()]))

function unwritable(key: string, outlines: readonly (string | null)[]): string | null {
  if (OURS.test(key)) return 'it is how the script drives the process'
  if (!HEADER.has(key) && !/^[a-z][a-z0-9_]*$/.test(key))
    return 'a key is PROVIDE, REQUIRE, BEFORE, KEYWORD, or a variable in small letters'
  return outlines.includes(null) ? 'a secret would stand in a file that everybody may read' : null
}

/**
 * In: `{KEY: value | list | null}` as it stands in the model; a list is written with blanks between, `null` leaves the line out.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'bsdrc'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const outlines = (values ?? []).map(outlineOf)
    const why = unwritable(key, outlines)
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    if (HEADER.has(key) && outlines.some((one) => !/^[A-Za-z0-9_. -]*$/.test(one ?? ''))) {
      report({ code: 'override-value', severity: 'error', at: where, data: { backend, key, wanted: 'names' } })
      return false
    }
    if (!HEADER.has(key) && !VARIABLES.has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
    return true
  })
  return { overrides: taken }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
