# shellcheck shell=sh
# What a process manager cannot do itself. Sourced by a generated script, which sets
#   lr_name lr_self lr_shell lr_run lr_log lr_stop_signal lr_stop_seconds lr_start_seconds lr_prepare_seconds [lr_pidfile]
# and defines `program` (the user's program: ends in exec), `chain` (everything before it: ends in `program`, `follow`, or
# itself again as another user), and, if it likes, `ready` (0: ready) and `tell_reload`.
#
# Every variable here begins with lr_: a manager may have set any other in the environment of the program that we become.
# Functions answer in variables, because a subshell costs more than everything else here; each says which it changes.
# A failing redirection of a special built-in ends the whole shell (POSIX 2.8.1), so `true >file` stands where `: >file` could.
# shellcheck disable=SC2034,SC2094,SC2154
[ -z "${BASH_VERSION-}" ] || set -o posix
IFS=' 	
'
lr_fresh='' lr_record=$lr_run/record
lr_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# tool NAME -> lr_tool: its file, or '' and 1. By hand: some builds of busybox take their own applet of a name, which knows less
tool() {
	lr_ifs=$IFS
	IFS=:
	# shellcheck disable=SC2086
	set -- "$1" $lr_path ${PATH-}
	IFS=$lr_ifs
	lr_x=$1
	shift
	for lr_tool; do
		lr_tool=$lr_tool/$lr_x
		case $lr_tool in /*) if [ -f "$lr_tool" ] && [ -x "$lr_tool" ]; then return 0; fi ;; esac
	done
	lr_tool=
	return 1
}
tool setsid || true
lr_session=$lr_tool

say() { printf '%s: %s\n' "$lr_name" "$*" >&2; }
die() { # die STATUS WORD...
	lr_status=$1
	shift
	say "$@"
	exit "$lr_status"
}

# ---- time -------------------------------------------------------------------------------------------------------------
nap() { sleep "$1" 2>/dev/null || sleep 1; } # fractions are not POSIX
pause() { # ends early when a signal was trapped
	(exec sleep "$1" 8<&- 9>&-) &
	wait $!
}
now() { # -> lr_now: seconds of a clock that nobody sets
	if [ -r /proc/uptime ]; then
		read -r lr_now lr_x </proc/uptime
		lr_now=${lr_now%.*}
	else lr_now=$(date +%s); fi
}

# ---- identity: a number is given to another process later, a number with a time of birth is not ------------------------
# born PID -> lr_born lr_state lr_group lr_sid; fails if nobody has that number, or only a zombie
if [ -r /proc/self/stat ]; then
	born() {
		lr_text='' lr_line=''
		# yash leaves lr_line as it was when the process ends under the read: it is emptied before each
		{ while lr_line='' && IFS= read -r lr_line; do lr_text=$lr_text$lr_line; done <"/proc/$1/stat"; } 2>/dev/null
		lr_text=$lr_text$lr_line
		lr_text=${lr_text##*") "} # the name before it may hold blanks, parentheses and newlines
		# shellcheck disable=SC2086
		set -- $lr_text
		[ $# -ge 20 ] || return 1
		lr_state=$1 lr_group=$3 lr_sid=$4 lr_born=${20}
		case $lr_state in [ZXx]) return 1 ;; esac
	}
	# The kernel's boot_id does not change when a container starts again: the birth of its process 1 does. A container that is shown
	# its host's process 1 lives by the boots of its host, so that both read each other's records.
	lr_first=1
	[ ! -r /run/longrun.first/stat ] || lr_first=../run/longrun.first
	boot() { # -> lr_boot; changes what born changes
		read -r lr_boot </proc/sys/kernel/random/boot_id && born "$lr_first" && lr_boot=$lr_boot.$lr_born
	}
else
	born() {
		# shellcheck disable=SC2046
		set -- $(LC_ALL=C ps -o state= -o pgid= -o lstart= -p "$1" 2>/dev/null)
		[ $# -ge 4 ] || return 1
		lr_state=$1 lr_group=$2 lr_sid=
		shift 2
		lr_born=$(IFS=_ && echo "$*")
		case $lr_state in Z*) return 1 ;; esac
	}
	boot() { lr_boot=$(sysctl -n kern.boottime | tr -cd 0-9)$(born 1 && echo ".$lr_born"); }
fi
is() { born "$1" && [ "$lr_born" = "$2" ]; } # is PID BORN: that very process lives

# ---- the record: one line, "pid born boot" ------------------------------------------------------------------------------
# recall -> lr_pid lr_since. 0 it lives, 1 it is dead and left a record, 3 no record of this boot, 4 cannot say
recall() {
	lr_pid='' lr_since='' lr_when=''
	if [ ! -e "$lr_record" ]; then
		[ -x "${lr_record%/*}" ] || [ ! -e "${lr_record%/*}" ] || return 4
		return 3
	fi
	[ -r "$lr_record" ] || return 4
	read -r lr_pid lr_since lr_when <"$lr_record" || return 1
	case $lr_pid in '' | *[!0-9]* | 0* | 1) return 1 ;; esac
	boot || return 4
	[ "$lr_when" = "$lr_boot" ] || return 3
	is "$lr_pid" "$lr_since"
}
record() { # record PID: written whole, or not at all. The birth is asked for last: boot changes it
	{ boot && born "$1"; } || return 1
	printf '%s %s %s\n' "$1" "$lr_born" "$lr_boot" >"$lr_record.$$" && mv -f "$lr_record.$$" "$lr_record"
}
# glance -> lr_found: "pid born" of the process that the daemon's own file names now; fails if it names none
glance() {
	lr_found='' lr_named=''
	{ read -r lr_named lr_x <"$lr_pidfile"; } 2>/dev/null
	case $lr_named in '' | *[!0-9]* | 0* | 1) return 1 ;; esac
	born "$lr_named" && lr_found="$lr_named $lr_born"
}
fresh_one() { glance && [ "$lr_found" != "$1" ]; } # fresh_one STALE: that file names another process than STALE

# ---- one at a time: a file per contender, named by its identity; to enter is to see nobody else --------------------------
# The file of a dead owner is deleted by its own name, so nobody can break a living lock.
lock() { # 0 entered, 1 somebody else is in it for a minute, 4 not allowed
	born $$ && lr_mine=$lr_run/lock.$$.$lr_born
	now
	lr_until=$((lr_now + ${lr_lock_seconds:-60}))
	while :; do
		true >"$lr_mine" || return 4
		lr_rivals='' lr_yield=''
		for lr_file in "$lr_run"/lock.*; do
			[ "$lr_file" != "$lr_mine" ] || continue
			lr_owner=${lr_file##*/lock.}
			if is "${lr_owner%%.*}" "${lr_owner#*.}"; then
				lr_rivals=1
				[ "${lr_owner%%.*}" -le $$ ] || lr_yield=1
			else rm -f "$lr_file"; fi
		done
		[ "$lr_rivals" ] || return 0
		[ -z "$lr_yield" ] || rm -f "$lr_mine"
		now
		if [ "$lr_now" -gt "$lr_until" ]; then
			rm -f "$lr_mine"
			return 1
		fi
		nap 0.1
	done
}
unlock() { rm -f "$lr_mine"; }
enter() { # lock, and say so where that fails
	lock || {
		lr_code=$?
		say 'another start or stop is under way'
		return $lr_code
	}
}

