
# ---- verbs ---------------------------------------------------------------------------------------------------------------------

host_file() { # -> host_id; refuses a prefix that was moved or is newer than this kit
	host_id=-
	line "$PREFIX/host" || return 0
	# shellcheck disable=SC2086
	set -- $line
	host_id=$1
	[ "${2-}" = "$PREFIX" ] || refuse moved-prefix "${2-}"
	[ "${3-0}" -le $LAYOUT ] || refuse newer-layout "${3-}"
}
stand() { # where the profile stands, for hello, lock and status
	read_head
	state
	answer head "$head_number" "$head_digest"
	line "$HERE/fence" || line=0
	answer fence "$line"
	if [ -d "$LOCK" ]; then
		silence
		set --
		for _name in token owner reason coordinator since; do
			line "$LOCK/$_name" || line=-
			set -- "$@" "${line:--}"
		done
		answer lock "$@" "$silence"
	fi
	_alive=no
	if runner; then _alive=yes; fi
	line "$TXN/base" || line='0 -'
	_base=$line
	line "$TXN/target" || line='0 -'
	answer state "$state" "$SEQ" $_alive "$_base" "$line"
}
verb_hello() { # and, behind it, questions
	host_file
	boot
	free_kilobytes
	answer kit "$KIT" "$PROTOCOL" "$LAYOUT"
	answer host "$host_id"
	answer boot "$boot"
	answer prefix "$PREFIX"
	answer space "${free_kilobytes:-0}"
	if [ "$PROFILE" ]; then
		stand
		for _file in "$SECRETS"/*/*; do
			if [ -f "$_file.sum" ]; then
				coded "${_file#"$SECRETS"/}"
				answer secret "$coded"
			fi
		done
	fi
	IFS=,
	for _port in $PORTS; do
		unset IFS
		case $_port in *[!0-9]*) continue ;; esac
		if listens "$_port"; then answer listens "$_port"; fi
	done
	unset IFS
	questions
}
verb_ask() { questions; }
questions() {
	_payload=$(cat && echo .)
	[ "$_payload" != . ] || return 0
	scratch || refuse no-scratch
	eval "${_payload%.}"
}
ask() { # ask ID SECONDS WORD...: a command that changes nothing; status, output and errors as bytes
	_id=$1
	shift
	command_run "$@" >"$scratch/out" 2>"$scratch/err"
	_status=$?
	answer result "$_id" $_status "=$(tail -c 524288 "$scratch/out" | hex)" "=$(tail -c 65536 "$scratch/err" | hex)"
}
birth() { # birth PID
	if born "$1"; then answer birth "$1" "$born"; fi
}
program() { # program KEY NAME...: where the first of them is
	coded "$1"
	_key=$coded
	shift
	for _name in "$@"; do
		if seek "$_name"; then
			coded "$seek"
			answer program "$_key" "$coded"
			return 0
		fi
	done
}
share() { # share KEY PATH...: a file or directory
	coded "$1"
	_key=$coded
	shift
	for _path in "$@"; do
		if [ -e "$_path" ]; then
			coded "$_path"
			answer program "$_key" "$coded"
			return 0
		fi
	done
}
tool() { # tool NAME
	seek "$1" || return 0
	# One that is an applet of busybox cannot do what its namesake does: only trying it tells.
	case $1 in setpriv) "$seek" --reuid "$(id -u)" true >/dev/null 2>&1 || return 0 ;; esac
	coded "$1"
	answer tool "$coded"
}
# seek NAME -> seek: its file. Not `command -v`, for which the applets of some shells are programs.
seek() {
	case $1 in /*) seek=$1 && [ -f "$1" ] && [ -x "$1" ] && return ;; esac
	IFS=:
	for _dir in $PATH; do
		unset IFS
		seek=$_dir/$1
		case $seek in /*) if [ -f "$seek" ] && [ -x "$seek" ]; then return 0; fi ;; esac
	done
	unset IFS
	return 1
}
verb_facts() {
	host_file
	answer prefix "$PREFIX"
	answer host "$host_id"
	answer platform "$(uname -s | tr '[:upper:]' '[:lower:]' | sed 's/[-_].*//')"
	_system=$(. /etc/os-release 2>/dev/null && printf %s "${PRETTY_NAME-}")
	coded "${_system:-$(uname -sr)}"
	answer system "$coded"
	if [ "$(id -u)" = 0 ]; then answer privileged yes; else answer privileged no; fi
	coded "$(id -un 2>/dev/null || id -u)"
	answer user "$coded"
	coded "${HOME:-/}"
	answer home "$coded"
	seek sh || seek=/bin/sh
	answer shell "$seek"
	_cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null) && answer cores "$_cores"
	_memory=$(awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo 2>/dev/null) && answer memory "$_memory"
	questions
}
verb_enrol() { # gives the host its identity, and the disk its reserve
	host_file
	[ "$host_id" = - ] || { answer host "$host_id"; return; }
	_id=$(od -An -v -tx1 -N 16 /dev/urandom | tr -d ' \n')
	mkdir -p "$STORE" "$PREFIX/profiles" "$PREFIX/incoming" && printf '%s %s %s\n' "$_id" "$PREFIX" $LAYOUT | put "$PREFIX/host" ||
		refuse cannot-write
	answer host "$_id"
}
reserve() { # real bytes: a hole in a file would hold nothing free
	[ -s "$PREFIX/reserve" ] || dd if=/dev/urandom of="$PREFIX/reserve" bs=1024 count=256 2>/dev/null
}

