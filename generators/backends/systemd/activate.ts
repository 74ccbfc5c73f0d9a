/** The verbs as commands of systemctl(1); every one is "ensure": done twice it does no harm. */
import type { Activities, Command, Container, Running } from '../../contract/backend.ts'
import { isUser } from './index.ts'

/** Beyond what a process may take to end: jobs that wait for it, and the manager itself. */
const PATIENCE = 15
/** Units have time limits of their own; this one only keeps a hung manager from holding a deployment. */
const START_SECONDS = 900

/** systemctl of the right manager, with options before the units: a unit's name never begins with a hyphen. */
export function systemctl(container: Container, ...words: readonly string[]): readonly string[] {
  return isUser(container) ? ['systemctl', '--user', ...words] : ['systemctl', ...words]
}

/** `systemctl --user` finds its manager's socket below this directory: systemctl(1), "--user". */
export function environmentOf(container: Container): Readonly<Record<string, string>> | undefined {
  const { runtime } = container.properties
  return isUser(container) && runtime ? { XDG_RUNTIME_DIR: runtime } : undefined
}

export function unitOf(process: Running): string {
  return `${process.name}.service`
}
/** One whose times systemd keeps. */
export function isTimer({ kind }: Running): boolean {
  return kind?.is === 'timer' && kind.by === 'manager'
}
/** What is started and asked for: of a timer the unit that waits. */
export function startedOf(process: Running): string {
  return isTimer(process) ? `${process.name}.timer` : unitOf(process)
}
/** What is there to be stopped: of a timer first what would start it again. */
function unitsOf(process: Running): readonly string[] {
  return isTimer(process) ? [startedOf(process), unitOf(process)] : [unitOf(process)]
}
/** How long a start may take: a oneshot's is over when that has ended. */
function startSeconds({ kind }: Running): number {
  return START_SECONDS + (kind?.is === 'oneshot' ? kind.seconds : 0)
}

function run(
  container: Container,
  words: readonly string[],
  options: { readonly seconds: number; readonly ok?: readonly number[]; readonly changes?: boolean },
): Command {
  const environment = environmentOf(container)
  return {
    argv: systemctl(container, ...words),
    ...(environment ? { environment } : {}),
    changes: options.changes ?? true,
    ...(options.ok ? { ok: options.ok } : {}),
    seconds: options.seconds,
  }
}

/** Forgets failures and the count of starts, which would refuse another one for 10 s; 1: such a unit is not loaded. */
function forget(container: Container, units: readonly string[]): Command {
  return run(container, ['reset-failed', ...units], { seconds: PATIENCE, ok: [0, 1] })
}

/**
 * A program or script that is not there yet is no fault of the unit: preparations may make it, and if nothing does, the start says so.
 * Without systemd-analyze (127) there is no opinion.
 */
const VERIFY = `said=$("$@" 2>&1)
status=$?
case $status in 0 | 127) exit 0 ;; esac
printf '%s\\n' "$said" | grep -v 'is not executable: No such file' >&2 || exit 0
exit "$status"
`

export const activities: Activities = {
  // Output is opened before the hook runs, and a directory that is missing then fails the start (209/STDOUT).
  stage(transition) {
    const directories = transition.running
      .filter((process) => transition.changes.get(process.placement) !== 'keep')
      .flatMap((process) => (process.log === null ? [] : [process.log.slice(0, process.log.lastIndexOf('/'))]))
    return directories.length > 0
      ? [{ argv: ['mkdir', '-p', ...new Set(directories)], changes: true, seconds: PATIENCE }]
      : []
  },
  // A queued start job of the unit is replaced by this one (`--job-mode=replace`), so stopping also undoes a start that hangs.
  // 5: there is no such unit, so nothing of it runs.
  stop: (process) => [
    run(process.container, ['stop', ...unitsOf(process)], { seconds: process.stopSeconds + PATIENCE, ok: [0, 5] }),
  ],
  switch: (transition) => [run(transition.container, ['daemon-reload'], { seconds: 60 })],
  start: (process) => [
    forget(process.container, unitsOf(process)),
    run(process.container, ['start', startedOf(process)], { seconds: startSeconds(process) }),
  ],
  restart: (process) => [
    forget(process.container, unitsOf(process)),
    // A run that is under way is of what was there before.
    ...(isTimer(process)
      ? [run(process.container, ['stop', ...unitsOf(process)], { seconds: process.stopSeconds + PATIENCE, ok: [0, 5] })]
      : []),
    run(process.container, ['restart', startedOf(process)], { seconds: startSeconds(process) + process.stopSeconds }),
  ],
  reload: (process) => [run(process.container, ['reload', unitOf(process)], { seconds: 60 })],
  up: (process) =>
    run(process.container, ['is-active', '--quiet', startedOf(process)], { seconds: PATIENCE, changes: false }),
  settle: (transition) =>
    transition.gone.length > 0 ? [forget(transition.container, transition.gone.flatMap(unitsOf))] : [],
  // Beside the timer's file in the store its service is not, so it would be said to be missing.
  check: (process, path) =>
    path.endsWith('.timer')
      ? null
      : {
          argv: [
            'sh',
            '-c',
            VERIFY,
            'sh',
            'systemd-analyze',
            ...(isUser(process.container) ? ['--user'] : []),
            'verify',
            '--man=no',
            path,
          ],
          ...(environmentOf(process.container) ? { environment: environmentOf(process.container) } : {}),
          changes: false,
          seconds: 30,
        },
}
