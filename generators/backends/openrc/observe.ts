/** How OpenRC is asked what runs, where the logs are, and whether a host has booted with it. */
import type { Detect, Observe, Running, Status } from '../../contract/backend.ts'

/**
 * A line each, in order: the exit status of the script's own status, the process, and how long that has been there: field 22 of
 * /proc/PID/stat, counted in USER_HZ, which is 100 on every port of Linux that we know.
 */
const ASK = `read -r now rest </proc/uptime
for name; do
	said=$(rc-service "$name" status 2>&1)
	code=$? pid= up=
	case $said in *'process: '[0-9]*) pid=\${said##*'process: '} pid=\${pid%%[!0-9]*} ;; esac
	case $said in *'does not exist'*) code=gone ;; esac
	if [ -n "$pid" ] && stat=$(cat "/proc/$pid/stat" 2>/dev/null); then
		set_up() { up=$((\${now%.*} - \${20} / 100)); }
		set_up \${stat##*') '}
	fi
	echo "$code \${pid:--} \${up:--}"
done
`

/** openrc-run's own statuses, as its scripts give them: sh/supervise-daemon.sh, "supervise_status". */
function statusOf(process: Running, line: string | undefined): Status {
  const { placement } = process
  const [code, pid = '-', up = '-'] = (line ?? '').split(' ')
  switch (code) {
    case '0':
      return { placement, state: 'up', pid: Number(pid), ...(up === '-' ? {} : { upSeconds: Number(up) }) }
    case '3':
      return { placement, state: 'down' }
    case '4':
      return { placement, state: 'down', detail: 'it is stopping' }
    case '8':
      return { placement, state: 'starting' }
    case '32':
      return { placement, state: 'failed', detail: 'it ended' }
    case '64':
      return { placement, state: 'failed', detail: 'its supervisor is gone' }
    case 'gone':
      return { placement, state: 'down', detail: 'there is no such service' }
    default:
      return { placement, state: 'unknown', detail: code ? `status ${code}` : 'the manager did not answer' }
  }
}

export const observe: Observe = {
  status: (processes) =>
    processes.length > 0
      ? [{ argv: ['sh', '-c', ASK, 'sh', ...processes.map(({ name }) => name)], changes: false, seconds: 15 }]
      : [],
  parse(processes, [result]) {
    const lines = (result?.stdout ?? '').split('\n')
    return processes.map((process, index) => statusOf(process, lines[index]))
  },
  logs: (process, { lines, follow }) => ({
    argv: ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log ?? '/dev/null'],
    changes: false,
    seconds: 30,
  }),
}

/** An OpenRC that booted this host, and us as root: it starts nothing for anybody else. */
export const detect: Detect = {
  ask: (host) =>
    host.privileged
      ? [
          { argv: ['openrc', '--version'], changes: false, seconds: 5 },
          { argv: ['rc-status', '-r'], changes: false, seconds: 5 },
        ]
      : [],
  parse(host, [answer, runlevel]) {
    const version = /\(OpenRC\) (\S+)/.exec(answer?.stdout ?? '')?.[1]
    const level = runlevel?.stdout.trim() ?? ''
    if (!host.privileged || !version || runlevel?.status !== 0 || !/^[a-z][a-z0-9_-]*$/.test(level)) return []
    const properties = { directory: '/etc/init.d', runlevel: level }
    return [{ title: 'OpenRC', version, properties, privileged: true, userChange: true }]
  },
}