# ---- ending --------------------------------------------------------------------------------------------------------------
# finish PID BORN SIGNAL SECONDS: signal, wait, KILL, then what it left in its session. 0 gone, 1 still there, 4 not allowed
finish() {
	is "$1" "$2" || return 0
	lr_leader=$lr_sid
	kill -s "$3" "$1" 2>/dev/null || { is "$1" "$2" && return 4; }
	now
	lr_until=$((lr_now + $4))
	while is "$1" "$2"; do
		now
		if [ "$lr_now" -gt "$lr_until" ]; then
			say "did not end within $4 s of $3, killed"
			kill -s KILL "$1"
			break
		fi
		nap 0.05
	done
	lr_n=0
	while is "$1" "$2"; do
		[ $((lr_n += 1)) -le 60 ] || return 1 # asleep in the kernel: nothing ends it
		nap 0.05
	done
	[ "$lr_leader" != "$1" ] || sweep "$1"
}
# sweep SID: ends what a dead leader left in its session, so that workers do not keep its port
sweep() {
	# Somebody has the number of a leader that is dead: so no member was left, and this is a stranger's session.
	if born "$1"; then return 0; fi
	for lr_sig in TERM TERM TERM TERM TERM KILL KILL; do
		lr_left=
		for lr_dir in /proc/[0-9]*; do
			born "${lr_dir#/proc/}" && [ "$lr_sid" = "$1" ] && lr_left="$lr_left ${lr_dir#/proc/}"
		done
		[ "$lr_left" ] || return 0
		# shellcheck disable=SC2086
		kill -s $lr_sig $lr_left 2>/dev/null
		nap 0.1
	done
}
# strays MARK: ends what was started with that mark in its environment
strays() {
	# shellcheck disable=SC2013
	for lr_dir in $(grep -lszx -- "LR_LAUNCH=$1" /proc/[0-9]*/environ 2>/dev/null); do
		lr_dir=${lr_dir#/proc/}
		kill -s KILL "${lr_dir%/environ}" 2>/dev/null
	done
}

# ---- the verbs of an init script, with the codes of LSB 5.0, section 22.2 ----------------------------------------------
start() { # 0 runs and is ready (or ran), 1 failed and nothing is left, 4 not allowed
	umask 022
	mkdir -p "$lr_run" "${lr_log%/*}" 2>/dev/null
	[ -w "$lr_run" ] || {
		say "cannot write to $lr_run"
		return 4
	}
	enter || return
	recall
	lr_code=$?
	if [ $lr_code -eq 0 ]; then
		unlock
		say "runs already, process $lr_pid"
		return 0
	fi
	[ $lr_code -ne 1 ] || case $lr_pid in '' | *[!0-9]* | 0* | 1) ;; *) sweep "$lr_pid" ;; esac
	rm -f "$lr_record" "$lr_run/launched"
	begin
	lr_code=1
	now
	lr_until=$((lr_now + lr_prepare_seconds)) lr_launched='' lr_grace=0
	while :; do
		if ! born $lr_child; then
			wait $lr_child
			lr_x=$?
			[ -z "${lr_out-}" ] || nap 0.2 # its writer has the last of it
			say "ended at once with $lr_x; its log $lr_log ends with:"
			tail -n 5 "$lr_log" >&2
			sweep $lr_child
			break
		fi
		if [ -z "$lr_launched" ] && [ -e "$lr_run/launched" ]; then
			now
			lr_launched=1 lr_until=$((lr_now + lr_start_seconds))
		fi
		if [ "$lr_launched" ]; then
			if command -v ready >/dev/null; then
				if ready; then lr_code=0 && break; fi
			elif [ $((lr_grace += 1)) -gt 10 ]; then lr_code=0 && break; fi
		fi
		now
		if [ "$lr_now" -gt "$lr_until" ]; then
			if [ "$lr_launched" ]; then say "not ready after $lr_start_seconds s"; else say "not prepared after $lr_prepare_seconds s"; fi
			if born $lr_child; then end_one $lr_child "$lr_born"; fi
			break
		fi
		nap 0.05
	done
	[ $lr_code -eq 0 ] || rm -f "$lr_record"
	unlock
	return $lr_code
}
begin() { # -> lr_child: the process, which will write its own record
	# A shell starts `&` with INT and QUIT ignored, and what is ignored stays so: env (coreutils 8.31) undoes it.
	lr_fresh=$(/usr/bin/env --default-signal=INT,QUIT echo --default-signal=INT,QUIT 2>/dev/null) || lr_fresh=
	# By hand: not with whatever the operator had in the environment.
	# shellcheck disable=SC2086
	(
		cd / && exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
		exec /usr/bin/env -i $lr_fresh PATH="$lr_path" HOME="${HOME:-/}" ${USER:+"USER=$USER"} ${LOGNAME:+"LOGNAME=$LOGNAME"} \
			$lr_session "$lr_shell" "$lr_self" own </dev/null >>"$lr_log" 2>&1
	) &
	lr_child=$!
}
own() { # the process writes its own record, then becomes the program: the program never runs unrecorded
	record $$ || die 111 "cannot write $lr_record"
	chain
}
launched() { true >"$lr_run/launched"; }
end_one() { # a follower is told by TERM, and needs its own time on top
	if [ "${lr_pidfile-}${lr_kind-}" ]; then finish "$1" "$2" TERM $((lr_stop_seconds + 5)); else finish "$1" "$2" "$lr_stop_signal" "$lr_stop_seconds"; fi
}
stop() { # 0 gone or was not there, 1 still there, 4 not allowed
	recall
	lr_code=$?
	[ $lr_code -ne 3 ] || return 0
	[ $lr_code -ne 4 ] || {
		say "cannot read $lr_record"
		return 4
	}
	[ -w "$lr_run" ] || {
		say 'belongs to another user'
		return 4
	}
	enter || return
	recall
	case $? in
	0)
		lr_code=0
		end_one "$lr_pid" "$lr_since" || lr_code=$?
		[ $lr_code -ne 1 ] || say "process $lr_pid survived KILL"
		;;
	1)
		lr_code=0
		case $lr_pid in '' | *[!0-9]* | 0* | 1) ;; *) sweep "$lr_pid" ;; esac
		;;
	*) lr_code=0 ;;
	esac
	[ $lr_code -ne 0 ] || rm -f "$lr_record" "$lr_run/launched"
	unlock
	return $lr_code
}
status() { # 0 runs, 1 dead but recorded, 3 not running or still before its program, 4 unknown
	recall
	lr_code=$?
	case $lr_code in
	0)
		lr_up=
		if [ -r /proc/uptime ]; then
			now
			lr_up=", up $((lr_now - lr_since / 100)) s" # field 22 counts in USER_HZ, 100 on every port of Linux that we know
		fi
		if [ -e "$lr_run/launched" ]; then
			echo "$lr_name: running (pid $lr_pid$lr_up)"
		else
			echo "$lr_name: starting (pid $lr_pid$lr_up)"
			lr_code=3
		fi
		;;
	1) echo "$lr_name: dead, but recorded (pid $lr_pid)" ;;
	3) echo "$lr_name: not running" ;;
	*) echo "$lr_name: unknown, cannot read $lr_record" ;;
	esac
	return $lr_code
}
reload() { # 0 told, 3 it cannot, 4 not allowed, 7 not running
	command -v tell_reload >/dev/null || {
		say 'cannot reload'
		return 3
	}
	recall || return 7
	tell_reload
}
tell() { kill -s "$1" "$lr_pid" 2>/dev/null || return 4; } # tell SIGNAL: to the recorded process
restart() { stop && start; }
verb() { # verb WORD: what an init script is asked
	case $1 in
	start | stop | restart | reload | status) "$1" ;;
	force-reload) if command -v tell_reload >/dev/null; then reload; else restart; fi ;;
	try-restart | condrestart) if recall; then restart; else return 0; fi ;;
	*)
		echo "usage: $lr_name start|stop|restart|try-restart|reload|force-reload|status" >&2
		return 2
		;;
	esac
}

