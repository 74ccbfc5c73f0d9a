/** The verbs: each runs the script, whatever `NAME_enable` says: that is what the `one` before a verb means (rc.subr(8)). */
import type { Activities, Command, Running } from '../../contract/backend.ts'

/** A script has time limits of its own for each thing that it waits for; this one only keeps a hung one from holding a deployment. */
const START_SECONDS = 900
const PATIENCE = 30

/** What was put where rc looks. */
export function scriptOf(process: Running): string {
  return process.installed[0] ?? `${process.directory}/${process.name}`
}
/**
 * Whom to ask how the process is: rc.subr makes 1 of every status but 0, and the launcher's script answers with more words. It
 * stands in the store for as long as anything was started from it.
 */
export function launcherOf(process: Running): string {
  return process.scripts.launcher ?? scriptOf(process)
}

/** Somebody may have taken away the script in rc's directory, and what it started must still be stopped. */
const STOP = 'if [ -x "$1" ]; then exec "$1" onestop; fi; exec "$2" stop'

function stop(process: Running): Command {
  return {
    argv: ['sh', '-c', STOP, 'sh', scriptOf(process), launcherOf(process)],
    changes: true,
    seconds: process.stopSeconds + PATIENCE,
  }
}
function tell(process: Running, verb: string, seconds: number): Command {
  return { argv: [scriptOf(process), verb], changes: true, seconds }
}

export const activities: Activities = {
  stop: (process) => [stop(process)],
  start: (process) => [tell(process, 'onestart', START_SECONDS)],
  restart: (process) => [tell(process, 'onerestart', START_SECONDS + process.stopSeconds)],
  reload: (process) => (process.reload === null ? [] : [tell(process, 'onereload', 60)]),
  up: (process) => ({ argv: [launcherOf(process), 'status'], changes: false, seconds: PATIENCE }),
  check: (_process, path) => ({ argv: ['sh', '-n', path], changes: false, seconds: PATIENCE }),
}
