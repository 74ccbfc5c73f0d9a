# shellcheck shell=sh
# The verbs of a container. Sourced by its own script, which sets
#   name self recipe copies seconds kind [driver], and of a oneshot launcher records [log]
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
	if [ "$kind" = oneshot ]; then
		run_once
		return
	fi
	if exists; then
		not_a_strangers || return
		case $(of '{{.State.Status}}') in running | restarting) return 0 ;; esac
		if [ "$(made_by)" = "$self" ]; then
			engine start "$name" >/dev/null
			return
		fi
		remove || return
	fi
	made && engine start "$name" >/dev/null
}
made() {
	directories || return
	# The launcher's times are the host's local ones. A host without that file goes by UTC, as an image does.
	zone= && [ ! -e /etc/localtime ] || zone=--mount=type=bind,source=/etc/localtime,target=/etc/localtime,readonly
	# Docker's json-file and podman's k8s-file grow without limit unless told. The other drivers have limits of their own, or know none.
	logs=
	[ -z "${driver-}" ] || case $(engine info --format "$driver" 2>/dev/null) in
	json-file) logs='--log-opt=max-size=10m --log-opt=max-file=5' ;;
	k8s-file) logs=--log-opt=max-size=50m ;;
	esac
	create >/dev/null
}
end() { engine stop -t "$seconds" "$name" >/dev/null; }
stop() {
	if exists; then
		not_a_strangers && end && remove || return
	fi
	[ "$kind" != oneshot ] || forget_end
}

# ---- a oneshot: its launcher stays in the container, and keeps the record of how it ended where both see it -------------------------
tell() { [ ! -x "$launcher" ] || "$launcher" "$1"; }
forget_end() { tell forget; }
run_once() { # 0 it has ended with 0, now or before in this boot
	if exists; then
		not_a_strangers && tell renew || return
		case $(of '{{.State.Status}}') in
		running | restarting)
			if [ "$(made_by)" = "$self" ] && { tell done || [ -e "$records/begun" ]; }; then
				await_end
				return
			fi
			end || return
			;;
		esac
		remove || return
	fi
	tell done || forget_end
	made && engine start "$name" >/dev/null && await_end
}
await_end() {
	! tell await 2>/dev/null || return 0
	set -- $(tell outcome)
	case $1 in
	ended) say "ended with $2; the last that it said:" ;;
	*) say 'did not end in time; the last that it said:' ;;
	esac
	if [ "${log-}" ]; then tail -n 5 "$log"; else engine logs --tail 5 "$name"; fi >&2 2>&1
	return 1
}
register() { # another container, which is what is started at boot; it does not run
	[ "$kind" = oneshot ] && build && refresh || return
	if exists; then
		not_a_strangers || return
		[ "$(made_by)" != "$self" ] || return 0
		case $(tell outcome) in
		begins*)
			say 'it runs now: deploy again when it has ended'
			return 1
			;;
		esac
		end && remove || return
	fi
	made || return
	# One that is started finds how it ended in this boot, and rests.
	case $(tell outcome) in ended*) engine start "$name" >/dev/null ;; esac
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
build | start | stop | up | refresh | forget | reload | register) "$@" ;;
*)
	echo "usage: $0 build|start|stop|up|register|refresh|reload SIGNAL|forget" >&2
	exit 2
	;;
esac
