#!/bin/sh
# Longrun's host kit: the program that does the work on a host, under every transport. POSIX sh and the usual tools.
# It is put together from the files of server/host-kit/kit and installed as PREFIX/kit/<hash>/kit; it knows PREFIX from its own path.
# Without arguments it reads one request from standard input; with `run` or `undo` it is the process that carries a plan out.
# Functions answer in global variables of their own names, so that most answers cost no fork.
set -u
umask 022
unset IFS CDPATH
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
newline='
'

# ---- identity: a number is a name that is used again, a number and its time of birth are not ----------------------------

# born PID -> born, sid; fails if nobody has that number, or only a zombie
if [ -r /proc/self/stat ]; then
	born() {
		_stat='' _line=''
		{ while _line='' && IFS= read -r _line; do _stat=$_stat$_line; done <"/proc/$1/stat"; } 2>/dev/null
		_stat=$_stat$_line _stat=${_stat##*") "} # the name before it may hold blanks, parentheses and newlines
		# shellcheck disable=SC2086
		set -- $_stat
		[ $# -ge 20 ] || return 1
		sid=$4 born=${20}
		case $1 in [ZXx]) return 1 ;; esac
	}
	boot() {
		boot=0
		{ read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
		# The kernel's identity does not change when a container restarts: the birth of its first process does.
		if born 1; then boot=$boot.$born; fi
	}
else
	born() {
		# shellcheck disable=SC2046
		set -- $(LC_ALL=C ps -o state= -o lstart= -p "$1" 2>/dev/null)
		[ $# -ge 3 ] || return 1
		case $1 in Z*) return 1 ;; esac
		shift
		sid='' born=$(IFS=_ && echo "$*")
	}
	boot() { boot=$(sysctl -n kern.boottime 2>/dev/null | tr -cd 0-9)$(born 1 && echo ".$born"); }
fi
is() { born "$1" && [ "$born" = "$2" ]; } # is PID BORN: that very process is there

# now -> now: whole seconds that no clock change moves, where the system counts such; stamp: the same, finer
now() {
	if { read -r stamp _ </proc/uptime; } 2>/dev/null; then now=${stamp%%.*}; else now=$(date +%s) stamp=$now; fi
}
nap() { sleep "$1" 2>/dev/null || sleep 1; } # fractions are not POSIX

# ---- one at a time: a file per contender, named by its identity; to enter is to see nobody else --------------------------
# A dead owner's file is deleted by its own name, so nobody can break a living one.

enter() { # enter STEM
	born $$ && _mine=$1.$$.$born _tries=0
	while :; do
		true >"$_mine" || return 1 # not `:`, whose failed redirection would end the shell
		_rivals='' _yield=''
		for _file in "$1".*; do
			[ "$_file" = "$_mine" ] && continue
			_owner=${_file#"$1".}
			if is "${_owner%.*}" "${_owner##*.}"; then
				_rivals=1
				[ "${_owner%.*}" -lt $$ ] || _yield=1
			else rm -f "$_file"; fi
		done
		[ "$_rivals" ] || return 0
		[ -z "$_yield" ] || rm -f "$_mine"
		[ $((_tries += 1)) -le 600 ] || { rm -f "$_mine"; return 1; }
		nap 0.05
	done
}
leave() { [ -z "${_mine-}" ] || rm -f "$_mine"; }

# ---- time limits and detached children ----------------------------------------------------------------------------------

# limited SECONDS COMMAND...: its status, 124 when the time was up
if command -v timeout >/dev/null 2>&1 && timeout -k 1 1 true 2>/dev/null; then
	limited() {
		now
		_since=$now
		timeout -k 5 "$@"
		_ended=$?
		# busybox gives the status of the signal that it sent.
		if [ $_ended -eq 143 ] && now && [ $((now - _since)) -ge "$1" ]; then return 124; fi
		return $_ended
	}
else
	limited() {
		_seconds=$1
		shift
		("$@") <&0 &
		_child=$!
		(nap "$_seconds"; kill -s TERM $_child; nap 5; kill -s KILL $_child) >/dev/null 2>&1 &
		_watch=$!
		wait $_child
		_status=$?
		kill $_watch 2>/dev/null || _status=124
		return $_status
	}
fi

# A shell starts `&` with INT and QUIT ignored, and what is ignored stays so in every program started from there.
fresh=$(env --default-signal=INT,QUIT echo env --default-signal=INT,QUIT 2>/dev/null) || fresh=
session=$(command -v setsid) || session='nohup'

detached() { # detached OUTPUT WORD...: this kit again, in a session of its own
	_output=$1
	shift
	# shellcheck disable=SC2086
	(exec $fresh $session sh "$0" "$@" </dev/null >>"$_output" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) &
}
