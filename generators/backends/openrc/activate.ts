/** The verbs as commands of rc-service(8) and rc-update(8), by name; every one is "ensure". */
import type { Activities, Command, ContainerTransition, Running } from '../../contract/backend.ts'
import { properties } from './index.ts'

/** Beyond what a process may take to end. */
const PATIENCE = 30
/** A script has time limits of its own; this one only keeps a hung one from holding a deployment. */
const START_SECONDS = 900

function tell(process: Running, verb: string, seconds: number): Command {
  return { argv: ['rc-service', process.name, verb], changes: true, seconds }
}

/** `start` of what crashed says "already started" (0) and does nothing; 32 and 64 are "crashed" and "unsupervised". */
const START = `rc-service "$1" status >/dev/null 2>&1
case $? in 32 | 64) rc-service "$1" stop ;; esac
exec rc-service "$1" start`

/** Up, and not only for the moment that a process lasts which ends at once. */
const UP = `rc-service "$1" status >/dev/null 2>&1 && sleep 0.2 && exec rc-service "$1" status`

function stop(process: Running): Command {
  // It stands in its runlevel until `settle`; without its script nothing can be asked, and --ifexists makes that 0.
  const argv = ['rc-service', '--ifexists', process.name, 'stop']
  return { argv, changes: true, seconds: process.stopSeconds + PATIENCE }
}

/** In which runlevel it starts. Done twice, `add` says so and ends with 0, `del` with 1. */
function register(transition: ContainerTransition, verb: 'add' | 'del', process: Running): Command {
  const { runlevel } = properties.parse(transition.container.properties)
  const argv = ['rc-update', verb, process.name, runlevel]
  return { argv, changes: true, ...(verb === 'del' ? { ok: [0, 1] } : {}), seconds: PATIENCE }
}

export const activities: Activities = {
  // The file is opened, and given to its user, in a directory that must be there.
  stage(transition) {
    const directories = transition.running
      .filter((process) => transition.changes.get(process.placement) !== 'keep')
      .flatMap((process) => (process.log === null ? [] : [process.log.slice(0, process.log.lastIndexOf('/'))]))
    return directories.length > 0
      ? [{ argv: ['mkdir', '-p', ...new Set(directories)], changes: true, seconds: PATIENCE }]
      : []
  },
  stop: (process) => [stop(process)],
  // The cache of dependencies is compared by whole seconds: what is put there within one of the last look is not started at boot.
  switch: () => [{ argv: ['rc-update', '-u'], changes: true, seconds: 60 }],
  start: (process) => [{ argv: ['sh', '-c', START, 'sh', process.name], changes: true, seconds: START_SECONDS }],
  restart: (process) => [tell(process, 'restart', START_SECONDS + process.stopSeconds)],
  reload: (process) => (process.reload === null ? [] : [tell(process, 'reload', 60)]),
  up: (process) => ({ argv: ['sh', '-c', UP, 'sh', process.name], changes: false, seconds: PATIENCE }),
  settle(transition) {
    const changed = transition.running.filter((one) => {
      const change = transition.changes.get(one.placement)
      return change !== undefined && change !== 'keep' && change !== 'reload'
    })
    return [
      ...transition.gone.map((one) => register(transition, 'del', one)),
      ...changed.map((one) => register(transition, one.boot ? 'add' : 'del', one)),
    ]
  },
  check: (_process, path) => ({ argv: ['sh', '-n', path], changes: false, seconds: PATIENCE }),
}
