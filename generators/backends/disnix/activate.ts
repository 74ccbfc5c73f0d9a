/**
 * The verbs: Dysnomia is told what the launcher does, one component at a time, so that what is unchanged is not touched. Its module
 * ends with 0 also when nothing was started, sends TERM and does not wait, and takes any PID file for a process that runs: so the
 * launcher's own word is listened to in `activate`, and before each `deactivate` it has stopped the process already.
 */
import type { Activities, Command, Running } from '../../contract/backend.ts'
import { NOT_STARTED, placesOf } from './index.ts'

/** The launcher has time limits of its own for each thing that it waits for; this one only keeps a hung one from holding a deployment. */
const START_SECONDS = 900
const PATIENCE = 30

/** The launcher's script stands in the store, and is there as long as anything was started from it. */
export function launcherOf(process: Running): string {
  return process.scripts.launcher ?? '/nonexistent/launcher'
}

/** Words of dysnomia(1), and the environment in which it looks for things. */
function dysnomia(process: Running, operation: string) {
  const places = placesOf(process.container, process.directory)
  return {
    argv: [places.dysnomia, '--operation', operation, '--component', componentOf(process), '--container', places.name],
    environment: {
      DYSNOMIA_CONTAINERS_PATH: places.containers,
      DYSNOMIA_STATEDIR: places.state,
      ...(places.modules === undefined ? {} : { DYSNOMIA_MODULES_PATH: places.modules }),
    },
  }
}
function componentOf(process: Running): string {
  return `${placesOf(process.container, process.directory).components}/${process.name}`
}
/** The one file of a component, which the module reads. */
function fileOf(process: Running): string {
  return process.installed[0] ?? `${componentOf(process)}/etc/dysnomia/process/${process.name}`
}

/**
 * What the program of a component says where the launcher could not start the process. It says so last, after the end of a log, so
 * nothing in there can be taken for a success.
 */
const START = `said=$("$@" 2>&1)
code=$?
[ -z "$said" ] || printf '%s\\n' "$said" >&2
case $said in *'${NOT_STARTED}'*) exit 1 ;; esac
exit $code
`
/** The module cannot tell a component that is gone from a broken one; nothing is to be told of it then. */
const DEACTIVATE = `file=$1
shift
[ -f "$file" ] || exit 0
exec "$@"
`
/** A directory that is left without its file would still count as a component that can be activated. */
const SETTLE = `for one; do
	rmdir "$one/etc/dysnomia/process" "$one/etc/dysnomia" "$one/etc" "$one" 2>/dev/null || true
done
`

function start(process: Running): Command {
  const { argv, environment } = dysnomia(process, 'activate')
  return {
    argv: ['sh', '-c', START, 'sh', ...argv],
    environment,
    changes: true,
    seconds: START_SECONDS,
  }
}
function stop(process: Running): Command[] {
  const { argv, environment } = dysnomia(process, 'deactivate')
  return [
    tell(process, 'stop', process.stopSeconds + PATIENCE),
    { argv: ['sh', '-c', DEACTIVATE, 'sh', fileOf(process), ...argv], environment, changes: true, seconds: PATIENCE },
  ]
}
function tell(process: Running, verb: string, seconds: number): Command {
  return { argv: [launcherOf(process), verb], changes: true, seconds }
}

export const activities: Activities = {
  stop,
  start: (process) => [start(process)],
  restart: (process) => [...stop(process), start(process)],
  reload: (process) => (process.reload === null ? [] : [tell(process, 'reload', 60)]),
  up: (process) => ({ argv: [launcherOf(process), 'status'], changes: false, seconds: PATIENCE }),
  upByScript: true,
  settle: ({ gone }) =>
    gone.length > 0
      ? [{ argv: ['sh', '-c', SETTLE, 'sh', ...gone.map(componentOf)], changes: true, seconds: PATIENCE }]
      : [],
  check: (_process, path) =>
    path.endsWith('.xml') ? null : { argv: ['sh', '-n', path], changes: false, seconds: PATIENCE },
}
