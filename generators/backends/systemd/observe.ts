/** How systemd is asked what runs, what was said and whether it is there; and how its answers are read. */
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
import { timerWords } from '../../contract/outcomes.ts'
import { environmentOf, isTimer, startedOf, systemctl, unitOf } from './activate.ts'
import { isUser } from './index.ts'

const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'MainPID',
  'ExecMainStatus',
  'ActiveEnterTimestampMonotonic',
  'ExecMainStartTimestampMonotonic',
  'ExecMainStartTimestamp',
  'NextElapseUSecRealtime',
]

type Block = Readonly<Record<string, string>>

/** `systemctl show` of several units: `KEY=value` lines in an order of its own, an empty line between units. */
function blocksOf(stdout: string): ReadonlyMap<string, Block> {
  const blocks = stdout.split(/\n{2,}/).map((block): Block => {
    const pairs = block.split('\n').flatMap((line) => {
      const equals = line.indexOf('=')
      return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : []
    })
    return Object.fromEntries(pairs) as Block
  })
  return new Map(blocks.flatMap((block) => (block.Id ? [[block.Id, block]] : [])))
}

const STATES: Readonly<Record<string, ProcessState>> = {
  active: 'up',
  reloading: 'up',
  activating: 'starting',
  deactivating: 'down',
  inactive: 'down',
  failed: 'failed',
  maintenance: 'failed',
}

function detailOf(block: Block): string | undefined {
  if (block.LoadState === 'not-found' && block.ActiveState !== 'inactive') return 'its unit file is gone'
  if (block.SubState === 'auto-restart')
    return `ended (${block.Result}, status ${block.ExecMainStatus}), will be restarted`
  if (block.ActiveState === 'failed') return `${block.Result}, status ${block.ExecMainStatus}`
  return undefined
}

function statusOf(process: Running, block: Block | undefined, uptime: number): Status {
  if (!block) return { placement: process.placement, state: 'unknown', detail: 'the manager did not answer' }
  const state = block.SubState === 'auto-restart' ? 'failed' : (STATES[block.ActiveState ?? ''] ?? 'unknown')
  const pid = Number(block.MainPID)
  const since = Number(block.ActiveEnterTimestampMonotonic) / 1e6
  const detail = detailOf(block)
  return {
    placement: process.placement,
    state,
    ...(pid > 0 ? { pid } : {}),
    ...(state === 'up' && since > 0 && uptime >= since ? { upSeconds: Math.floor(uptime - since) } : {}),
    ...(detail ? { detail } : {}),
  }
}

/** In seconds, of each file; systemd says only since boot when something was started. */
const AGES = 'now=$(date +%s); for file; do echo $((now - $(stat -c %Y "$file" || echo "$now"))); done'
function waitsForBoot({ kind }: Running): boolean {
  return kind?.is === 'oneshot' && kind.onChange === 'boot'
}
function fileOf(process: Running): string {
  return process.installed[0] ?? `${process.directory}/${unitOf(process)}`
}

/** `changed`: when its file was written, in seconds since boot. */
function onceStatus(status: Status, block: Block | undefined, changed: number): Status {
  if (status.state === 'starting') return { ...status, detail: 'it runs' }
  if (status.state !== 'up') return status
  const started = Number(block?.ExecMainStartTimestampMonotonic) / 1e6
  const at = block?.ExecMainStartTimestamp
  const later = changed > started + 1 ? '; as it was changed since it runs at the next boot' : ''
  const { upSeconds: _, ...others } = status
  return { ...others, rests: 'done', detail: `ended with 0${at ? `, started ${at}` : ''}${later}` }
}
function timerStatus({ placement }: Running, timer: Block | undefined, service: Block | undefined): Status {
  if (!timer) return { placement, state: 'unknown', detail: 'the manager did not answer' }
  if (timer.ActiveState !== 'active') {
    const detail = timer.ActiveState === 'failed' ? { detail: `its timer failed: ${timer.Result}` } : {}
    return { placement, state: 'down', ...detail }
  }
  const pid = Number(service?.MainPID)
  const at = service?.ExecMainStartTimestamp ?? ''
  const failed = service?.ActiveState === 'failed'
  const status =
    pid > 0 ? '-' : failed && service.ExecMainStatus === '0' ? (service.Result ?? '') : (service?.ExecMainStatus ?? '')
  return {
    placement,
    state: 'up',
    ...(pid > 0 ? { pid } : {}),
    ...timerWords({
      ...(timer.NextElapseUSecRealtime ? { next: timer.NextElapseUSecRealtime } : {}),
      ...(at === '' ? {} : { last: { at, status } }),
    }),
  }
}

