/** A program's section as data, and the check of what a model writes in supervisord's own words. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'
import type { Setting } from '../../syntax/supervisord-ini.ts'

/** What `translate` makes and `render` writes. */
export interface Native {
  readonly remark: Text
  readonly settings: readonly Setting[]
  readonly overrides?: readonly Override[]
}

/** supervisord.org/configuration.html, "[program:x] Section Values". */
const BOOLEAN = [
  'autostart',
  'stopasgroup',
  'killasgroup',
  'redirect_stderr',
  'stdout_events_enabled',
  'stderr_events_enabled',
  'stdout_syslog',
  'stderr_syslog',
]
const NUMBER = [
  'priority',
  'startsecs',
  'startretries',
  'stopwaitsecs',
  'stdout_logfile_backups',
  'stderr_logfile_backups',
]
const SIZE = [
  'stdout_logfile_maxbytes',
  'stdout_capture_maxbytes',
  'stderr_logfile_maxbytes',
  'stderr_capture_maxbytes',
]
const OTHER = [
  'command',
  'autorestart',
  'exitcodes',
  'stopsignal',
  'user',
  'stdout_logfile',
  'stderr_logfile',
  'environment',
  'directory',
  'umask',
  'serverurl',
]
const KNOWN = new Set([...BOOLEAN, ...NUMBER, ...SIZE, ...OTHER])
/** One section is one process, called by its own name: these would make it several, or another. */
const OURS = new Set(['process_name', 'numprocs', 'numprocs_start'])

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const known = z.record(z.string(), scalar)

/** What a setting takes where it does not take `outline`; `null` where it does: datatypes.py. */
function wanted(key: string, outline: string): string | null {
  if (BOOLEAN.includes(key)) return /^(true|yes|on|1|false|no|off|0)$/i.test(outline) ? null : 'true or false'
  if (NUMBER.includes(key)) return /^-?\d+$/.test(outline) ? null : 'a whole number'
  if (SIZE.includes(key))
    return /^\d+(KB|MB|GB)?$/i.test(outline) ? null : 'a number of bytes, or one with KB, MB or GB'
  if (key === 'autorestart') return /^(true|false|unexpected)$/i.test(outline) ? null : 'true, false or unexpected'
  return null
}

function unwritable(key: string, values: readonly (string | null)[]): string | null {
  if (OURS.has(key)) return 'one section is one process, under its own name'
  if (!/^[a-z][a-z0-9_]*$/.test(key)) return 'a key is made of small letters, digits and underscores'
  if (values.length !== 1) return 'a key has one value'
  if (values[0] === null || values[0] === undefined) return 'a secret would stand in a file that others may read'
  return /[\n\r]/.test(values[0]) ? 'it holds a newline' : null
}

/**
 * In: `{key: value | null}` as it stands in the model; values are supervisord's own syntax, `null` removes the key.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'supervisord'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    if (values !== null) {
      const outlines = values.map(outlineOf)
      const why = unwritable(key, outlines)
      if (why !== null) {
        report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
        return false
      }
      const instead = wanted(key, outlines[0] ?? '')
      if (instead !== null) {
        report({ code: 'override-value', severity: 'error', at: where, data: { backend, key, wanted: instead } })
        return false
      }
    }
    if (!KNOWN.has(key))
      report({ code: 'override-unknown-key', severity: 'warning', at: where, data: { backend, key } })
    return true
  })
  return { overrides: taken }
}

export const schema: Backend<Native>['schema'] = { known, overrides }
