/** A script for openrc-run as data, and the check of what a model writes in OpenRC's own words: its variables. */
import { z } from 'zod'
import type { Backend } from '../../contract/backend.ts'
import { type Override, readOverrides } from '../../contract/overrides.ts'
import type { Path } from '../../contract/path.ts'
import type { Text } from '../../contract/text.ts'
import type { Report } from '../../diagnostics/diagnostic.ts'
import { outlineOf } from '../../syntax/outline.ts'

/** `KEY=VALUE` in the script; `value` is what the variable holds. */
export interface Setting {
  readonly key: string
  readonly value: Text
}
/** What `translate` makes and `render` writes. */
export interface Native {
  readonly settings: readonly Setting[]
  /** What it wants started, and ready, before it. */
  readonly wants: readonly Text[]
  readonly environment: ReadonlyMap<string, Text>
  readonly gate?: Text
  /** A oneshot: no process stays, so nothing supervises one, and the script's own `start` is over when the launcher is. */
  readonly once?: { readonly script: Text; readonly log: Text; readonly from?: Path }
  /** The line that tells the process to reload. */
  readonly reload?: Text
  readonly overrides?: readonly Override[]
}

/** openrc-run(8), "VARIABLES", supervise-daemon(8), and what a file in conf.d may set: rc.conf. */
const NUMBER = ['respawn_delay', 'respawn_max', 'respawn_period', 'healthcheck_delay', 'healthcheck_timer']
const KNOWN = new Set([
  ...NUMBER,
  ...['description', 'name', 'command', 'command_args', 'command_args_foreground', 'command_user', 'capabilities'],
  ...['secbits', 'no_new_privs', 'chroot', 'directory', 'umask', 'output_log', 'error_log', 'pidfile', 'retry'],
  ...[
    'required_dirs',
    'required_files',
    'supervise_daemon_args',
    'in_background_fake',
    'output_logger',
    'error_logger',
  ],
  ...['rc_need', 'rc_use', 'rc_want', 'rc_before', 'rc_after', 'rc_provide', 'rc_keyword', 'rc_ulimit', 'rc_timeout'],
  ...['rc_cgroup_settings', 'rc_cgroup_cleanup', 'rc_verbose', 'stopsig', 'notify'],
])
/** Another supervisor would take the rest of the script for something else. */
const OURS = new Set(['supervisor', 'command_background', 'extra_started_commands'])

const scalar = z.union([z.string(), z.number(), z.boolean()])
const known = z.record(z.string(), z.union([scalar, z.array(scalar), z.null()]))

function unwritable(key: string, values: readonly Text[]): string | null {
  if (OURS.has(key)) return 'the script is written for supervise-daemon'
  if (!/^[a-z][a-z0-9_]*$/.test(key)) return 'a key is made of small letters, digits and underscores'
  const outlines = values.map(outlineOf)
  if (outlines.includes(null)) return 'a secret would stand in a script that everybody may read'
  return outlines.every((one) => writable(one ?? '')) ? null : 'it would make OpenRC read the script as one of the LSB'
}

/** The header of the LSB anywhere in a script makes OpenRC read that instead: `lsb2rcconf` of Debian's. */
export function writable(outline: string): boolean {
  return !outline.includes('### BEGIN INIT INFO')
}

/**
 * In: `{variable: value | list | null}` as it stands in the model; values are what the variable holds, a list is written with
 * blanks between, `null` removes it. OpenRC evaluates some of them as shell words: that is its own syntax.
 * Diagnostics: `override-unknown-key` (a warning: passed on), `override-value`, `override-unwritable`.
 */
function overrides(value: unknown, at: Path, report: Report): Partial<Native> {
  const backend = 'openrc'
  const taken = readOverrides(value, at, backend, report).filter(({ key, at: where, values }) => {
    const why = unwritable(key, values ?? [])
    if (why !== null) {
      report({ code: 'override-unwritable', severity: 'error', at: where, data: { backend, key, why } })
      return false
    }
    if (NUMBER.includes(key) && values?.some((one) => !/^\d+$/.test(outlineOf(one) ?? ''))) {
      const wanted = 'a whole number'
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