export const observe: Observe = {
  status(processes) {
    const container = processes[0]?.container
    if (!container) return []
    const environment = environmentOf(container)
    const asked = systemctl(
      container,
      'show',
      `--property=${PROPERTIES.join(',')}`,
      ...processes.flatMap((process) => (isTimer(process) ? [startedOf(process), unitOf(process)] : [unitOf(process)])),
    )
    return [
      { argv: asked, ...(environment ? { environment } : {}), changes: false, seconds: 15 },
      { argv: ['cat', '/proc/uptime'], changes: false, seconds: 5 },
      ...(processes.some(waitsForBoot)
        ? [
            {
              argv: ['sh', '-c', AGES, 'sh', ...processes.filter(waitsForBoot).map(fileOf)],
              changes: false,
              seconds: 5,
            },
          ]
        : []),
    ]
  },
  parse(processes, [shown, uptime, ages]) {
    const blocks = blocksOf(shown?.stdout ?? '')
    const now = Number.parseFloat(uptime?.stdout ?? '')
    const changed = new Map(
      processes
        .filter(waitsForBoot)
        .map((process, index) => [process, Number(ages?.stdout.split('\n')[index] || Number.NaN)]),
    )
    return processes.map((process) => {
      const block = blocks.get(unitOf(process))
      if (isTimer(process)) return timerStatus(process, blocks.get(startedOf(process)), block)
      const status = statusOf(process, block, now)
      return process.kind?.is === 'oneshot'
        ? onceStatus(status, block, now - (changed.get(process) ?? Number.NaN))
        : status
    })
  },
  logs(process, { lines, follow }) {
    if (process.log !== null)
      return {
        argv: ['tail', '-n', String(lines), ...(follow ? ['-F'] : []), process.log],
        changes: false,
        seconds: 30,
      }
    const unit = isUser(process.container) ? '--user-unit' : '--unit'
    return {
      argv: [
        'journalctl',
        `${unit}=${unitOf(process)}`,
        `--lines=${lines}`,
        '--output=short-iso',
        '--no-pager',
        '--quiet',
        ...(follow ? ['--follow'] : []),
      ],
      changes: false,
      seconds: 30,
    }
  },
}

/** The answers of `is-system-running` of a manager that is there; `offline` and `unknown` are not. */
const ALIVE = /^(initializing|starting|running|degraded|maintenance|stopping)$/

function found(results: readonly Result[]): {
  version?: string
  system: boolean
  user: boolean
  runtime?: string
  linger: boolean
} {
  const [version, system, user, runtime, id, linger] = results
  const named = runtime?.stdout.trim()
  const uid = id?.stdout.trim()
  return {
    version: /^systemd (\d+)/m.exec(version?.stdout ?? '')?.[1],
    system: ALIVE.test(system?.stdout.trim() ?? ''),
    user: ALIVE.test(user?.stdout.trim() ?? ''),
    runtime: named || (uid ? `/run/user/${uid}` : undefined),
    linger: linger?.stdout.trim() === 'yes',
  }
}

/** Who is root drives the system's manager; everybody else their own. */
export const detect: Detect = {
  ask(host: HostFacts) {
    const ask = (...argv: string[]) => ({ argv, changes: false, seconds: 10 })
    return [
      ask('systemctl', '--version'),
      ask('systemctl', 'is-system-running'),
      ask('systemctl', '--user', 'is-system-running'),
      ask('printenv', 'XDG_RUNTIME_DIR'),
      ask('id', '-u'),
      ask('loginctl', 'show-user', '--property=Linger', '--value', host.user),
    ]
  },
  parse(host: HostFacts, results): readonly DetectedContainer[] {
    const { version, system, user, runtime, linger } = found(results)
    if (!version) return []
    if (host.privileged)
      return system
        ? [{ title: 'systemd', version, properties: { scope: 'system' }, privileged: true, userChange: true }]
        : []
    if (!user) return []
    const properties = { scope: 'user', linger: linger ? 'yes' : 'no', ...(runtime ? { runtime } : {}) }
    return [{ title: `systemd of ${host.user}`, version, properties, privileged: false, userChange: false }]
  },
}
