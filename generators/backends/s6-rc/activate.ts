/**
 * The verbs as commands of s6-rc and s6. Every one is "ensure". Three things that s6-rc does by itself would touch processes that a
 * deployment keeps, or miss ones that it changes: its `-d` takes dependents down, its update restarts whatever gained a dependency
 * that was not up, and neither restarts what changed nor starts what is new. So stopping and restarting are s6's own verbs, and an
 * update comes in two: `switch` makes a database current that leaves out dependencies, `settle` the real one, once all is up.
 */
import type { Activities, Command, ContainerTransition, Running } from '../../contract/backend.ts'
import { placesOf } from './index.ts'

/** Beyond what a process may take to end: s6-supervise, s6-rc and their locks. */
const PATIENCE = 20
/** A definition has time limits of its own; this one only keeps a hung manager from holding a deployment. */
const START_SECONDS = 900
const UPDATE_SECONDS = 120

/** Where s6 supervises it. */
export function serviceOf(process: Running): string {
  return `${placesOf(process.container, process.directory).live}/servicedirs/${process.name}`
}

function shell(script: string, words: readonly string[], seconds: number, changes = true): Command {
  return { argv: ['sh', '-c', script, 'sh', ...words], changes, seconds }
}

/**
 * Compiles what the source directory holds, into new databases beside the old ones: one as it is, named by the link from which the
 * host boots, and one in which the named processes depend on nothing, which becomes live. A directory without a `type` is what a
 * removed definition left behind; the bundle has one as long as anybody is in it.
 */
const SWITCH = `set -eu
source=$1 databases=$2 live=$3 scan=$4
shift 4
mkdir -p "$source" "$databases"
work=$databases/source.$$
trap 'rm -rf "$work"' EXIT
rm -rf "$work"
cp -R "$source" "$work"
mkdir -p "$work/default/contents.d"
echo bundle >"$work/default/type"
for one in "$work"/* "$work"/.[!.]*; do
	[ -f "$one/type" ] || rm -rf "$one"
done
number=$(readlink "$databases/compiled" || echo 0)
number=\${number##*-}
case $number in '' | *[!0-9]*) number=0 ;; esac
while number=$((number + 1)) && { [ -e "$databases/compiled-$number" ] || [ -e "$databases/loose-$number" ]; }; do :; done
s6-rc-compile "$databases/compiled-$number" "$work"
for name; do rm -rf "$work/$name/dependencies.d"; done
s6-rc-compile "$databases/loose-$number" "$work"
if [ -e "$live" ]; then
	s6-rc-update -b -l "$live" "$databases/loose-$number"
else
	s6-rc-init -b -c "$databases/loose-$number" -l "$live" "$scan"
fi
ln -s "compiled-$number" "$databases/compiled.$$"
mv -fT "$databases/compiled.$$" "$databases/compiled"
`
/**
 * Everything that should be is up, so nothing moves: the live database becomes the one with dependencies, and old ones go, as do
 * the directories of definitions that were removed.
 */
const SETTLE = `set -eu
source=$1 databases=$2 live=$3
shift 3
for name; do
	for one in "$source/$name" "$source/$name.log"; do
		[ ! -d "$one" ] || find "$one" -depth -type d -exec rmdir {} \\; 2>/dev/null || :
	done
done
[ -L "$databases/compiled" ] && [ -e "$live" ] || exit 0
now=$databases/$(readlink "$databases/compiled")
[ "$(readlink -f "$live/compiled")" = "$(readlink -f "$now")" ] || s6-rc-update -b -l "$live" "$now"
for one in "$databases"/compiled-* "$databases"/loose-*; do
	[ "$one" = "$now" ] || rm -rf "$one"
done
`
/** s6-rc believes to be up what s6 was told to take down beside it, so s6 is told as well. */
const START = `set -e
s6-rc -b -l "$1" -t "$3" -u change "$2"
exec s6-svc -u -wu -T "$3" "$1/servicedirs/$2"
`
const STOP = `[ -d "$1" ] && s6-svok "$1" || exit 0
exec s6-svc -d -wD -T "$2" "$1"
`
/** A new definition is read when the process is started: down and up at once, where \`-r\` would pause for a second. */
const RESTART = `set -e
if s6-svok "$1/servicedirs/$2"; then s6-svc -d -wD -T "$4" "$1/servicedirs/$2"; fi
${START.replace('set -e\n', '')}`
/** s6-rc knows that it was run, and not of which form, so that is taken back first; where nothing depends on it yet, see above. */
const RUN = `set -e
"$4" done || s6-rc -b -l "$1" -d change "$2"
exec s6-rc -b -l "$1" -t "$3" -u change "$2"
`
const UP = `[ "$(s6-svstat -o up "$1")" = true ]`
/** The number is asked for with every signal; \`s6-svc\` has no option for some of them. */
const SIGNAL = `pid=$(s6-svstat -o pid "$1") && [ "$pid" -gt 0 ] && kill -s "$2" "$pid"`
/** All of a script is read before any of it runs: with a first line that ends at once, only its words and blocks are judged. */
const READ = `command -v execlineb >/dev/null || exit 0
script=$(sed '1s/.*/exit 0/' "$1") || exit 1
exec execlineb -P -c "$script"
`

function milliseconds(seconds: number): string {
  return String(seconds * 1000)
}
function places({ container, directory }: ContainerTransition) {
  return placesOf(container, directory)
}
const liveOf = (process: Running) => placesOf(process.container, process.directory).live
const stopLimit = (process: Running) => process.stopSeconds + PATIENCE

export const activities: Activities = {
  // A oneshot has nothing that stays; that it was run is taken back by the next start, or by the update that takes it away.
  stop: (process) =>
    process.kind?.is === 'oneshot'
      ? []
      : [shell(STOP, [serviceOf(process), milliseconds(stopLimit(process))], stopLimit(process) + PATIENCE)],
  switch(transition) {
    const { databases, live, scan } = places(transition)
    const names = transition.running.map(({ name }) => name)
    return [shell(SWITCH, [transition.directory, databases, live, scan, ...names], UPDATE_SECONDS)]
  },
  start: (process) =>
    process.kind?.is === 'oneshot'
      ? [
          shell(
            RUN,
            [
              liveOf(process),
              process.name,
              milliseconds(START_SECONDS + process.kind.seconds),
              process.scripts.launcher ?? '',
            ],
            START_SECONDS,
          ),
        ]
      : [shell(START, [liveOf(process), process.name, milliseconds(START_SECONDS)], START_SECONDS + PATIENCE)],
  restart: (process) => [
    shell(
      RESTART,
      [liveOf(process), process.name, milliseconds(START_SECONDS), milliseconds(stopLimit(process))],
      START_SECONDS + stopLimit(process) + PATIENCE,
    ),
  ],
  reload: (process) =>
    process.reload === null
      ? []
      : 'signal' in process.reload
        ? [shell(SIGNAL, [serviceOf(process), process.reload.signal.replace(/^SIG/, '')], PATIENCE)]
        : [{ argv: process.reload.argv, changes: true, seconds: 60 }],
  up: (process) => shell(UP, [serviceOf(process)], PATIENCE, false),
  settle(transition) {
    const { databases, live } = places(transition)
    const gone = transition.gone.map(({ name }) => name)
    return [shell(SETTLE, [transition.directory, databases, live, ...gone], UPDATE_SECONDS)]
  },
  check: (_process, path) => (/\/(run|finish)$/.test(path) ? shell(READ, [path], PATIENCE, false) : null),
}