# ---- follow: a daemon under a supervisor that wants a foreground process -------------------------------------------------
# Ends with 0 when the daemon ended as asked, 1 unasked or without a number in its file, else the status of its starter.
# Signals are noted when they come and delivered between two steps, so that no handler changes what a step is reading.
follow() {
	lr_record=$lr_run/daemon/record lr_signals='' lr_asked='' lr_daemon='' lr_old='' lr_starter='' lr_grace=0
	if recall; then
		say "an earlier one is still there, process $lr_pid"
		finish "$lr_pid" "$lr_since" "$lr_stop_signal" "$lr_stop_seconds" || die 1 'and does not end'
	fi
	born $$
	lr_launch=$$.$lr_born lr_own_sid=$lr_sid lr_last_sid=$lr_sid
	glance
	lr_stale=$lr_found # whatever that file names now is not the one to come
	lr_fresh=$(/usr/bin/env --default-signal=INT,QUIT echo --default-signal=INT,QUIT 2>/dev/null) || lr_fresh=
	watchdog
	for lr_x in TERM INT QUIT HUP USR1 USR2 WINCH; do
		# shellcheck disable=SC2064
		trap "lr_signals=\"\$lr_signals $lr_x\"" "$lr_x"
	done
	(
		exec 9>&-
		export LR_LAUNCH="$lr_launch"
		program </dev/null
	) &
	lr_starter=$!
	wait "$lr_starter"
	lr_code=$?
	deliver
	while [ $lr_code -gt 128 ] && kill -0 "$lr_starter" 2>/dev/null; do # the wait was interrupted, not over
		wait "$lr_starter"
		lr_code=$?
		deliver
	done
	lr_starter=
	if [ $lr_code -ne 0 ]; then
		farewell
		strays "$lr_launch"
		[ -z "$lr_asked" ] || exit 0
		die $lr_code "its start failed with $lr_code"
	fi
	now
	lr_until=$((lr_now + lr_start_seconds))
	until fresh_one "$lr_stale"; do
		now
		if [ "$lr_now" -gt "$lr_until" ]; then
			farewell
			strays "$lr_launch"
			die 1 "named no process in $lr_pidfile within $lr_start_seconds s"
		fi
		pause 0.1
		deliver
	done
	adopt
	while :; do
		deliver
		# shellcheck disable=SC2086
		if successor; then adopt
		elif ! is $lr_daemon; then
			# shellcheck disable=SC2086
			if [ "$lr_old" ] && is $lr_old; then
				lr_daemon=$lr_old lr_old=
				continue
			fi
			[ -z "$lr_asked" ] || break
			pause 0.2 # it may be handing over: the file is written again at once, or not at all
			successor || break
		elif [ "$lr_asked" ]; then
			now
			if [ "$lr_now" -gt "$lr_deadline" ]; then
				say "did not end within $lr_stop_seconds s of $lr_stop_signal, killed"
				kill -s KILL "${lr_daemon% *}"
			fi
			pause 0.1
		else pause "${lr_tick:-1}"; fi
	done
	[ "$lr_last_sid" = "$lr_own_sid" ] || sweep "$lr_last_sid" # workers of a master that crashed keep its port
	farewell
	[ "$lr_asked" ] || die 1 'ended, and nobody had asked it to'
	exit 0
}
# The same number with another birth is no successor but a stranger who was given the dead daemon's number.
successor() { fresh_one "$lr_stale" && [ "${lr_found% *}" != "${lr_daemon% *}" ]; }
adopt() {
	lr_old=$lr_daemon lr_daemon=$lr_found lr_last_sid=$lr_sid
	record "${lr_daemon% *}" || say "cannot write $lr_record"
	echo "$lr_daemon" >&9
	[ -z "$lr_asked" ] || kill -s "$lr_stop_signal" "${lr_daemon% *}"
}
deliver() { # passes on the signals that came; TERM becomes the signal that this daemon stops at
	while [ "$lr_signals" ]; do
		lr_take=$lr_signals lr_signals=
		for lr_one in $lr_take; do
			case $lr_one in TERM | INT | "$lr_stop_signal")
				if [ -z "$lr_asked" ]; then
					now
					lr_asked=1 lr_deadline=$((lr_now + lr_stop_seconds))
				fi
				;;
			esac
			[ -z "$lr_starter" ] || kill -s "$lr_one" "$lr_starter" 2>/dev/null
			[ "$lr_one" != TERM ] || lr_one=$lr_stop_signal
			# shellcheck disable=SC2086
			if [ "$lr_daemon" ] && is $lr_daemon; then kill -s "$lr_one" "${lr_daemon% *}"; fi
			# shellcheck disable=SC2086
			if [ "$lr_asked" ] && [ "$lr_old" ] && is $lr_old; then kill -s "$lr_one" "${lr_old% *}"; fi
		done
	done
}
# Who is killed with KILL cannot clean up; the other end of its pipe can. Both ends are open before the watchdog starts.
watchdog() {
	lr_fifo=$lr_run/daemon/fifo.$$
	rm -f "$lr_fifo"
	mkfifo -m 600 "$lr_fifo" || die 111 "cannot write to $lr_run/daemon"
	exec 9<>"$lr_fifo" 8<"$lr_fifo" # with a writer there, opening to read does not wait
	rm -f "$lr_fifo"
	# shellcheck disable=SC2086
	(exec $lr_session "$lr_shell" "$lr_self" watch "$lr_stale" "$lr_launch" <&8 >/dev/null 8<&- 9>&-) &
	exec 8<&-
}
watch() { # watch STALE MARK: ends the daemon when its follower is gone without a word
	trap '' TERM INT QUIT HUP
	lr_record=$lr_run/daemon/record lr_daemon=
	while read -r lr_line; do
		case $lr_line in
		over) exit 0 ;;
		*) lr_daemon=$lr_line ;;
		esac
	done
	say 'its follower was killed'
	now
	lr_until=$((lr_now + lr_start_seconds))
	until [ "$lr_daemon" ]; do
		if fresh_one "$1"; then
			lr_daemon=$lr_found
			break
		fi
		now
		if [ "$lr_now" -gt "$lr_until" ]; then
			strays "$2"
			exit 1
		fi
		nap 0.1
	done
	# shellcheck disable=SC2086
	finish $lr_daemon "$lr_stop_signal" "$lr_stop_seconds" && forget
}
forget() { # a new follower may have written its own record by now
	{ read -r lr_pid lr_since lr_x <"$lr_record"; } 2>/dev/null
	[ "$lr_pid $lr_since" != "$lr_daemon" ] || rm -f "$lr_record"
}
farewell() {
	forget
	echo over >&9
	exec 9>&-
}
follows() { (lr_record=$lr_run/daemon/record && recall); } # 0: the follower of this process has found its daemon