owned() { # refuses unless TOKEN is the lock's, and notes that its owner was heard
	line "$LOCK/token" || refuse no-lock
	[ "$line" = "$TOKEN" ] || refuse other-token "$line"
	now
	printf '%s\n' "$now" 2>/dev/null >"$LOCK/seen.new" && mv -f "$LOCK/seen.new" "$LOCK/seen"
	state
}
expect() { # expect STATE...: refuses in any other
	for _one in "$@"; do
		[ "$state" != "$_one" ] || return 0
	done
	refuse state "$state"
}
same_boot() {
	boot
	line "$TXN/boot" && [ "$line" = "$boot" ] || refuse rebooted
}

verb_lock() {
	host_file
	[ "$host_id" != - ] || refuse not-enrolled
	mkdir -p "$HERE" 2>/dev/null || refuse cannot-write
	enter "$HERE/enter" || refuse busy
	state
	if [ -d "$LOCK" ]; then
		line "$LOCK/coordinator"
		if [ "$line" = "$COORDINATOR" ]; then
			# The same one, back after its own death: it begins again where nothing has changed.
			untouched || refuse open "$state"
			discard "$TXN"
		elif abandoned; then
			if untouched; then discard "$TXN" && discard "$LOCK"
			elif [ "$state" = committed ] || [ "$state" = reverted ]; then close
			else
				start_undo abandoned 0
				refuse reverting
			fi
		else
			stand
			refuse locked
		fi
	fi
	read_head
	[ "$head_digest" = "$BASE_DIGEST" ] || refuse base "$head_number" "$head_digest"
	reserve || refuse disk-full
	line "$HERE/fence" || line=0
	TOKEN=$((line + 1))
	boot
	now
	printf '%s\n' "$TOKEN" | put "$HERE/fence" || refuse disk-full
	if [ -d "$LOCK" ]; then rm -rf "$LOCK"; fi
	rm -rf "$LOCK.new"
	mkdir "$LOCK.new" || refuse disk-full
	for _pair in "token $TOKEN" "owner $OWNER" "reason $REASON" "coordinator $COORDINATOR" "since $AT" "window $WINDOW" "boot $boot" "seen $now"; do
		printf '%s\n' "${_pair#* }" >"$LOCK.new/${_pair%% *}" || refuse disk-full
	done
	flush "$LOCK.new"/* && mv "$LOCK.new" "$LOCK" && flush "$HERE"
	answer token "$TOKEN"
	# The payload names what the store must hold, and behind `secret` what must stand beside it; the answer, what is lacking.
	cat >"$LOCK/all" && sed '/^secret /d' "$LOCK/all" >"$LOCK/needs" && sed -n 's/^secret //p' "$LOCK/all" >"$LOCK/secrets" || refuse disk-full
	unsound "$STORE" "$LOCK/needs" | while read -r _ _ _ _ _path; do
		coded "$_path"
		printf '%s\n' "$coded"
	done >"$LOCK/lacks"
	while read -r _path; do answer lacks "$_path"; done <"$LOCK/lacks"
	while read -r _ _ _ _path; do
		filled "$_path" && continue
		coded "$_path"
		answer lacks-secret "$coded"
	done <"$LOCK/secrets"
}

# Payload: a tar of gen/{manifest,document,notes,forward,back,needs,secrets}, store/<hash>/<name>, and secret/<hash>/<name> with the
# digest of each in <name>.sum.
verb_stage() {
	enter "$HERE/enter" || refuse busy
	owned
	expect locked staged
	discard "$TXN"
	_in=$PREFIX/incoming/$TOKEN
	rm -rf "$_in"
	(umask 077 && mkdir -p "$_in/store") || refuse disk-full
	(cd "$_in" && tar -xf -) >"$LOCK/unpack" 2>&1 || spoiled "$_in"
	[ -f "$_in/gen/needs" ] && [ -f "$_in/gen/forward" ] && [ -f "$_in/gen/back" ] || spoiled "$_in"
	unsound "$STORE" "$_in/gen/needs" >"$_in/lacking" || spoiled "$_in"
	unsound "$_in/store" "$_in/lacking" >"$_in/unsound" || spoiled "$_in"
	if [ -s "$_in/unsound" ]; then
		read -r _ _ _ _ _path <"$_in/unsound"
		coded "$_path"
		rm -rf "$_in"
		refuse unsound "$coded"
	fi
	set --
	while read -r _ _mode _ _ _path; do
		mkdir -p "$STORE/${_path%/*}" && chmod "$_mode" "$_in/store/$_path" && mv -f "$_in/store/$_path" "$STORE/$_path" || spoiled "$_in"
		set -- "$@" "$STORE/$_path" "$STORE/${_path%/*}"
	done <"$_in/lacking"
	flush "$STORE" "$@"
	take_secrets "$_in"
	# What steps say may echo a secret: their logs are for nobody else.
	mkdir -m 700 "$_in/txn" && mv "$_in/gen" "$_in/txn/gen" || spoiled "$_in"
	boot
	read_head
	for _pair in "token $TOKEN" "base $head_number $head_digest" "target $TARGET_NUMBER $TARGET_DIGEST" "kit $KIT" "window $WINDOW" "boot $boot"; do
		printf '%s\n' "${_pair#* }" >"$_in/txn/${_pair%% *}" || spoiled "$_in"
	done
	printf '%s %s %s %s %s\n' "$TARGET_NUMBER" "$TARGET_DIGEST" "$AT" "$BY" "$REASON" >"$_in/txn/gen/notes" || spoiled "$_in"
	flush "$_in/txn"/* "$_in/txn/gen"/* && mv "$_in/txn" "$TXN" && flush "$HERE" || spoiled "$_in"
	rm -rf "$_in"
	answer staged
}
take_secrets() { # take_secrets DIRECTORY: those of its payload that are not there yet
	[ -s "$1/gen/secrets" ] || return 0
	mkdir -p "$SECRETS" && chmod 711 "$PREFIX/secrets" "$SECRETS" || spoiled "$1"
	set -- "$1" "$SECRETS"
	while read -r _mode _ _ _path; do
		filled "$_path" && continue
		if ! line "$1/secret/$_path.sum" || ! holds "$1/secret/$_path" "$line"; then
			coded "$_path"
			rm -rf "$1"
			refuse unsound "$coded"
		fi
		_dir=$SECRETS/${_path%/*}
		mkdir -p "$_dir" && chmod 711 "$_dir" && chmod "$_mode" "$1/secret/$_path" && chmod 600 "$1/secret/$_path.sum" &&
			mv -f "$1/secret/$_path" "$SECRETS/$_path" && mv -f "$1/secret/$_path.sum" "$SECRETS/$_path.sum" || spoiled "$1"
		set -- "$@" "$SECRETS/$_path" "$SECRETS/$_path.sum" "$_dir"
	done <"$1/gen/secrets"
	shift
	flush "$@"
}
spoiled() { # spoiled DIRECTORY: nothing half sent is left
	free_kilobytes # before what filled it is deleted
	rm -rf "$1"
	[ "${free_kilobytes:-0}" -gt 1024 ] || refuse disk-full "$free_kilobytes"
	coded "$(tail -c 400 "$LOCK/unpack" 2>/dev/null)"
	refuse cannot-unpack "$coded"
}

# The guard's place: a host that has one goes back by itself from here on. This version has none, and says so.
verb_arm() {
	enter "$HERE/enter" || refuse busy
	owned
	expect staged armed
	same_boot
	[ "$state" = armed ] || journal W guard-none || refuse disk-full
	answer guard none
}
verb_hold() {
	owned
	answer held "$state"
}

begin() { # begin WORD...: starts the process that carries on, and waits until it was seen
	boot
	detached "$TXN/output" "$@"
	_tries=0
	until line "$TXN/runner" && case $line in *" $2") true ;; *) false ;; esac; do
		[ $((_tries += 1)) -le 200 ] || refuse not-started
		nap 0.05
	done
}
verb_advance() {
	enter "$HERE/enter" || refuse busy
	owned
	expect armed changing active
	same_boot
	if [ "$state" != active ] && ! runner; then begin run "$NONCE" "$PROFILE" "$WAVE"; fi
	answer from "$SEQ"
}
# The journal from a record on, as it is written, until nobody writes it any more.
verb_follow() {
	_next=$FROM
	while :; do
		_over=''
		runner || _over=1
		while read -r _n _at _kind _a _b; do
			case $_kind:$_a:$_b in *:.: | *:*:*.) ;; *) continue ;; esac
			_a=${_a%.} _b=${_b%.} _b=${_b% }
			[ "$_n" -ge "$_next" ] 2>/dev/null || continue
			_next=$((_n + 1))
			answer record "$_n" "$_at" "$_kind" "$_a" "$_b"
			case $_kind in
			F) coded "$(tail -c 4000 "$TXN/log.$_a" 2>/dev/null)" && answer said "$_a" "$coded" ;;
			U) case $_b in failed) coded "$(tail -c 4000 "$TXN/log.back.$_a" 2>/dev/null)" && answer said "$_a" "$coded" ;; esac ;;
			esac
		done <"$TXN/journal"
		[ -z "$_over" ] || break
		nap 0.1
	done
	state
	answer state "$state" "$SEQ"
}

start_undo() { # start_undo WHY GRACE
	rm -f "$PREFIX/reserve" # so that undoing can be written down on a full disk
	decision
	[ "$decision" ] || decide "revert $1" || decision
	case $REVERTED:$runner_word in
	done:*) return 0 ;;
	*:undo*) ! runner || return 0 ;;
	esac
	begin undo "undo$NONCE" "$PROFILE" "$2"
}
verb_revert() {
	enter "$HERE/enter" || refuse busy
	owned
	[ -d "$TXN" ] || refuse state "$state"
	if [ "$state" = committed ]; then
		[ "$COMMITTED" = yes ] || refuse state committed
		discard "$TXN/decision"
	fi
	runner || :
	start_undo "$WHY" "$GRACE"
	answer from "$SEQ"
}
verb_commit() {
	enter "$HERE/enter" || refuse busy
	owned
	expect active committed
	if [ "$state" = active ]; then
		same_boot
		decide commit || { decision && case $decision in commit*) ;; *) refuse state reverting ;; esac; }
		journal C || :
	fi
	# Convenience only: `head` is the truth.
	line "$TXN/target"
	rm -f "$HERE/current"
	ln -s "gen/${line%% *}" "$HERE/current" 2>/dev/null
	answer committed
}
verb_seal() {
	enter "$HERE/enter" || refuse busy
	if [ ! -d "$LOCK" ]; then answer sealed && return; fi # it was heard, its answer was not
	owned
	expect committed reverted
	close
	answer sealed
}
close() { # the transaction becomes a line of history
	line "$LOCK/token"
	_token=$line
	decision
	line "$TXN/target"
	printf '%s %s %s\n' "$_token" "$line" "$decision" >>"$HERE/history"
	flush "$HERE/history"
	discard "$TXN"
	discard "$LOCK"
	collect_secrets
	reserve || :
}
verb_release() {
	enter "$HERE/enter" || refuse busy
	if [ ! -d "$LOCK" ]; then answer released && return; fi
	owned
	untouched || refuse state "$state"
	discard "$TXN"
	discard "$LOCK"
	rm -rf "$PREFIX/incoming/$TOKEN"
	collect_secrets
	answer released
}
verb_status() { stand; }

verb_generations() {
	read_head
	for _gen in "$HERE"/gen/*; do
		[ -f "$_gen/notes" ] && line "$_gen/notes" || continue
		case ${_gen##*/} in
		*[!0-9]*) ;;
		"$head_number") answer generation "$line" current ;;
		*) answer generation "$line" - ;;
		esac
	done
}
verb_generation() {
	_gen=$HERE/gen/${NUMBER:-0}
	[ -f "$_gen/manifest" ] || refuse no-generation
	line "$_gen/notes"
	answer notes "$line"
	for _name in manifest document; do
		SAID=$((SAID + 1))
		# JSON in one line, as it was sent: nothing in it can end a line.
		printf 'lr %s %s %s ' "$NONCE" "$SAID" $_name
		cat "$_gen/$_name"
		echo
	done
}
# What follows goes through as it comes, until standard input or the command ends.
verb_stream() {
	_question=''
	while IFS= read -r _line && [ "$_line" != "end $NONCE" ]; do _question=$_question$_line$newline; done
	ask() {
		shift 2
		answer stream
		exec 3<&0
		(exec "$@") </dev/null 2>&1 3<&- &
		_child=$!
		(cat <&3; kill -s TERM $_child) >/dev/null 2>&1 &
		_watch=$!
		exec 3<&-
		wait $_child
		kill $_watch 2>/dev/null
	}
	eval "$_question"
}
