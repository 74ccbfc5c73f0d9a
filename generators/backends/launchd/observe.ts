/** How launchd is asked what runs, where the logs are and whether it is there; and how its answers are read. */
import type { Detect, Observe, ProcessState, Running, Status } from '../../contract/backend.ts'
import { timerWords } from '../../contract/outcomes.ts'
import { inDomain, isTimer } from './activate.ts'

/** All labels at the price of one command: what `print` says of each, after a line that names it. */
const ASK = `shift
for label; do
	echo "=== $label"
	launchctl print "$domain/$label" 2>&1 | sed -n '/^[[:space:]]\\{0,1\\}[a-z ]* = [^{]*$/p;/not find/p'
done
`

const STATES: Readonly<Record<string, ProcessState>> = {
  running: 'up',
  'spawn scheduled': 'starting',
  waiting: 'down',
  'not running': 'down',
  exited: 'down',
}

/** "This output is NOT API" (launchctl(1), print), and there is no other that names domains: what is not understood is unknown. */
function statusOf(process: Running, said: string | undefined): Status {
  const { placement } = process
  if (said === undefined) return { placement, state: 'unknown', detail: 'the manager did not answer' }
  if (/not find/.test(said)) return { placement, state: 'down', detail: 'it is not registered' }
  const value = (key: string) => new RegExp(`^\\s*${key} = (.+)$`, 'm').exec(said)?.[1]?.trim()
  const word = value('state') ?? ''
  const code = value('last exit code')
  const pid = value('pid')
  const failed = code !== undefined && !/^(0|\(never exited\))$/.test(code)
  const state = STATES[word] ?? 'unknown'
  // launchd says when it runs next to nobody.
  if (isTimer(process) && state === 'down')
    return {
      placement,
      state: 'up',
      ...timerWords(/^\d+$/.test(code ?? '') ? { last: { at: '', status: code! } } : {}),
    }
  return {
    placement,
    state: state === 'down' && failed ? 'failed' : state,
    ...(pid && /^\d+$/.test(pid) ? { pid: Number(pid) } : {}),
    ...(failed && state !== 'up' ? { detail: `it ended with ${code}` } : {}),
  }
}

export const observe: Observe = {
  status(processes) {
    const [first, ...others] = processes
    if (!first) return []
    const argv = inDomain(ASK, first.container, first.name, ...others.map((process) => process.name))
    return [{ argv, changes: false, seconds: 15 }]
  },
  parse(processes, [result]) {
    const answers = new Map(
      `\n${result?.stdout ?? ''}`
        .split('\n=== ')
        .slice(1)
        .map((block): [string, string] => {
          const end = block.indexOf('\n')
          return end < 0 ? [block, ''] : [block.slice(0, end), block.slice(end + 1)]
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

/** The first process of every macOS; as root its system domain, else the user's own. */
export const detect: Detect = {
  ask: () => [{ argv: ['launchctl', 'version'], changes: false, seconds: 5 }],
  parse(host, [answer]) {
    const version = /\bVersion (\d+(?:\.\d+)*)/.exec(answer?.stdout ?? '')?.[1]
    if (answer?.status !== 0) return []
    const { privileged } = host
    return [
      {
        title: privileged ? 'launchd' : `launchd of ${host.user}`,
        ...(version ? { version } : {}),
        properties: { scope: privileged ? 'system' : 'user' },
        privileged,
        userChange: privileged,
      },
    ]
  },
}