# ---- what ends: a program that runs once, and one that runs at its times --------------------------------------------------
# Both run the program as a child and write down how it ended. A signal is passed on in the moment in which it comes, by its
# handler, because a wait that it interrupts may not have begun yet; the handler changes nothing that a step is reading.
# In $lr_run/daemon, which belongs to who runs the program: record (of the child), ended ("status boot seconds script"), next.
listen() {
	lr_record=$lr_run/daemon/record lr_asked='' lr_late='' lr_worker='' lr_clock='' lr_nap='' lr_heard=''
	lr_fresh=$(/usr/bin/env --default-signal=INT,QUIT echo --default-signal=INT,QUIT 2>/dev/null) || lr_fresh=
	if recall; then # whoever ran it was killed with KILL
		say "an earlier one is still there, process $lr_pid"
		finish "$lr_pid" "$lr_since" "$lr_stop_signal" "$lr_stop_seconds" || die 111 'and does not end'
	fi
	born $$
	lr_me=$lr_born
	for lr_x in TERM INT QUIT HUP USR1 USR2 ALRM; do
		# shellcheck disable=SC2064
		trap "heard $lr_x" "$lr_x"
	done
}
heard() { # heard SIGNAL. ALRM is the time that is up: to end by itself, or to end at all
	lr_heard=1 lr_send=$1
	if [ "$1" = ALRM ]; then
		lr_clock= # it has run out
		if [ "$lr_asked" ]; then lr_send=KILL; else lr_late=1 lr_send=TERM; fi
	fi
	case $lr_send in
	TERM | INT | "$lr_stop_signal")
		if [ -z "$lr_asked" ]; then
			lr_asked=1
			[ -z "$lr_worker" ] || countdown "$lr_stop_seconds"
		fi
		[ "$lr_send" != TERM ] || lr_send=$lr_stop_signal
		;;
	esac
	if [ "$lr_worker" ]; then kill -s "$lr_send" "$lr_worker" 2>/dev/null; elif [ "$lr_nap" ]; then kill -s KILL "$lr_nap" 2>/dev/null; fi
}
countdown() { # countdown SECONDS: then this shell hears ALRM. In short sleeps: one of them may be left when it is not needed any more
	# Not waited for: this may be in a handler, within another wait.
	[ -z "$lr_clock" ] || kill -s KILL "$lr_clock" 2>/dev/null
	(
		lr_left=$1
		while [ "$lr_left" -gt 0 ] && is $$ "$lr_me"; do
			lr_step=$((lr_left < 5 ? lr_left : 5))
			sleep $lr_step
			lr_left=$((lr_left - lr_step))
		done
		is $$ "$lr_me" && kill -s ALRM $$
	) 2>/dev/null &
	lr_clock=$!
}
# KILL, here and where it dozes: what was just forked still has this shell's traps, and may lose what comes before it gives them up.
unwind() {
	if [ "$lr_clock" ]; then
		kill -s KILL "$lr_clock"
		wait "$lr_clock"
	fi 2>/dev/null
	lr_clock=
}
doze() { # doze SECONDS: ends early when a signal comes
	{ # bash says which of its children was killed, at one of the next commands
		(exec sleep "$1") &
		lr_nap=$!
		[ -z "$lr_asked" ] || kill -s KILL "$lr_nap"
		wait "$lr_nap"
		kill -s KILL "$lr_nap"
		wait "$lr_nap"
	} 2>/dev/null
	lr_nap=
}
work() { # work SECONDS -> lr_code: runs the program to its end, for so long at most; 0: as long as it takes
	(program </dev/null) &
	lr_worker=$! lr_code=
	record "$lr_worker"
	if [ "$lr_asked" ]; then
		kill -s "$lr_stop_signal" "$lr_worker" 2>/dev/null
		countdown "$lr_stop_seconds"
	elif [ "$1" -gt 0 ]; then countdown "$1"; fi
	while :; do
		lr_heard=
		wait "$lr_worker" 2>/dev/null # bash would say what ended it
		lr_x=$?
		[ $lr_x -ne 127 ] || [ -z "$lr_code" ] || break # the wait before had its status already
		lr_code=$lr_x
		[ "$lr_heard" ] || break
	done
	lr_worker=
	unwind
	rm -f "$lr_record"
	[ -z "$lr_late" ] || lr_code=124 # as timeout(1) says it
}

