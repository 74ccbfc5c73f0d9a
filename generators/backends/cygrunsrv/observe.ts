/** How the services are asked what they do, where the logs are, and whether a host has cygrunsrv; and how the answers are read. */
import type { Detect, Observe, ProcessState, Running, Status } from '../../contract/backend.ts'

/** All of them at the price of one command: what is said of each, after a line that names it. */
const ASK = `for name; do
	echo "=== $name"
	cygrunsrv --query "$name" 2>&1
	sc.exe queryex "$name" 2>/dev/null | grep -E '^ *(PID|WIN32_EXIT_CODE) '
done
exit 0
`

/** The states that Windows has for a service (SERVICE_STATUS, dwCurrentState), in cygrunsrv's words. */
const STATES: Readonly<Record<string, ProcessState>> = {
  Running: 'up',
  'Start Pending': 'starting',
  'Continue Pending': 'starting',
  'Stop Pending': 'down',
  Stopped: 'down',
  Paused: 'down',
  'Pause Pending': 'down',
}
/** 1077: not started since the last boot (ERROR_SERVICE_NEVER_STARTED). */
const WELL = /^(0|1077)$/

function statusOf({ placement }: Running, said: string | undefined): Status {
  if (said === undefined) return { placement, state: 'unknown', detail: 'the manager did not answer' }
  const word = /^Current State\s*:\s*(.+?)\s*$/m.exec(said)?.[1]
  // Win32 error 1060: such a service is not installed.
  if (word === undefined && /\b1060\b/.test(said)) return { placement, state: 'down', detail: 'it is not registered' }
  const state = STATES[word ?? ''] ?? 'unknown'
  const code = /^\s*WIN32_EXIT_CODE\s*:\s*(\d+)/m.exec(said)?.[1]
  const failed = state === 'down' && code !== undefined && !WELL.test(code)
  if (failed) return { placement, state: 'failed', detail: `it ended with the Windows error ${code}` }
  return { placement, state, ...(state === 'unknown' && word ? { detail: word } : {}) }
}

export const observe: Observe = {
  status: (processes) =>
    processes.length > 0
      ? [{ argv: ['sh', '-c', ASK, 'sh', ...processes.map((one) => one.name)], changes: false, seconds: 15 }]
      : [],
  parse(processes, [result]) {
    const blocks = `\n${(result?.stdout ?? '').replaceAll('\r', '')}`.split('\n=== ').slice(1)
    const answers = new Map(
      blocks.map((block): [string, string] => {
        const [name = '', ...lines] = block.split('\n')
        return [name, lines.join('\n')]
      }),
    )
    return processes.map((process) => statusOf(process, answers.get(process.name)))
  },
  logs: (process, { lines, follow }) => ({
    argv: ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log ?? '/dev/null'],
    changes: false,
    seconds: 30,
  }),
}

/** cygrunsrv is a package of Cygwin that may not be there. Whether Windows lets us register services it only says when asked to. */
export const detect: Detect = {
  ask: () => [{ argv: ['cygrunsrv', '--version'], changes: false, seconds: 5 }],
  parse(host, [answer]) {
    if (host.platform !== 'cygwin' || answer?.status !== 0) return []
    const version = /\bV?(\d+\.\d+(?:\.\d+)*)\b/.exec(answer.stdout)?.[1]
    return [
      {
        title: 'cygrunsrv',
        ...(version ? { version } : {}),
        properties: {},
        privileged: host.privileged,
        userChange: false,
      },
    ]
  },
}
