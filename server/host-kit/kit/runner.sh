
# ---- carrying a plan out: intent, act, result; and its inverse --------------------------------------------------------------

journal() { # journal KIND WORD...: on disk when it returns 0
	SEQ=$((SEQ + 1))
	now
	printf '%s %s %s .\n' "$SEQ" "$stamp" "$*" >>"$TXN/journal" && flush "$TXN/journal"
}
# Claims the transaction for this process; who started it reads the word.
claim() { # claim WORD
	boot
	born $$ || born=0
	printf '%s %s %s %s\n' $$ "$born" "$boot" "$1" | put "$TXN/runner" || exit 1
}
# Reads where the journal stands, once nobody else writes it.
catch_up() {
	journal_read
	# What a killed runner left of a line is closed, so that it spoils no other.
	[ ! -s "$TXN/journal" ] || [ -z "$(tail -c 1 "$TXN/journal")" ] || echo >>"$TXN/journal"
}

# The plan forward defines step_<id> for each step, and `forward`, which calls `step` in order.
HALT='' LATER=''
step() { # step ID WAVE PHASE
	[ -z "$HALT" ] || return 0
	[ "$2" -le "$WAVE" ] || { LATER=1; return 0; }
	case $DONE in *" $1 "*) return 0 ;; esac
	decision
	[ -z "$decision" ] || { HALT=decided; return 0; }
	[ "$3" = accounts ] || own_store || { HALT=store; return 0; }
	journal I "$1" || { HALT=disk; return 0; }
	if "step_$1" >"$TXN/log.$1" 2>&1 </dev/null; then
		journal D "$1" || HALT=disk
	else
		journal F "$1" $?
		HALT=failed
	fi
}
# Files that must not belong to whoever installs them are given away once their accounts are there.
own_store() {
	[ -z "${OWNED-}" ] || return 0
	OWNED=1
	[ "$(id -u)" = 0 ] || return 0
	while read -r _ _ _owner _group _path; do
		[ "$_owner$_group" = -- ] && continue
		[ "$_owner" != - ] || _owner=
		[ "$_group" = - ] || _owner=$_owner:$_group
		chown "$_owner" "$STORE/$_path" || return 1
	done <"$TXN/gen/needs"
	[ -f "$TXN/gen/secrets" ] || return 0
	while read -r _ _owner _group _path; do
		[ "$_owner$_group" = -- ] && continue
		[ "$_owner" != - ] || _owner=
		[ "$_group" = - ] || _owner=$_owner:$_group
		chown "$_owner" "$SECRETS/$_path" || return 1
	done <"$TXN/gen/secrets"
}
run_forward() { # run_forward WORD WAVE: up to and with that wave
	WAVE=$2
	claim "$1"
	catch_up
	# shellcheck disable=SC1091
	. "$TXN/gen/forward"
	forward
	if [ "$HALT" ]; then journal H "$HALT"
	elif [ "$LATER" ]; then journal B "$WAVE"
	else switch_head && journal B "$WAVE"; fi
}
# The generation is written before the record that says so: a kill in between is made good by doing it again, or by undoing.
switch_head() {
	line "$TXN/target"
	_target=$line _gen=$HERE/gen/${line%% *}
	discard "$_gen"
	rm -rf "$_gen.new"
	mkdir -p "$HERE/gen" && cp -R "$TXN/gen" "$_gen.new" && flush "$_gen.new"/* && mv "$_gen.new" "$_gen" &&
		printf '%s\n' "$_target" | put "$HERE/head" && journal S "${_target%% *}"
}

# The plan back defines back_<i>, and `backward`, which calls `back` in the order of undoing.
back() { # back I OF: undoes step OF, if it was begun
	case $BEGUN in *" $2 "*) ;; *) return 0 ;; esac
	case $UNDONE in *" $1 "*) return 0 ;; esac
	journal V "$1" "$2" || :
	if "back_$1" >"$TXN/log.back.$1" 2>&1 </dev/null; then journal U "$1" done
	else
		journal U "$1" failed
		STUCK=1
	fi
}
run_backward() { # run_backward WORD GRACE
	# One mover: whoever was carrying it out is given its time, then killed with all that it started in its session. Meanwhile
	# this process is named already, so that the host is not taken for one that goes neither forward nor back.
	if runner; then printf '%s %s %s\n' "$runner_pid" "$runner_born" "$boot" | put "$TXN/overtaken" || exit 1; fi
	claim "$1"
	if line "$TXN/overtaken"; then
		_grace=$2
		# shellcheck disable=SC2086
		set -- $line
		if [ $# -eq 3 ] && [ "$3" = "$boot" ]; then
			now
			_until=$((now + _grace))
			while is "$1" "$2" && now && [ "$now" -lt "$_until" ]; do nap 0.1; done
			while is "$1" "$2"; do
				kill_session "$1" "$2"
				nap 0.05
			done
		fi
	fi
	catch_up
	STUCK=''
	# shellcheck disable=SC1091
	. "$TXN/gen/back"
	backward
	line "$TXN/target"
	_target=$line
	if line "$HERE/head" && [ "$line" = "$_target" ]; then
		line "$TXN/base"
		case $line in '0 '*) rm -f "$HERE/head" ;; *) printf '%s\n' "$line" | put "$HERE/head" ;; esac
		discard "$HERE/gen/${_target%% *}"
	fi
	if [ "$STUCK" ]; then journal R stuck; else journal R done; fi
}
kill_session() { # kill_session PID BORN
	is "$1" "$2" || return 0
	if [ "$sid" = "$1" ] && [ -d /proc/self ]; then
		for _dir in /proc/[0-9]*; do
			born "${_dir#/proc/}" && [ "$sid" = "$1" ] && [ "${_dir#/proc/}" != "$1" ] && kill -s KILL "${_dir#/proc/}" 2>/dev/null
		done
	fi
	kill -s KILL "$1" 2>/dev/null
}
