/** From what a process is to what its section says: supervisord.org/configuration.html, "[program:x] Section Settings". */
import type { Lowered, RestartPolicy } from '../../contract/backend.ts'
import type { StepKind } from '../../contract/chain.ts'
import { literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import {
  assignments,
  command,
  comment,
  holdsAssignment,
  holdsCommand,
  holdsPath,
  plain,
  type Setting,
} from '../../syntax/supervisord-ini.ts'
import type { Native } from './schema.ts'

const RESTART: Readonly<Record<RestartPolicy, string>> = { always: 'true', 'on-failure': 'unexpected', never: 'false' }
/** The launcher ends what it follows within the process's own limit, and then needs a moment for itself. */
const LAUNCHER_SECONDS = 5

const isAccount = (outline: string) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(outline)

/** Whether a section can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'environment':
      return values.every(holdsAssignment)
    case 'umask':
      return values.every((one) => /^[0-7]{1,4}$/.test(outlineOf(one) ?? ''))
    case 'user': {
      // `user=` takes the account's own primary group and all its others (`drop_privileges`), whatever the model says:
      // it is only left to it where the group has the user's name, as every account that is made here.
      const [name, group, , ...groups] = values.map(outlineOf)
      return typeof name === 'string' && isAccount(name) && group === name && groups.length === 0
    }
    case 'directory':
    case 'output':
      return values.every(holdsPath)
    case 'exec':
      return values[0] !== undefined && holdsCommand(values[0], values.slice(1))
    case 'limits':
    case 'wait':
    case 'prepare':
    case 'nice':
      return false
  }
}

/** It becomes a comment line, which nobody reads but people. */
export function holdsDescription(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f]/.test(outline)
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: the section's settings, each with its origins. */
export function translate(lowered: Lowered): Native {
  const { of, native, exec } = lowered
  const settings: Setting[] = []
  const says = (key: string, value: Text) => settings.push({ key, value })
  const stop = of.set.get('stop')

  says('command', command(exec.path, exec.args))
  if (native.directory) says('directory', plain(native.directory))
  if (native.environment && native.environment.size > 0) says('environment', assignments(native.environment))
  if (native.umask) says('umask', native.umask)
  if (native.user) says('user', plain(native.user.name))
  says('autostart', text(String(of.boot), of.set.get('boot')))
  if (of.restart) says('autorestart', text(RESTART[of.restart], of.set.get('restart')))
  // Before version 4 the status 2 was expected too.
  if (of.restart === 'on-failure') says('exitcodes', text('0'))
  // It may end as soon as it likes: "EXITED" is what it is to become, where less than this would be called a failed start.
  if (lowered.kind.is === 'oneshot') says('startsecs', text('0', of.set.get('kind')))
  says('stopsignal', text(of.stop.signal.replace(/^SIG/, ''), stop))
  says('stopwaitsecs', text(String(of.stop.seconds + (lowered.launcher ? LAUNCHER_SECONDS : 0)), stop))
  says('killasgroup', text('true'))
  says('redirect_stderr', text('true'))
  const output = native.output ?? (of.steps.output ? undefined : lowered.log)
  if (output) {
    const { rotation } = lowered
    const from = of.set.get('rotation')
    says('stdout_logfile', plain(output, 2))
    // Without a word of the model its file is nobody's to rotate; the default would be 50 MB.
    says('stdout_logfile_maxbytes', text(String(rotation?.bytes ?? 0), from))
    if (rotation) says('stdout_logfile_backups', text(String(rotation.keep), from))
  }
  // Else the launcher opens the model's file, as the process's user, and only its own words go where supervisord likes.
  return { remark: literalOf(of.description)?.trim() === '' ? [] : comment(of.description), settings }
}
