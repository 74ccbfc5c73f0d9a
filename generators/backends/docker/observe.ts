/** How an engine is asked what runs, what was said and whether it is there; and how its answers are read. */
import type {
  Detect,
  DetectedContainer,
  HostFacts,
  Observe,
  ProcessState,
  Result,
  Running,
  Status,
} from '../../contract/backend.ts'
import { withOutcomes } from '../../contract/outcomes.ts'
import { engineOf, settingsOf } from './index.ts'

const FORMAT =
  '{{.Name}} {{.State.Status}} {{.State.Pid}} {{if index .Config.Labels "org.longrun.kept"}}kept{{else}}-{{end}} {{.State.ExitCode}} {{.RestartCount}} {{json .State.StartedAt}} {{json .State.Error}}'

/**
 * The host's clock, then all containers of ours, a line each. Where the engine's process 1 stands before the program (`init`), the program is
 * its first child, and where the launcher stays before it (`kept`) the first child of that one: proc(5), `/proc/PID/task/TID/children`.
 */
const ASK = `init=$1 format=$2
shift 2
date +%s
ids=$("$@" ps --all --quiet --filter label=org.longrun.script) || exit
[ -n "$ids" ] || exit 0
first() { { read -r child more <"/proc/$1/task/$1/children"; } 2>/dev/null && [ -n "$child" ] && pid=$child; }
"$@" container inspect --format "$format" $ids | while read -r name state pid kept rest; do
	if [ "$pid" != 0 ]; then
		[ "$init" != yes ] || first "$pid"
		[ "$kept" != kept ] || first "$pid"
	fi
	echo "$name $state $pid $rest"
done
`

/** What engines call the states of a container: docs.docker.com, "docker container ls", `status`; libpod/define/containerstate.go. */
const STATES: Readonly<Record<string, ProcessState>> = {
  created: 'down',
  configured: 'down',
  initialized: 'starting',
  running: 'up',
  paused: 'down',
  stopping: 'down',
  restarting: 'failed',
  removing: 'down',
  stopped: 'failed',
  exited: 'failed',
  dead: 'failed',
}

function statusOf(process: Running, line: string | undefined, now: number): Status {
  const { placement } = process
  if (line === undefined) return { placement, state: 'down', detail: 'it has no container' }
  const [, word = '', pid, code, restarts, started = '', error = ''] = line.split(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/)
  const state = STATES[word] ?? 'unknown'
  if (state !== 'up') {
    const said = error.replace(/^"|"$/g, '')
    const ended = `it ended with ${code}${word === 'restarting' ? ', and is about to start again' : ''}`
    return { placement, state, detail: said || (state === 'failed' ? ended : word) }
  }
  const since = Date.parse(started.replaceAll('"', ''))
  return {
    placement,
    state,
    ...(Number(pid) > 0 ? { pid: Number(pid) } : {}),
    ...(Number.isFinite(since) ? { upSeconds: Math.max(0, now - Math.floor(since / 1000)) } : {}),
    ...(Number(restarts) > 0 ? { detail: `started again ${restarts} times` } : {}),
  }
}

const engine: Observe = {
  status([first]) {
    if (!first) return []
    const { container } = first
    const argv = ['sh', '-c', ASK, 'sh', settingsOf(container).init, FORMAT, ...engineOf(container)]
    return [{ argv, changes: false, seconds: 30 }]
  },
  parse(processes, [result]) {
    const [clock = '', ...lines] = (result?.stdout ?? '').split('\n')
    if (result?.status !== 0 || !/^\d+$/.test(clock))
      return processes.map(({ placement }) => ({ placement, state: 'unknown', detail: 'the engine did not answer' }))
    // Docker writes a slash before a name.
    const byName = new Map(lines.map((line) => [line.split(' ', 1)[0]!.replace(/^\//, ''), line]))
    return processes.map((process) => statusOf(process, byName.get(process.name), Number(clock)))
  },
  logs(process, { lines, follow }) {
    if (process.log !== null) {
      const argv = ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log]
      return { argv, changes: false, seconds: 30 }
    }
    const ask = [...engineOf(process.container), 'logs', '--tail', String(lines), ...(follow ? ['--follow'] : [])]
    return { argv: ['sh', '-c', 'exec "$@" 2>&1', 'sh', ...ask, process.name], changes: false, seconds: 30 }
  },
}

/** Oneshots and timers by the launcher's records, which lie where the host sees them; but only the engine knows who died by force. */
function kept(found: ReadonlyMap<string, Status>): Observe {
  const parse: Observe['parse'] = (processes) => processes.map(({ placement }) => found.get(placement)!)
  return withOutcomes({ ...engine, status: () => [], parse })
}
export const observe: Observe = {
  ...engine,
  status: (processes) => [...engine.status(processes), ...kept(new Map()).status(processes)],
  parse(processes, [answer, ...others]) {
    const answers = answer ? [answer] : []
    const found = new Map(engine.parse(processes, answers).map((status) => [status.placement, status]))
    return kept(found)
      .parse(processes, others)
      .map((status, index): Status => {
        const is = found.get(status.placement)!
        if (processes[index]!.kind?.is !== 'oneshot' || is.state === 'up') return status
        if (is.state === 'unknown') return is
        if (status.state === 'starting')
          return { ...is, state: 'failed', detail: `it was ended by force; ${is.detail}` }
        return status.rests === 'done' && processes[index]!.boot
          ? { ...status, detail: `${status.detail}; its container does not stand by for the next boot: start it again` }
          : status
      })
  },
}

const ENGINES = ['docker', 'podman'] as const
/** Podman has no daemon that could start anything at boot: its own unit does it, where it is enabled. */
const UNIT = { docker: 'docker.service', podman: 'podman-restart.service' } as const

function startsAtBoot(engine: (typeof ENGINES)[number], enabled: Result | undefined): boolean {
  const word = enabled?.stdout.trim()
  return engine === 'docker' ? word !== 'disabled' : word === 'enabled'
}

/** Each engine that answers: root's own, or for somebody else the one that their command reaches. */
export const detect: Detect = {
  ask: (host: HostFacts) =>
    ENGINES.flatMap((engine) => [
      { argv: [engine, '--version'], changes: false, seconds: 15 },
      { argv: [engine, 'ps', '--quiet'], changes: false, seconds: 15 },
      {
        argv: ['systemctl', ...(host.privileged ? [] : ['--user']), 'is-enabled', UNIT[engine]],
        changes: false,
        seconds: 15,
      },
    ]),
  parse: (host, results) =>
    ENGINES.flatMap((engine, index): DetectedContainer[] => {
      const [version, answer, enabled] = results.slice(index * 3, index * 3 + 3)
      // The package podman-docker has a "docker" that is podman: it says so.
      const [, name, number] = /^(Docker|podman) version (\d[\w.]*)/m.exec(version?.stdout ?? '') ?? []
      if (answer?.status !== 0 || name?.toLowerCase() !== engine) return []
      return [
        {
          title: engine === 'docker' ? 'Docker' : 'podman',
          ...(number ? { version: number } : {}),
          properties: { engine, ...(startsAtBoot(engine, enabled) ? {} : { boot: 'no' }) },
          privileged: host.privileged,
          userChange: host.privileged,
        },
      ]
    }),
}
