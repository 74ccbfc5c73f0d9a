#!/bin/bash
# Stands in for dysnomia(1) and its module `process` in tests: as much of the protocol as our commands and files ask for, and strict
# about it. Where the real ones expand a value without quotes, take it for shell, or look away, so does this.
set -e
set -o pipefail
shopt -s nullglob

fail() {
	echo "stand-in: $*" >&2
	exit 64
}

# ---- the module: ACTIVITY COMPONENT CONTAINER, with the container's settings and nothing else in its environment -----------------
read_component() {
	files=("$1"/etc/dysnomia/process/*)
	[ ${#files[@]} -eq 1 ] || fail "$1 has ${#files[@]} configurations of a process, not one"
	process='' pidFile=''
	source ${files[0]}
	[ "$process" ] && [ "$pidFile" ] || fail "$1 names no process, or no PID file"
}
module() {
	timeout=${timeout:-1}
	flag=$DYSNOMIA_STATEDIR/activated/$(basename $3)/$(basename $2)
	case $1 in
	activate)
		(
			# What fails in here is not seen: it stands before `||`.
			read_component "$2"
			if [ -e "$pidFile" ]; then
				echo "PID file: $pidFile is there, so the process is taken to be started" >&2
			else
				$process
				[ -e "$pidFile" ] || sleep "$timeout"
				[ -e "$pidFile" ] || echo "WARNING: no PID file: $pidFile" >&2
			fi
		) || exit 1
		mkdir -p "$(dirname $flag)"
		touch "$flag"
		;;
	deactivate)
		read_component "$2"
		if [ -e "$pidFile" ]; then
			kill "$(cat $pidFile)"
		else
			echo "$pidFile is not there, so the process is taken to be stopped" >&2
		fi
		rm -f "$flag"
		;;
	*) fail "no activity of a process: $1" ;;
	esac
}
if [ "${1-}" = module ]; then
	shift
	module "$@"
	exit
fi

# ---- the command: words, the container's file, a cleared environment -------------------------------------------------------------
operation='' component='' container=''
while [ $# -gt 0 ]; do
	case $1 in
	--version)
		echo 'dysnomia (dysnomia 0.10.2)'
		exit 0
		;;
	--operation | --component | --container)
		[ $# -ge 2 ] || fail "$1 of what?"
		declare "${1#--}=$2"
		shift 2
		;;
	*) fail "no word of dysnomia: $1" ;;
	esac
done
[ "$operation" ] && [ "$component" ] && [ "$container" ] || fail 'an operation, a component and a container'
# xargs(1) splits what it is given, and takes quotes and backslashes away.
[[ "$component$container" =~ ^[A-Za-z0-9/._-]+$ ]] || fail "not to be given to xargs: $component $container"
file=${DYSNOMIA_CONTAINERS_PATH:-/etc/dysnomia/containers}/$container
[ -f "$file" ] || fail "no container $container"
[ -d "$component" ] || fail "no component $component"
type='' settings=()
while IFS= read -r line; do
	[[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*= ]] || fail "not a variable: $line"
	case $line in type=*) type=${line#type=} ;; *) settings+=("$line") ;; esac
done <"$file"
[ "$type" = process ] || fail "no module $type"
exec env -i "${settings[@]}" PATH="$PATH" DYSNOMIA_STATEDIR="$DYSNOMIA_STATEDIR" \
	bash "$0" module "$operation" "$component" "$container"
