/** The verbs: each runs the script, which is "ensure" by itself (LSB 5.0, 22.2: starting what runs is a success). */
import type { Activities, Command, Running } from '../../contract/backend.ts'
import { SYSTEM_DIRECTORY } from './index.ts'

/** A script has time limits of its own for each thing that it waits for; this one only keeps a hung one from holding a deployment. */
const START_SECONDS = 900
const PATIENCE = 30

/** What was put where init looks. */
export function scriptOf(process: Running): string {
  return process.installed[0] ?? `${process.directory}/${process.name}`
}

/**
 * The launcher's script stands in the store, and is there as long as anything was started from it; somebody may have taken
 * away the one in init's directory, and what it started must still be stopped.
 */
function stop(process: Running): Command {
  return {
    argv: [process.scripts.launcher ?? scriptOf(process), 'stop'],
    changes: true,
    seconds: process.stopSeconds + PATIENCE,
  }
}

function tell(process: Running, verb: string, seconds: number): Command {
  return { argv: [scriptOf(process), verb], changes: true, seconds }
}

/** A host that does not run these scripts by links of update-rc.d has nothing to be told. The name is an argument, never text of a shell. */
function register(process: Running, boot: boolean): Command {
  const told = boot ? 'update-rc.d "$1" defaults' : 'update-rc.d -f "$1" remove'
  return {
    argv: ['sh', '-c', `if command -v update-rc.d >/dev/null; then ${told}; fi`, 'sh', process.name],
    changes: true,
    seconds: PATIENCE,
  }
}

export const activities: Activities = {
  stop: (process) => [stop(process)],
  start: (process) => [tell(process, 'start', START_SECONDS)],
  restart: (process) => [tell(process, 'restart', START_SECONDS + process.stopSeconds)],
  reload: (process) => [tell(process, 'reload', 60)],
  up: (process) => ({ argv: [scriptOf(process), 'status'], changes: false, seconds: PATIENCE }),
  settle(transition) {
    if (transition.directory !== SYSTEM_DIRECTORY) return []
    const changed = transition.running.filter((one) => {
      const change = transition.changes.get(one.placement)
      return change !== undefined && change !== 'keep' && change !== 'reload'
    })
    return [...transition.gone.map((one) => register(one, false)), ...changed.map((one) => register(one, one.boot))]
  },
  check: (_process, path) => ({ argv: ['sh', '-n', path], changes: false, seconds: PATIENCE }),
}
