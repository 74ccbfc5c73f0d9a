
# ---- the disk: what is written is there, whole or not at all -------------------------------------------------------------

PREFIX=${0%/kit/*/kit}
KIT=${0%/kit} KIT=${KIT##*/}
STORE=$PREFIX/store
LAYOUT=1

flush() { sync "$@" 2>/dev/null || sync; } # GNU and busybox take names; elsewhere everything is flushed
put() { # put FILE: standard input becomes its content
	cat >"$1.new" && flush "$1.new" && mv -f "$1.new" "$1" && flush "${1%/*}"
}
line() { line='' && { IFS= read -r line <"$1"; } 2>/dev/null; } # line FILE -> line: its first

if command -v sha256sum >/dev/null 2>&1; then digests() { sha256sum "$@"; }
elif command -v shasum >/dev/null 2>&1; then digests() { shasum -a 256 "$@"; }
elif command -v sha256 >/dev/null 2>&1; then digests() { sha256 -r "$@"; }
elif command -v openssl >/dev/null 2>&1; then digests() { openssl dgst -sha256 -r "$@"; }
else digests() { return 127; }; fi
# holds FILE DIGEST: is that what is in it?
holds() { [ -f "$1" ] && _digest=$(digests "$1" 2>/dev/null) && [ "${_digest%% *}" = "$2" ]; }

# unsound DIRECTORY NEEDS -> those lines of NEEDS whose file is missing there or holds something else.
# NEEDS: one file a line, `digest mode owner group hash/name`.
unsound() {
	_root=$1 _needs=$2
	set --
	while read -r _ _ _ _ _path; do set -- "$@" "$_root/$_path"; done <"$_needs"
	[ $# -gt 0 ] || return 0
	{ digests "$@" 2>/dev/null || :; } | awk '
		pass == 1 { seen[substr($0, 1, 64) " " substr($0, 67 + skip)] = 1; next }
		{ path = $0; for (i = 0; i < 4; i++) sub(/^[^ ]+ /, "", path); if (!(($1 " " path) in seen)) print }
	' pass=1 skip=$((${#_root} + 1)) - pass=2 "$_needs"
}

# Files that hold secrets stand beside the store, closed to everybody but their owners: their digests are kept there too, because one
# that stood in a plan would let everybody guess a short value. They survive a boot, as the processes that read them do.
filled() { # filled HASH/NAME: it is there, whole
	line "$SECRETS/$1.sum" && holds "$SECRETS/$1" "$line"
}
collect_secrets() { # those that no generation kept here names
	for _dir in "$SECRETS"/*; do
		if [ -d "$_dir" ] && ! grep -q " ${_dir##*/}/" "$HERE"/gen/*/secrets 2>/dev/null; then rm -rf "$_dir"; fi
	done
}

free_kilobytes() { free_kilobytes=$(df -Pk "$PREFIX" 2>/dev/null | awk 'NR == 2 { print $4 }'); }

# Records of this boot: not kept over one, and there when the disk is full.
scratch() { # scratch -> scratch: a directory of this process alone
	boot
	for _base in /run "${XDG_RUNTIME_DIR:-/nowhere}" "$PREFIX/run"; do
		[ -w "$_base" ] || [ "$_base" = "$PREFIX/run" ] || continue
		case $_base in "$PREFIX"/*) _base=$_base/$boot ;; *) _base=$_base/longrun ;; esac
		scratch=$_base/kit.$$
		if { mkdir -p "$_base" && rm -rf "$scratch" && (umask 077 && mkdir "$scratch"); } 2>/dev/null; then
			# shellcheck disable=SC2064
			trap "rm -rf '$scratch'" EXIT
			return 0
		fi
	done
	return 1
}

# ---- the profile: where it stands is read from the disk alone --------------------------------------------------------------

profile() { # profile NAME
	PROFILE=$1 HERE=$PREFIX/profiles/$1
	LOCK=$HERE/lock TXN=$HERE/txn
	SECRETS=$PREFIX/secrets/$1
}
read_head() { # -> head_number, head_digest; 0 and - where there is none
	head_number=0 head_digest=-
	if line "$HERE/head"; then head_number=${line%% *} head_digest=${line#* }; fi
}
# A record ends in ` .`: one that was cut short does not exist, whatever was written behind it.
journal_read() { # -> SEQ and, as words between blanks: BEGUN DONE FAILED UNDONE; and the marks WATCHED SWITCHED REVERTED
	SEQ=0 BEGUN=' ' DONE=' ' FAILED=' ' UNDONE=' ' UNDO_FAILED=' ' WATCHED='' SWITCHED='' REVERTED=''
	[ -f "$TXN/journal" ] || return 0
	while read -r _n _ _kind _a _b; do
		case $_kind:$_a:$_b in *:.: | *:*:*.) ;; *) continue ;; esac
		SEQ=$_n
		case $_kind in
		W) WATCHED=1 ;;
		I) BEGUN="$BEGUN$_a " ;;
		D) DONE="$DONE$_a " ;;
		F) FAILED="$FAILED$_a " ;;
		S) SWITCHED=1 ;;
		U) case $_b in 'done .') UNDONE="$UNDONE$_a " ;; 'failed .') UNDO_FAILED="$UNDO_FAILED$_a " ;; esac ;;
		R) REVERTED=${_a} ;;
		esac
	done <"$TXN/journal"
}
decision() { decision=''; if line "$TXN/decision"; then decision=$line; fi; }
# Made by ln from a finished file, so exactly once: 0 made now, 1 there already.
decide() { # decide WORDS
	printf '%s\n' "$1" | put "$TXN/decision.$$" && ln "$TXN/decision.$$" "$TXN/decision" 2>/dev/null
	_made=$?
	rm -f "$TXN/decision.$$"
	flush "$TXN"
	return $_made
}
runner() { # 0: the process that carries the plan out, forward or back, is alive -> runner_pid runner_born runner_word
	runner_pid='' runner_word=''
	line "$TXN/runner" || return 1
	# shellcheck disable=SC2086
	set -- $line
	[ $# -ge 4 ] || return 1
	boot
	runner_pid=$1 runner_born=$2 runner_word=$4
	[ "$3" = "$boot" ] && is "$1" "$2"
}
state() { # -> state
	decision
	journal_read
	if [ ! -d "$TXN" ]; then
		state=idle
		if [ -d "$LOCK" ]; then state=locked; fi
	else
		case $decision in
		commit*) state=committed ;;
		revert*)
			state=reverting
			case $REVERTED in stuck) state=stuck ;; done) state=reverted ;; esac
			;;
		*)
			if [ "$SWITCHED" ]; then state=active
			elif [ "$BEGUN" != ' ' ]; then state=changing
			elif [ "$WATCHED" ]; then state=armed
			else state=staged; fi
			;;
		esac
	fi
}
untouched() { case $state in idle | locked | staged | armed) ;; *) return 1 ;; esac; }

# silence -> silence: seconds since its owner was last heard; the lock of another boot has been silent for ever
silence() {
	boot
	now
	silence=999999
	line "$LOCK/boot" && [ "$line" = "$boot" ] && line "$LOCK/seen" && silence=$((now - line))
}
abandoned() { # whether its owner has not been heard for the time that it promised
	silence
	line "$LOCK/window" || line=60
	[ "$silence" -gt "$line" ] && ! runner
}
discard() { # discard PATH: gone at once, deleted in peace
	[ -e "$1" ] || return 0
	mkdir -p "$HERE/trash" && now && mv "$1" "$HERE/trash/$now.$$.${1##*/}" && flush "$HERE"
	rm -rf "$HERE/trash"
}