# ended DIRECTORY -> lr_status lr_at lr_by: how it ended in this boot; 1: it did not
ended() {
	lr_status='' lr_when='' lr_at='' lr_by=''
	# What is in the other one is never written by root, to whom a link there could be laid.
	for lr_file in "$1/ended" "$1/daemon/ended"; do
		if [ -f "$lr_file" ]; then read -r lr_status lr_when lr_at lr_by <"$lr_file" && break; fi
	done
	[ "$lr_status" ] && boot && [ "$lr_when" = "$lr_boot" ]
}
has_ended() { ended "$lr_run" && [ "$lr_status" = 0 ]; } # 0: well, in this boot
conclude() { # conclude STATUS DIRECTORY: written whole, or not at all
	boot
	printf '%s %s %s %s\n' "$1" "$lr_boot" "$(date +%s)" "$lr_self" >"$2/ended.$$" && mv -f "$2/ended.$$" "$2/ended"
}
# What fails before the program runs is how it ended, too. A shell that becomes another program forgets this.
vouch() { # vouch DIRECTORY
	# shellcheck disable=SC2064
	trap "lr_x=\$?; [ \$lr_x -eq 0 ] || conclude \$lr_x \"$1\"" EXIT
}
once() { # ends as the program does; one that was asked to end before it had done its work has not run
	listen
	work "$lr_start_seconds"
	trap - EXIT
	if [ "$lr_late" ]; then say "did not end within $lr_start_seconds s"; fi
	if [ -z "$lr_asked" ] || [ "$lr_late" ] || [ $lr_code -eq 0 ]; then conclude $lr_code "$lr_run/daemon"; fi
	exit $lr_code
}
renew() { # before it is started: a failure of before is no answer
	if ! has_ended && { ended "$lr_run" || ! has_begun; }; then forget_end; fi
}
forget_end() { rm -f "$lr_run/ended" "$lr_run/daemon/ended" "$lr_run/begun"; }
await_own() { # 0 it has ended with 0; 1 with another status, or not in time
	now
	lr_until=$((lr_now + lr_prepare_seconds + lr_start_seconds + lr_stop_seconds + 10))
	until ended "$lr_run"; do
		now
		if [ "$lr_now" -gt "$lr_until" ]; then
			say 'did not end in time'
			return 1
		fi
		nap 0.1
	done
	[ "$lr_status" != 0 ] || return 0
	say "ended with $lr_status; its log $lr_log ends with:"
	tail -n 5 "$lr_log" >&2
	return 1
}
# await_end SECONDS NAME DIRECTORY: until what keeps its records there has ended with 0; at once where it failed
await_end() {
	now
	lr_until=$((lr_now + $1))
	until ended "$3"; do
		now
		[ "$lr_now" -lt "$lr_until" ] || die 111 "$2 had not ended after $1 s"
		nap 0.2
	done
	[ "$lr_status" = 0 ] || die 111 "$2 ended with $lr_status"
}
outcome() { # a line for who asks: "ended STATUS SECONDS same|other", "runs PID", "begins", "none"
	if ended "$lr_run"; then
		if [ "$lr_by" = "$lr_self" ]; then lr_x=same; else lr_x=other; fi
		echo "ended $lr_status $lr_at $lr_x"
	elif (lr_record=$lr_run/daemon/record && recall && echo "runs $lr_pid"); then :
	elif recall || has_begun; then echo begins
	else echo none; fi
}
start_once() { # as start; 0 it has ended with 0, now or before in this boot
	umask 022
	mkdir -p "$lr_run" "${lr_log%/*}" 2>/dev/null
	[ -w "$lr_run" ] || {
		say "cannot write to $lr_run"
		return 4
	}
	enter || return
	if has_ended; then
		unlock
		return 0
	fi
	if recall; then
		unlock
		await_own
		return
	fi
	rm -f "$lr_record"
	forget_end
	begin
	until [ -e "$lr_record" ] || ! born $lr_child; do nap 0.05; done
	unlock # it may be stopped meanwhile
	wait $lr_child
	lr_code=$?
	rm -f "$lr_record"
	[ $lr_code -ne 0 ] || return 0
	say "ended with $lr_code; its log $lr_log ends with:"
	tail -n 5 "$lr_log" >&2
	sweep $lr_child
	return 1
}
stop_once() {
	stop
	lr_code=$?
	[ $lr_code -ne 0 ] || forget_end
	return $lr_code
}
status_once() { # 0 it has ended with 0, 1 with another status, 3 it runs, or did not run in this boot
	if ended "$lr_run"; then
		echo "$lr_name: ended with $lr_status"
		[ "$lr_status" = 0 ] || return 1
		return 0
	fi
	if recall; then echo "$lr_name: starting (pid $lr_pid)"; else echo "$lr_name: did not run"; fi
	return 3
}
verb_once() { # verb_once WORD: what an init script of it is asked
	case $1 in
	start | stop | status) "$1_once" ;;
	restart | force-reload) stop_once && start_once ;;
	try-restart | condrestart) if has_ended || recall; then stop_once && start_once; else return 0; fi ;;
	reload)
		say 'cannot reload'
		return 3
		;;
	*)
		echo "usage: $lr_name start|stop|restart|try-restart|force-reload|status" >&2
		return 2
		;;
	esac
}

# ---- a container of its own ends whole with its first process -------------------------------------------------------------
# keep: stays before the process as long as anything must outlive it. The writer of its output is given time for the last words; and a
# oneshot rests here when it has ended, for what has ended is not started at boot. It is run once in a boot of the host, however
# often its container is started: also where it was killed in the middle.
keep() {
	lr_asked='' lr_child='' lr_nap=''
	lr_fresh=$(/usr/bin/env --default-signal=INT,QUIT echo --default-signal=INT,QUIT 2>/dev/null) || lr_fresh=
	for lr_x in TERM INT QUIT HUP USR1 USR2 WINCH; do
		# shellcheck disable=SC2064
		trap "pass_on $lr_x" "$lr_x"
	done
	if [ "${lr_kind-}" = oneshot ]; then keep_record; else attend; fi
	drain
	exit $lr_code
}
pass_on() { # pass_on SIGNAL: the launcher itself knows what TERM means, a program is told by its own signal
	lr_heard=1 lr_send=$1
	case $1 in
	TERM)
		lr_asked=1
		[ "${lr_pidfile-}${lr_kind-}" ] || lr_send=$lr_stop_signal
		;;
	INT) lr_asked=1 ;;
	esac
	if [ "$lr_child" ]; then kill -s "$lr_send" "$lr_child" 2>/dev/null; elif [ "$lr_nap" ] && [ "$lr_asked" ]; then kill "$lr_nap" 2>/dev/null; fi
}
attend() { # -> lr_code
	# shellcheck disable=SC2086
	/usr/bin/env $lr_fresh "$lr_shell" "$lr_self" kept &
	lr_child=$! lr_code=
	[ -z "$lr_asked" ] || pass_on TERM
	while :; do
		lr_heard=
		wait "$lr_child" 2>/dev/null
		lr_x=$?
		[ $lr_x -ne 127 ] || [ -z "$lr_code" ] || break # the wait before had its status already
		lr_code=$lr_x
		[ "$lr_heard" ] || break
	done
	lr_child=
}
keep_record() {
	mkdir -p "$lr_run" || die 111 'cannot make the directory of records'
	lr_code=0
	if ended "$lr_run"; then :; elif has_begun; then
		say 'was ended by force, and is not run again by itself'
		conclude 137 "$lr_run"
	else
		forget_end
		boot && echo "$lr_boot" >"$lr_run/begun"
		attend
		if ended "$lr_run"; then :; elif [ "$lr_asked" ]; then
			rm -f "$lr_run/begun"
		else conclude $((lr_code > 0 ? lr_code : 111)) "$lr_run"; fi
	fi
	while [ -z "$lr_asked" ]; do doze 86400; done
	lr_code=0
}
has_begun() { # in this boot
	lr_when=
	[ ! -f "$lr_run/begun" ] || read -r lr_when <"$lr_run/begun"
	[ "$lr_when" ] && boot && [ "$lr_when" = "$lr_boot" ]
}
drain() { # until the writer has written; what else has its pipe ends in a moment anyhow
	exec >/dev/null 2>&1
	[ "${lr_out-}" ] || return 0
	lr_n=0
	while [ $((lr_n += 1)) -le 40 ]; do
		lr_x=$(grep -lszxF -- "$lr_self" /proc/[0-9]*/cmdline)
		# shellcheck disable=SC2086
		[ "$lr_x" ] && grep -qszxF writer $lr_x || break
		nap 0.05
	done
}

