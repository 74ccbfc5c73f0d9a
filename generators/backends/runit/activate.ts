/**
 * The verbs as commands of sv(8), by the path of the service directory, so that they say the same with and without a link.
 * Every one is "ensure". runsvdir looks every 5 s: the links of all that is new are made at once, and waited for once.
 */
import type { Activities, Command, ContainerTransition, Running } from '../../contract/backend.ts'
import { servicesOf } from './index.ts'

/** Beyond what a process may take to end. */
const PATIENCE = 15

export function directoryOf(process: Running): string {
  return `${process.directory}/${process.name}`
}

function command(script: string, words: readonly string[], seconds: number, changes = true): Command {
  return { argv: ['sh', '-c', script, 'sh', ...words], changes, seconds }
}

/**
 * Service directories that runsvdir does not know yet. `down` keeps them from running before it is their turn; `settle` takes it away
 * where they start at boot. A runsv that was told to exit may still be there: its pipe is asked until another one answers.
 */
const LINK = `services=$1
shift
mkdir -p "$services" || exit
for at; do
	link=$services/\${at##*/}
	if [ ! -L "$link" ] || ! sv status "$at" >/dev/null 2>&1; then
		[ -e "$at/down" ] || : >"$at/down" || exit
		[ -L "$link" ] || ln -s "$at" "$link" || exit
	fi
done
for at; do
	tries=0
	until sv status "$at" >/dev/null 2>&1; do
		[ $((tries += 1)) -le 100 ] || { echo "no runsvdir took up $at: does one look into $services?" >&2; exit 1; }
		sleep 0.1 2>/dev/null || sleep 1
	done
done
`
/** Its files are gone: the link too, then runsv and what it kept there. What somebody else put there stays. */
const UNLINK = `services=$1
shift
for at; do
	rm -f "$services/\${at##*/}"
	[ -d "$at" ] || continue
	sv exit "$at" >/dev/null 2>&1
	tries=0
	while sv status "$at" >/dev/null 2>&1 && [ $((tries += 1)) -le 50 ]; do sleep 0.1 2>/dev/null || sleep 1; done
	rm -rf "$at/supervise" "$at/log/supervise"
	rm -f "$at/down"
	rmdir "$at/control" "$at/log" "$at" 2>/dev/null
done
exit 0
`
/** "force-stop" ends with 1 where it had to kill, and then does not wait: sv(8). Where no runsv is, nothing of it runs. */
const STOP = `sv status "$2" >/dev/null 2>&1 || exit 0
sv -w "$1" force-stop "$2" && exit 0
sv -w 5 down "$2"
`
/**
 * "once": started, and not started again: sv(8). So `finish` has no "down" to send, which could come after the next start. It is
 * heard only by what is down, so what has just ended is waited for; what has ended with 0 is left alone.
 */
const START_ONCE = `"$2" done && exit 0
tries=0
until sv status "$1" | grep -q '^down:'; do
	[ $((tries += 1)) -le 100 ] || break
	sleep 0.1 2>/dev/null || sleep 1
done
exec sv once "$1"
`
/** A process that ends at once is up for a moment: only the second second counts. */
const UP = `sv status "$1" | grep -Eq '^run: [^;]* [1-9][0-9]*s'`
/** sv knows a few signals by a letter each; every other one is sent by number of the process, which runsv keeps. */
const SIGNAL = 'kill -s "$1" "$(cat "$2/supervise/pid")"'
/** Where it runs at boot, nothing keeps it down. */
const SETTLE = 'for at; do rm -f "$at/down"; done'

function stop(process: Running): Command {
  return command(STOP, [String(process.stopSeconds), directoryOf(process)], process.stopSeconds + PATIENCE)
}
/** Ends at once, whatever becomes of it: readiness is asked for by `up` and by the gate. */
function start(process: Running): Command {
  if (process.kind?.is === 'oneshot')
    return command(START_ONCE, [directoryOf(process), process.scripts.launcher ?? ''], 2 * PATIENCE)
  return { argv: ['sv', 'up', directoryOf(process)], changes: true, seconds: PATIENCE }
}

function changed({ running, changes }: ContainerTransition): readonly Running[] {
  return running.filter(({ placement }) => {
    const change = changes.get(placement)
    return change === 'start' || change === 'restart' || change === 'register'
  })
}

export const activities: Activities = {
  stop: (process) => [stop(process)],
  switch(transition) {
    const services = servicesOf(transition.container, transition.directory)
    const [fresh, gone] = [changed(transition).map(directoryOf), transition.gone.map(directoryOf)]
    return [
      ...(gone.length > 0 ? [command(UNLINK, [services, ...gone], 10 * gone.length + PATIENCE)] : []),
      ...(fresh.length > 0 ? [command(LINK, [services, ...fresh], 60)] : []),
    ]
  },
  start: (process) => [start(process)],
  // Not `sv restart`: what `finish` keeps from coming back would stay down.
  restart: (process) => [stop(process), start(process)],
  reload: (process) =>
    process.reload === null
      ? []
      : 'signal' in process.reload
        ? [command(SIGNAL, [process.reload.signal.replace(/^SIG/, ''), directoryOf(process)], PATIENCE)]
        : [{ argv: process.reload.argv, changes: true, seconds: 60 }],
  up: (process) => command(UP, [directoryOf(process)], PATIENCE, false),
  settle(transition) {
    const atBoot = changed(transition).filter(({ boot }) => boot)
    return atBoot.length > 0 ? [command(SETTLE, atBoot.map(directoryOf), PATIENCE)] : []
  },
  check: (_process, path) => ({ argv: ['sh', '-n', path], changes: false, seconds: PATIENCE }),
}
