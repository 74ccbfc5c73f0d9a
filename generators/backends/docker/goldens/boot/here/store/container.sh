# shellcheck shell=sh
# The verbs of a container. Sourced by its own script, which sets
#   name self recipe copies seconds kind
# and defines engine, files, accounts, reloads, directories and create. Each verb is "ensure": what is so already is a success.
# shellcheck disable=SC2154
umask 022
hash=${recipe%/*}
image=localhost/longrun:$name-${hash##*/}
label=org.longrun.script

say() { printf '%s: %s\n' "$name" "$*" >&2; }
# "inspect" ends alike where there is none and where no engine answers; this does not.
exists() {
	names=$(engine ps --all --format '{{.Names}}') || exit 1
	printf '%s\n' "$names" | grep -qxF -- "$name"
}
of() { engine container inspect --format "$1" "$name"; }
made_by() { of "{{index .Config.Labels \"$label\"}}"; }
not_a_strangers() {
	case $(made_by) in /*) ;; *)
		say 'a container of this name is there that Longrun did not make'
		return 1
		;;
	esac
}

# ---- the image: made once of what the recipe names, known by the recipe's address --------------------------------------------
put() { # put FILE: at the same place
	mkdir -p "$context/root${1%/*}" && cp -p "$1" "$context/root$1" || exit 1
}
account() { # account passwd|group NAME: as this host has it; what it does not have, the image may
	row=$(getent "$1" "$2" 2>/dev/null) || row=$(grep -- "^$2:" "/etc/$1" | head -n 1)
	[ -z "$row" ] || printf '%s\n' "$row" >>"$context/root/etc/longrun.$1"
}
build() {
	! engine image inspect "$image" >/dev/null 2>&1 || return 0
	context=$(mktemp -d) || return
	trap 'rm -rf "$context"' EXIT
	trap 'exit 1' HUP INT TERM
	mkdir -p "$context/root/etc" && cp "$recipe" "$context/Dockerfile" || return
	files
	accounts
	said=$(engine build --tag "$image" "$context" 2>&1) || {
		printf '%s
' "$said" >&2
		return 1
	}
}

# ---- reload files: copies in a directory of the container's own, in which a new one is seen ------------------------------------
copy() { # copy FILE: under its own name
	cp -p "$1" "$copies/.new" && mv -f "$copies/.new" "$copies/${1##*/}"
}
refresh() { mkdir -p "$copies" && reloads; }

directory() { [ -e "$1" ] || mkdir -p -- "$1" || exit 1; } # directory PATH: made if it is missing; a file that is there will do

# ---- the container ---------------------------------------------------------------------------------------------------------------
remove() { engine rm --force --volumes "$name" >/dev/null; }
start() {
	build && refresh || return
	if exists; then
		not_a_strangers || return
		case $(of '{{.State.Status}}') in running | restarting) return 0 ;; esac
		if [ "$(made_by)" = "$self" ]; then
			[ "$kind" != oneshot ] || ! ended || return 0
			engine start "$name" >/dev/null
			return
		fi
		remove || return
	fi
	directories && create >/dev/null && engine start "$name" >/dev/null
}
stop() {
	exists || return 0
	not_a_strangers && engine stop -t "$seconds" "$name" >/dev/null && remove
}
# A process that ends at once is up for a moment: the second of its start does not count. Engines give it in UTC or in local time.
up() {
	state=$(of '{{.State.Status}} {{json .State.StartedAt}}') || return
	case $state in
	*"$(date -u +%Y-%m-%dT%H:%M:%S)"* | *"$(date +%Y-%m-%dT%H:%M:%S)"*) return 1 ;;
	'running '*) ;;
	*) return 1 ;;
	esac
}
ended() { [ "$(of '{{.State.Status}} {{.State.ExitCode}}')" = 'exited 0' ]; }
reload() { # reload SIGNAL
	refresh && engine kill --signal "$1" "$name" >/dev/null
}
forget() {
	if exists && not_a_strangers; then remove || return; fi
	images=$(engine images --quiet --filter "label=org.longrun.process=$name") || return
	# shellcheck disable=SC2086
	[ -z "$images" ] || engine rmi --force $(printf '%s\n' "$images" | sort -u) >/dev/null || return
	rm -rf "$copies"
}

case ${1-} in
build | start | stop | up | ended | refresh | forget | reload) "$@" ;;
*)
	echo "usage: $0 build|start|stop|up|ended|refresh|reload SIGNAL|forget" >&2
	exit 2
	;;
esac