# ---- times: crontab(5) in the local time of the host -----------------------------------------------------------------------
# Set by the script: lr_minutes lr_hours lr_days lr_months lr_weekdays (" 0 15 30 45 "), lr_either (1: a day matches by the month or
# by the week), lr_all_hours, lr_missed, lr_jitter, lr_overlap, lr_memory. A minute is counted as on the wall: days since 1970 x 1440
# and the minute of that day. What the wall skips (spring) is done as soon as it has skipped it, what it shows twice (autumn) once;
# but where all hours match, time just goes on.
clock() { # -> lr_year lr_month lr_day lr_wall lr_second lr_zone, by one look
	# shellcheck disable=SC2046
	set -- $(date '+%Y %m %d %H %M %S %z')
	lr_year=$1 lr_month=${2#0} lr_day=${3#0} lr_second=${6#0}
	days "$lr_year" "$lr_month" "$lr_day"
	lr_wall=$((lr_count * 1440 + ${4#0} * 60 + ${5#0}))
	lr_x=${7#[+-]}
	lr_y=${lr_x%??} lr_x=${lr_x#??}
	lr_zone=$((${lr_y#0} * 60 + ${lr_x#0}))
	case $7 in -*) lr_zone=-$lr_zone ;; esac
}
days() { # days YEAR MONTH DAY -> lr_count: since 1970-01-01; years are counted from March, so that a leap day is the last one
	lr_x=$(($1 - ($2 < 3)))
	lr_count=$((lr_x * 365 + lr_x / 4 - lr_x / 100 + lr_x / 400 + (153 * (($2 + 9) % 12) + 2) / 5 + $3 - 719469))
}
civil() { # civil DAYS -> lr_year lr_month lr_day: the other way round
	lr_x=$(($1 + 719468))
	lr_era=$((lr_x / 146097)) lr_doe=$((lr_x % 146097))
	lr_yoe=$(((lr_doe - lr_doe / 1460 + lr_doe / 36524 - lr_doe / 146096) / 365))
	lr_doy=$((lr_doe - (365 * lr_yoe + lr_yoe / 4 - lr_yoe / 100)))
	lr_x=$(((5 * lr_doy + 2) / 153))
	lr_day=$((lr_doy - (153 * lr_x + 2) / 5 + 1))
	lr_month=$((lr_x < 10 ? lr_x + 3 : lr_x - 9))
	lr_year=$((lr_yoe + lr_era * 400 + (lr_month < 3)))
}
length() { # length YEAR MONTH -> lr_length
	case $2 in
	4 | 6 | 9 | 11) lr_length=30 ;;
	2) lr_length=$((28 + ($1 % 4 == 0 && ($1 % 100 != 0 || $1 % 400 == 0)))) ;;
	*) lr_length=31 ;;
	esac
}
first_from() { # first_from NUMBER LIST -> lr_first: the first in the list that is not smaller; 1: none
	for lr_first in $2; do [ "$lr_first" -lt "$1" ] || return 0; done
	return 1
}
# upcoming WALL -> lr_next, and lr_year lr_month lr_day of it: the first minute after WALL that the schedule names
upcoming() {
	lr_next=$(($1 + 1))
	civil $((lr_next / 1440))
	lr_hour=$((lr_next % 1440 / 60)) lr_minute=$((lr_next % 60))
	while :; do
		case $lr_months in
		*" $lr_month "*) ;;
		*)
			next_month
			continue
			;;
		esac
		length "$lr_year" "$lr_month"
		if [ "$lr_day" -gt "$lr_length" ]; then
			next_month
			continue
		fi
		days "$lr_year" "$lr_month" "$lr_day"
		if matches; then
			if first_from $lr_hour "$lr_hours"; then
				[ "$lr_first" -eq $lr_hour ] || lr_minute=0
				lr_hour=$lr_first
				if first_from $lr_minute "$lr_minutes"; then
					lr_next=$((lr_count * 1440 + lr_hour * 60 + lr_first))
					return 0
				fi
				lr_hour=$((lr_hour + 1)) lr_minute=0
				[ $lr_hour -gt 23 ] || continue
			fi
		fi
		lr_day=$((lr_day + 1)) lr_hour=0 lr_minute=0
	done
}
next_month() {
	lr_month=$((lr_month % 12 + 1)) lr_day=1 lr_hour=0 lr_minute=0
	[ $lr_month -ne 1 ] || lr_year=$((lr_year + 1))
}
matches() { # the day that lr_day and lr_count name; 1970-01-01 was a Thursday
	lr_x=
	case $lr_days in *" $lr_day "*) lr_x=m ;; esac
	case $lr_weekdays in *" $(((lr_count + 4) % 7)) "*) lr_x=${lr_x}w ;; esac
	case $lr_either$lr_x in mw | 1?*) return 0 ;; esac
	return 1
}
# The last time that was looked at is remembered, with what the schedule was: a changed one has missed nothing.
remember() { # remember STATUS: "wall status stamp schedule"
	printf '%s %s %s %s\n' "$lr_seen" "$1" "$lr_stamp" "$lr_schedule" >"$lr_memory/last.$$" && mv -f "$lr_memory/last.$$" "$lr_memory/last"
}
recollect() { # -> lr_seen
	lr_seen=$lr_wall lr_x='' lr_was=''
	if [ -f "$lr_memory/last" ]; then read -r lr_x lr_y lr_stamp lr_was <"$lr_memory/last"; fi
	case $lr_x in '' | *[!0-9]*) lr_was= ;; esac
	if [ "$lr_was" != "$lr_schedule" ]; then
		lr_stamp=-
		remember never
	elif [ "$lr_missed" = run ] && [ "$lr_x" -le "$lr_wall" ]; then lr_seen=$lr_x; fi
}
follow_wall() { # after clock: what the wall's own jumps mean for what was seen -> lr_grace, in minutes
	lr_grace=2 lr_shift=$((lr_zone - lr_zone_before)) lr_zone_before=$lr_zone
	if [ $lr_shift -ne 0 ] && [ "$lr_all_hours" ]; then lr_seen=$((lr_seen + lr_shift))
	elif [ $lr_shift -gt 0 ]; then lr_grace=$((lr_shift + 2)); fi
	[ $lr_seen -le $((lr_wall + 180)) ] || lr_seen=$lr_wall # somebody set the clock back
}
random() { # random BELOW -> lr_random
	# shellcheck disable=SC2046
	set -- "$1" $(od -An -N4 -tu4 /dev/urandom 2>/dev/null)
	lr_random=$((${2-$$} % $1))
}
schedule() { # until it is asked to end
	listen
	clock
	lr_zone_before=$lr_zone lr_waited=
	recollect
	while [ -z "$lr_asked" ]; do
		clock
		follow_wall
		upcoming "$lr_seen"
		if [ "$lr_next" -gt "$lr_wall" ]; then
			printf '%04d-%02d-%02d %02d:%02d\n' "$lr_year" "$lr_month" "$lr_day" $lr_hour "$lr_first" >"$lr_run/daemon/next"
			lr_x=$(((lr_next - lr_wall) * 60 - lr_second))
			# The wall jumps at quarters of an hour, if it jumps: one look at each is enough.
			lr_y=$(((15 - lr_wall % 15) * 60 - lr_second))
			doze $((lr_x < lr_y ? lr_x : lr_y))
			continue
		fi
		lr_late_by=$((lr_wall - lr_next)) lr_seen=$lr_wall
		if [ $lr_late_by -le $lr_grace ] || [ "$lr_waited" ] || [ "$lr_missed" = run ]; then occasion; fi
	done
	rm -f "$lr_run/daemon/next"
	exit 0
}
occasion() {
	lr_waited=
	if [ "$lr_jitter" -gt 0 ]; then
		random $((lr_jitter + 1))
		[ $lr_random -eq 0 ] || doze $lr_random
		[ -z "$lr_asked" ] || return 0
	fi
	lr_stamp=$(date '+%Y-%m-%dT%H:%M:%S')
	remember -
	work 0
	remember $lr_code
	[ $lr_code -eq 0 ] || say "ended with $lr_code"
	# What came while it ran is passed over, or done once when it has ended.
	clock
	if [ "$lr_overlap" = wait ]; then
		upcoming "$lr_seen"
		[ "$lr_next" -gt "$lr_wall" ] || lr_waited=1
	elif [ "$lr_wall" -gt "$lr_seen" ]; then lr_seen=$lr_wall; fi
}
timetable() { # a line for who asks: "next DATE TIME" or "none", "last STATUS STAMP" or "none"
	lr_x=none lr_y=none
	if [ -e "$lr_run/daemon/next" ]; then read -r lr_x <"$lr_run/daemon/next" && lr_x="next $lr_x"; fi
	if [ -e "$lr_memory/last" ]; then read -r lr_z lr_s lr_t lr_z <"$lr_memory/last" && lr_y="last $lr_s $lr_t"; fi
	echo "$lr_x, $lr_y"
}
keeps_time() { [ -e "$lr_run/daemon/next" ] || (lr_record=$lr_run/daemon/record && recall); } # 0: it waits, or runs

