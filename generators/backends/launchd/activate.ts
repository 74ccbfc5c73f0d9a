/**
 * The verbs as commands of launchctl(1), by service target: `system/LABEL`, or `user/UID/LABEL` where it is one user's. Each is
 * "ensure": what is so already is a success.
 */
import type { Activities, Command, Container, Running } from '../../contract/backend.ts'
import { isUser } from './index.ts'

const PATIENCE = 30

/** The user's number is the host's to know, so every script begins with finding its domain. */
const DOMAIN = 'case $1 in user) domain=user/$(id -u) ;; *) domain=system ;; esac\nlabel=$2\n'

/** Words for `sh`: constant text, with the domain's kind, the label and whatever follows as arguments. */
export function inDomain(
  script: string,
  container: Container,
  label: string,
  ...more: readonly string[]
): readonly string[] {
  return ['sh', '-c', `${DOMAIN}${script}`, 'sh', isUser(container) ? 'user' : 'system', label, ...more]
}

/**
 * `bootout` answers before the process is gone (36, in progress), and says 3 or 113 where there is no such service. While the
 * process ends the service is still known, so that is what is waited for.
 */
const STOP = `launchctl bootout "$domain/$label"
code=$?
case $code in 0 | 3 | 36 | 113) ;; *) exit $code ;; esac
left=$3
while launchctl print "$domain/$label" >/dev/null 2>&1; do
	[ "$left" -gt 0 ] || { echo "$label is still there" >&2; exit 1; }
	left=$((left - 1))
	sleep 1
done
exit 0
`

/**
 * A disabled service cannot be made known, so it is enabled first; `settle` says what holds at boot. `kickstart` starts what is
 * known and ended; 37: it runs.
 */
const START = `launchctl enable "$domain/$label" || exit
launchctl print "$domain/$label" >/dev/null 2>&1 || launchctl bootstrap "$domain" "$3" || exit
launchctl kickstart "$domain/$label"
code=$?
case $code in 37) exit 0 ;; esac
exit $code
`

/** Started once: by being made known, or by `kickstart` where it was known. A timer is made known, and its times start it. */
const START_ONCE = `launchctl enable "$domain/$label" || exit
launchctl print "$domain/$label" >/dev/null 2>&1 || exec launchctl bootstrap "$domain" "$3"
launchctl kickstart "$domain/$label"
code=$?
case $code in 37) exit 0 ;; esac
exit $code
`
const ARM = `launchctl enable "$domain/$label" || exit
launchctl print "$domain/$label" >/dev/null 2>&1 || exec launchctl bootstrap "$domain" "$3"
`
const KNOWN = 'launchctl print "$domain/$label" >/dev/null\n'

const RUNNING = `launchctl print "$domain/$label" | grep -q '^[[:space:]]*state = running$'`

/** One whose times launchd keeps. */
export function isTimer({ kind }: Running): boolean {
  return kind?.is === 'timer' && kind.by === 'manager'
}

/** What was put where launchd looks. */
function fileOf(process: Running): string {
  return process.installed[0] ?? `${process.directory}/${process.name}.plist`
}

function stop({ container, name, stopSeconds }: Running): Command {
  // The launcher may need 5 s more, as `ExitTimeOut` says.
  const argv = inDomain(STOP, container, name, String(stopSeconds + 10))
  return { argv, changes: true, seconds: stopSeconds + PATIENCE }
}
function start(process: Running): Command {
  const script = isTimer(process) ? ARM : process.kind?.is === 'oneshot' ? START_ONCE : START
  return { argv: inDomain(script, process.container, process.name, fileOf(process)), changes: true, seconds: 60 }
}
function tell(process: Running, script: string): Command {
  return { argv: inDomain(script, process.container, process.name), changes: true, seconds: PATIENCE }
}

export const activities: Activities = {
  // launchd opens the output before anything of ours runs, and makes no directories.
  stage(transition) {
    const directories = transition.running
      .filter((process) => transition.changes.get(process.placement) !== 'keep')
      .flatMap((process) => (process.log === null ? [] : [process.log.slice(0, process.log.lastIndexOf('/'))]))
    return directories.length > 0
      ? [{ argv: ['mkdir', '-p', ...new Set(directories)], changes: true, seconds: PATIENCE }]
      : []
  },
  stop: (process) => [stop(process)],
  start: (process) => [start(process)],
  restart: (process) => [stop(process), start(process)],
  reload: (process) =>
    process.reload === null
      ? []
      : 'signal' in process.reload
        ? [tell(process, `launchctl kill ${process.reload.signal.replace(/^(SIG)?/, 'SIG')} "$domain/$label"\n`)]
        : [{ argv: process.reload.argv, changes: true, seconds: 60 }],
  up: (process) => ({
    argv: inDomain(isTimer(process) ? KNOWN : RUNNING, process.container, process.name),
    changes: false,
    seconds: PATIENCE,
  }),
  // launchctl(1), "enable | disable": kept by launchd itself, across boots, and stronger than the key in the file.
  settle: (transition) =>
    transition.running
      .filter((process) => !['keep', 'reload', undefined].includes(transition.changes.get(process.placement)))
      .map((process) => tell(process, `launchctl ${process.boot ? 'enable' : 'disable'} "$domain/$label"\n`)),
  check: (_process, path) => ({
    argv: ['sh', '-c', 'command -v plutil >/dev/null || exit 0; exec plutil -lint -s "$1"', 'sh', path],
    changes: false,
    seconds: PATIENCE,
  }),
}
