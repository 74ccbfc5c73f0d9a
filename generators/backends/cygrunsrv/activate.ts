/**
 * The verbs as commands of cygrunsrv, by name. A service keeps what it was registered with, so stopping one takes its registration
 * away and starting one registers it anew. Each is "ensure": what is so already is a success.
 */
import type { Activities, Command, Running } from '../../contract/backend.ts'

const PATIENCE = 60

/**
 * `tell SIGNAL`: to the program below the service's own process, which Windows knows by another number (`winpid` in Cygwin's /proc).
 * The manager does not stop what a running service depends on, and that one must not be taken along: then the program is told itself.
 */
const TELL = `tell() {
	number=$(sc.exe queryex "$name" | sed -n 's/^ *PID *: *\\([0-9][0-9]*\\).*/\\1/p')
	[ -n "$number" ] && [ "$number" != 0 ] || return 1
	for one in /proc/[0-9]*; do
		read -r winpid 2>/dev/null <"$one/winpid" && [ "$winpid" = "$number" ] || continue
		for child in /proc/[0-9]*; do
			read -r parent 2>/dev/null <"$child/ppid" && [ "$parent" = "\${one#/proc/}" ] || continue
			kill -s "$1" "\${child#/proc/}" && return
		done
	done
	return 1
}
`

const STOP = `name=$1 left=$2
${TELL}known() { cygrunsrv --query "$name" >/dev/null 2>&1; }
ended() { cygrunsrv --query "$name" | grep -q '^Current State *: *Stopped'; }
known || exit 0
ended || cygrunsrv --stop "$name" 2>/dev/null || tell TERM
while ! ended; do
	if [ "$left" -eq 0 ]; then tell KILL; fi
	[ "$left" -gt -10 ] || { echo "$name does not end" >&2; exit 1; }
	left=$((left - 1))
	sleep 1
done
exec cygrunsrv --remove "$name"
`
const START = `cygrunsrv --query "$1" >/dev/null 2>&1 || "$2" || exit
cygrunsrv --query "$1" | grep -q '^Current State *: *Running' || exec cygrunsrv --start "$1"
`
/** What ends as soon as it likes may have ended before Windows was told that it runs, which is no failure of its start. */
const START_ONCE = `cygrunsrv --query "$1" >/dev/null 2>&1 && cygrunsrv --remove "$1"
"$2" || exit
cygrunsrv --start "$1" 2>/dev/null || :
`
const RUNNING = `cygrunsrv --query "$1" | grep -q '^Current State *: *Running'`
const RELOAD = `name=$1
${TELL}tell "$2"
`

const ANEW = 'cygrunsrv --remove "$1" && exec "$2"\n'

/** What registers it. */
function fileOf(process: Running): string {
  return process.installed[0] ?? `${process.directory}/${process.name}`
}
function sh(script: string, ...words: readonly string[]): readonly string[] {
  return ['sh', '-c', script, 'sh', ...words]
}
function stop({ name, stopSeconds }: Running): Command {
  return { argv: sh(STOP, name, String(stopSeconds)), changes: true, seconds: stopSeconds + PATIENCE }
}
function start(process: Running): Command {
  return {
    argv: sh(process.kind?.is === 'oneshot' ? START_ONCE : START, process.name, fileOf(process)),
    changes: true,
    seconds: PATIENCE,
  }
}

export const activities: Activities = {
  // The log is opened before anything of ours runs, and its directory is not made.
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
        ? [
            {
              argv: sh(RELOAD, process.name, process.reload.signal.replace(/^SIG/, '')),
              changes: true,
              seconds: PATIENCE,
            },
          ]
        : [{ argv: process.reload.argv, changes: true, seconds: PATIENCE }],
  up: (process) => ({ argv: sh(RUNNING, process.name), changes: false, seconds: PATIENCE }),
  // A service keeps what it was registered with: what does not run now is registered anew, to be so at the next boot.
  settle: (transition) =>
    transition.running
      .filter(({ placement, kind }) => kind?.is === 'oneshot' && transition.changes.get(placement) === 'register')
      .map((process) => ({ argv: sh(ANEW, process.name, fileOf(process)), changes: true, seconds: PATIENCE })),
  check: (_process, path) => ({ argv: ['sh', '-n', path], changes: false, seconds: PATIENCE }),
}