# ---- readiness -----------------------------------------------------------------------------------------------------------
# await SECONDS WHAT PROBE: until PROBE (a function) ends with 0
await() {
	now
	lr_until=$((lr_now + $1))
	until "$3"; do
		now
		[ "$lr_now" -lt "$lr_until" ] || die 111 "$2 was not there after $1 s"
		nap 0.2
	done
}
# hope SECONDS WHAT PROBE: the same, but goes on without it
hope() {
	now
	lr_until=$((lr_now + $1))
	until "$3"; do
		now
		if [ "$lr_now" -ge "$lr_until" ]; then
			say "$2 was not there after $1 s, goes on without it"
			return
		fi
		nap 0.2
	done
}
asked() { /usr/bin/env -i PATH="$lr_path" HOME="${HOME:-/}" "$@" </dev/null >/dev/null 2>&1; } # asked COMMAND...
# listens PORT: does anybody on this host listen on it? No connection, no fork; Linux
listens() {
	lr_hex=$(printf %04X "$1")
	for lr_file in /proc/net/tcp /proc/net/tcp6; do
		[ -r $lr_file ] || continue
		while read -r lr_x lr_at lr_x lr_state lr_x; do [ "${lr_at##*:} $lr_state" != "$lr_hex 0A" ] || return 0; done <$lr_file
	done
	return 1
}
tcp_here() { # tcp_here ADDRESS PORT
	if [ -r /proc/net/tcp ]; then listens "$2"; else tcp_there "$1" "$2"; fi
}
tcp_there() { # tcp_there ADDRESS PORT: by a connection; 127: no tool for it
	if tool nc; then
		# Some builds of busybox have no -z; without it the connection is closed at once, for lack of input.
		"$lr_tool" -z -w 2 "$1" "$2" </dev/null >/dev/null 2>&1 || "$lr_tool" -w 2 "$1" "$2" </dev/null >/dev/null 2>&1
	elif tool perl; then
		"$lr_tool" -MIO::Socket::INET -e 'alarm 3; exit !IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 2)' "$1" "$2" 2>/dev/null
	elif tool python3; then
		"$lr_tool" -c 'import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)' "$1" "$2" 2>/dev/null
	elif tool timeout && lr_limit=$lr_tool && tool bash; then
		"$lr_limit" 2 "$lr_tool" -c 'exec 3<>"/dev/tcp/$1/$2"' - "$1" "$2" 2>/dev/null
	else return 127; fi
}
# answers URL [STATUS]: with a status from 200 to 399, or with exactly STATUS; 127: no tool for it
answers() {
	if tool curl; then
		lr_http=$("$lr_tool" -s -o /dev/null -w '%{http_code}' --max-time 5 --noproxy '*' -- "$1") || return 1
	elif tool python3; then
		lr_http=$("$lr_tool" -c 'import sys, urllib.request, urllib.error
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *a): return None
try: print(urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open(sys.argv[1], timeout=5).status)
except urllib.error.HTTPError as e: print(e.code)' "$1" 2>/dev/null) || return 1
	elif tool wget; then
		# It follows redirections: the last status line is of the page in the end.
		lr_http=$(LC_ALL=C "$lr_tool" -S -O /dev/null -T 5 "$1" 2>&1) || true
		case $lr_http in *HTTP/*) ;; *) return 1 ;; esac
		lr_http=${lr_http##*HTTP/}
		lr_http=${lr_http#* }
		lr_http=${lr_http%%[!0-9]*}
	else return 127; fi
	if [ "${2-}" ]; then [ "$lr_http" = "$2" ]; else case $lr_http in [23]??) ;; *) return 1 ;; esac; fi
}
mark_log() { # mark_log FILE: what stands in it already belongs to an earlier run
	lr_offset=0
	boot
	# shellcheck disable=SC2046
	[ ! -f "$1" ] || { set -- $(wc -c <"$1") && lr_offset=$1; }
	echo "$lr_offset $lr_boot" >"$lr_run/offset"
}
logged() { # logged FILE WORDS: does a line with them stand in it since the process was started?
	[ -f "$1" ] || return 1
	lr_offset='' lr_when=''
	{ read -r lr_offset lr_when <"$lr_run/offset"; } 2>/dev/null
	boot
	[ "$lr_offset" ] && [ "$lr_when" = "$lr_boot" ] || return 1 # what stands in it is of before the boot
	if [ "$(wc -c <"$1")" -lt "$lr_offset" ]; then # it was rotated
		[ ! -f "$1.1" ] || ! tail -c +$((lr_offset + 1)) "$1.1" | grep -qF -- "$2" || return 0
		lr_offset=0
	fi
	tail -c +$((lr_offset + 1)) "$1" | grep -qF -- "$2"
}

# ---- output that rotates: docs/decisions/output-goes-through-a-writer.md -------------------------------------------------
# The script sets lr_out lr_out_bytes lr_out_keep.
# divert: from here on, this process and whatever it becomes say everything into a pipe, which a writer empties into lr_out.
# The pipe is open for reading too, so that nobody ever gets SIGPIPE; the writer is no child of anybody here, and leads a session.
divert() {
	true >>"$lr_out" || die 111 "cannot write to $lr_out"
	[ -w "${lr_out%/*}" ] || die 111 "cannot rotate $lr_out: its directory is not to be written to"
	lr_fifo=$lr_out.pipe$$
	rm -f "$lr_fifo"
	mkfifo -m 600 "$lr_fifo" || die 111 "cannot make a pipe beside $lr_out"
	exec 1<>"$lr_fifo" 8<"$lr_fifo"
	rm -f "$lr_fifo"
	(
		(
			trap '' TERM INT QUIT HUP PIPE USR1 USR2 ALRM
			command trap '' "$lr_stop_signal" 2>/dev/null || true
			exec 3>&- 4>&- 5>&- 6>&- 7>&- 9>&-
			# shellcheck disable=SC2086
			exec /usr/bin/env -i PATH="$lr_path" LC_ALL=C $lr_session "$lr_shell" "$lr_self" writer <&8 >/dev/null 2>&1 8<&-
		) &
	)
	exec 2>&1 8<&-
}
writer() { # until everything is written. One that is killed is replaced, once what it had begun to read is written
	case $lr_out in /*) cd / ;; esac
	tool dd || exit 111
	lr_dd=$lr_tool lr_n=$((lr_out_keep + 1))
	while [ -e "$lr_out.$lr_n" ]; do # fewer are kept than before
		rm -f "$lr_out.$lr_n" || break
		lr_n=$((lr_n + 1))
	done
	# The substitution ends when nobody has its pipe any more: neither the writer nor its dd.
	while [ "$(write_out)" != over ]; do nap 0.1; done
}
# dd writes each block as it read it, and reads no further: no byte is ever in a buffer of ours.
write_out() {
	exec 9>&1
	lr_near=$((lr_out_bytes / 8))
	[ $lr_near -le 4096 ] || lr_near=4096
	while :; do
		# shellcheck disable=SC2046
		set -- $(wc -c <"$lr_out")
		lr_room=$((lr_out_bytes - ${1:-0}))
		# At the end of a line, if one comes in time.
		if [ $lr_room -le $lr_near ] && { [ $lr_room -le 0 ] || [ -z "$(tail -c 1 "$lr_out")" ]; } && turn_out; then
			lr_room=$lr_out_bytes
		fi
		if [ $lr_room -ge 4096 ]; then set -- 4096 $((lr_room / 4096))
		elif [ $lr_room -gt 0 ]; then set -- $lr_room 1
		else set -- 4096 16; fi
		lr_code=0
		lr_said=$("$lr_dd" bs="$1" count="$2" 2>&1 >>"$lr_out") || lr_code=$?
		case $lr_code/$lr_said in
		0/0+0\ *) break ;; # nobody can say anything any more
		0/*) ;;
		*) nap 1 ;; # the disk is full: the process waits at its pipe meanwhile
		esac
	done
	echo over >&9
}
turn_out() { # FILE becomes FILE.1, FILE.1 becomes FILE.2: as far as there is no gap, and no further than is kept
	lr_n=1
	while [ $lr_n -lt "$lr_out_keep" ] && [ -e "$lr_out.$lr_n" ]; do lr_n=$((lr_n + 1)); done
	while [ $lr_n -gt 1 ]; do
		mv -f "$lr_out.$((lr_n - 1))" "$lr_out.$lr_n" || return
		lr_n=$((lr_n - 1))
	done
	mv -f "$lr_out" "$lr_out.1"
}

# ---- preparation: each may be run any number of times ----------------------------------------------------------------------
copy_to() { # copy_to FROM TO: a file is replaced at once, a directory is copied into
	if [ -d "$1" ]; then mkdir -p -- "$2" && cp -R -- "$1/." "$2"; else cp -- "$1" "$2.lr$$" && mv -f -- "$2.lr$$" "$2"; fi
}
link_at() { # link_at TARGET PLACE
	if [ -d "$2" ] && [ ! -L "$2" ]; then
		say "$2 is a directory"
		return 1
	fi
	ln -sfn -- "$1" "$2"
}
link_into() { # link_into TARGET DIRECTORY: under the target's own name
	lr_x=${1%/}
	link_at "$1" "$2/${lr_x##*/}"
}
