
# ---- actions: each looks first and acts only where the state differs ---------------------------------------------------------
# They say on standard output what they did and why they failed: it becomes the log of the step.

failed() { printf '%s\n' "$*"; return 1; }

# keep ID PATH: what is there before the first change, once in a transaction
keep() {
	_kept=$TXN/kept/$1
	[ ! -e "$_kept.none" ] && [ ! -e "$_kept.file" ] && [ ! -h "$_kept.link" ] || return 0
	mkdir -p "$TXN/kept" || return 1
	if [ -h "$2" ]; then _found=link && cp -P "$2" "$_kept.link"
	elif [ -d "$2" ]; then failed "$2 is a directory" || return 1
	elif [ -e "$2" ]; then
		# By rename, for a copy that was cut short would be restored as it is.
		_found=file && cp -p "$2" "$_kept.new" && flush "$_kept.new" && mv "$_kept.new" "$_kept.file"
	else _found=none && true >"$_kept.none"; fi || failed "cannot keep what is at $2" || return 1
	flush "$TXN/kept"
	journal K "$1" "$_found"
}
# place ID PATH FROM: a copy of FROM, with its mode and owner, put there by rename
place() {
	mkdir -p "${2%/*}" || return 1
	rm -f "$2.longrun.$$"
	if cp "$3" "$2.longrun.$$" && chmod "$4" "$2.longrun.$$" && flush "$2.longrun.$$" && mv -f "$2.longrun.$$" "$2"; then
		flush "${2%/*}"
	else
		rm -f "$2.longrun.$$"
		failed "cannot write $2"
	fi
}
install_file() { # install_file ID PATH FROM MODE DIGEST
	holds "$STORE/$3" "$5" || failed "$STORE/$3 is not what was sent" || return 1
	if [ -f "$2" ] && [ ! -h "$2" ] && [ ! -d "$2" ] && cmp -s "$STORE/$3" "$2"; then
		chmod "$4" "$2"
	else
		keep "$1" "$2" && place "$1" "$2" "$STORE/$3" "$4"
	fi
}
install_link() { # install_link ID PATH TARGET
	# Through ls, for readlink is not POSIX: the exact text of a link is compared where readlink is there.
	if [ -h "$2" ] && command -v readlink >/dev/null && [ "$(readlink "$2" && echo .)" = "$3$newline." ]; then return 0; fi
	keep "$1" "$2" && mkdir -p "${2%/*}" && rm -f "$2.longrun.$$" && ln -s "$3" "$2.longrun.$$" || return 1
	# `mv` would put the new link inside the directory that an old one points at.
	if [ -h "$2" ]; then rm -f "$2"; fi
	mv -f "$2.longrun.$$" "$2" && flush "${2%/*}"
}
remove() { # remove ID PATH
	[ -e "$2" ] || [ -h "$2" ] || return 0
	keep "$1" "$2" && rm -f "$2" && flush "${2%/*}"
}
restore() { # restore ID PATH
	_kept=$TXN/kept/$1
	if [ -h "$_kept.link" ]; then rm -f "$2" && mkdir -p "${2%/*}" && cp -P "$_kept.link" "$2"
	elif [ -e "$_kept.file" ]; then
		cmp -s "$_kept.file" "$2" && [ ! -h "$2" ] && return 0
		mkdir -p "${2%/*}" && cp -p "$_kept.file" "$2.longrun.$$" && flush "$2.longrun.$$" && mv -f "$2.longrun.$$" "$2"
	elif [ -e "$_kept.none" ]; then
		[ -e "$2" ] || [ -h "$2" ] || return 0
		rm -f "$2"
	else return 0; fi || failed "cannot put back $2" || return 1
	flush "${2%/*}"
}
directory() { # directory PATH MODE OWNER GROUP; empty: as it comes
	if [ ! -d "$1" ]; then mkdir -p "$1" || return 1; fi
	if [ "$3$4" ] && [ "$(id -u)" = 0 ]; then chown "$3${4:+:$4}" "$1" || return 1; fi
	[ -z "$2" ] || chmod "$2" "$1"
}

# account_of user|group NAME -> its number; fails if there is none
account_of() {
	if command -v getent >/dev/null 2>&1; then
		case $1 in user) _row=$(getent passwd "$2") ;; group) _row=$(getent group "$2") ;; esac || return 1
	else
		case $1 in user) _file=/etc/passwd ;; group) _file=/etc/group ;; esac
		_row=$(awk -F: -v name="$2" '$1 == name { print; found = 1; exit } END { exit !found }' "$_file") || return 1
	fi
	_row=${_row#*:*:} account_of=${_row%%:*}
}
present() { # present KIND NAME NUMBER: 0 there, 1 missing, 2 there with another number
	account_of "$1" "$2" || return 1
	[ -z "$3" ] || [ "$account_of" = "$3" ] || { failed "the $1 $2 exists with the number $account_of, not $3"; return 2; }
}
group() { # group NAME NUMBER
	present group "$1" "$2"
	case $? in 0) return 0 ;; 2) return 1 ;; esac
	if command -v groupadd >/dev/null 2>&1; then groupadd --system ${2:+--gid "$2"} "$1"
	elif command -v addgroup >/dev/null 2>&1; then addgroup -S ${2:+-g "$2"} "$1"
	elif command -v pw >/dev/null 2>&1; then pw groupadd -n "$1" ${2:+-g "$2"}
	else failed "no groupadd, addgroup or pw here, and no group $1"; fi
}
user() { # user NAME NUMBER GROUP HOME CREATE SHELL DESCRIPTION EXTRA-GROUP...
	present user "$1" "$2"
	case $? in 0) return 0 ;; 2) return 1 ;; esac
	_name=$1 _number=$2 _group=$3 _home=$4 _create=$5 _shell=$6 _gecos=$7
	shift 7
	_extra=$(IFS=, && echo "$*")
	if command -v useradd >/dev/null 2>&1; then
		useradd --system ${_number:+--uid "$_number"} ${_group:+--gid "$_group"} ${_home:+--home-dir "$_home"} \
			${_shell:+--shell "$_shell"} ${_gecos:+--comment "$_gecos"} ${_extra:+--groups "$_extra"} --no-create-home "$_name"
	elif command -v adduser >/dev/null 2>&1; then
		adduser -S -D -H ${_number:+-u "$_number"} ${_group:+-G "$_group"} ${_home:+-h "$_home"} \
			${_shell:+-s "$_shell"} ${_gecos:+-g "$_gecos"} "$_name" &&
			for _one in "$@"; do addgroup "$_name" "$_one" || return 1; done
	elif command -v pw >/dev/null 2>&1; then
		pw useradd -n "$_name" ${_number:+-u "$_number"} ${_group:+-g "$_group"} ${_home:+-d "$_home"} \
			${_shell:+-s "$_shell"} ${_gecos:+-c "$_gecos"} ${_extra:+-G "$_extra"}
	else failed "no useradd, adduser or pw here, and no user $_name"; fi || return 1
	[ "$_create" != yes ] || [ -d "$_home" ] || { mkdir -p "$_home" && chown "$_name${_group:+:$_group}" "$_home"; }
}

# listens PORT: does anybody here listen on it? No connection, and no fork on Linux
listens() {
	if [ -r /proc/net/tcp ]; then
		_hex=$(printf %04X "$1")
		for _table in /proc/net/tcp /proc/net/tcp6; do
			[ -r $_table ] || continue
			while read -r _ _local _ _state _; do [ "${_local##*:} $_state" != "$_hex 0A" ] || return 0; done <$_table
		done
		return 1
	elif command -v netstat >/dev/null 2>&1; then
		netstat -an 2>/dev/null | grep -E "[.:]$1 .*LISTEN" >/dev/null
	else nc -z 127.0.0.1 "$1" 2>/dev/null; fi
}
free() { # free PORT
	! listens "$1" || failed "port $1 is in use"
}
FEED='' FED=''
feed() { FEED=$1 FED=1; } # feed TEXT: standard input of the next command
ran() { # ran STATUS STATUSES: whether it counts as success
	case ",$2," in *",$1,"*) return 0 ;; *) return 1 ;; esac
}
command_run() { # command_run SECONDS WORD... -> its status
	if [ "$FED" ]; then
		FED=''
		printf %s "$FEED" | limited "$@"
	else limited "$@" </dev/null; fi
}
run() { # run SECONDS STATUSES WORD...
	_limit=$1 _good=$2
	shift 2
	command_run "$_limit" "$@"
	_status=$?
	ran $_status "$_good" && return 0
	if [ $_status -eq 124 ]; then failed "$1 was not done after $_limit s"; else failed "$1 ended with $_status"; fi
}
await() { # await SECONDS TRY-SECONDS STATUSES SAYS WORD...
	_total=$1 _try=$2 _good=$3 _says=$4
	shift 4
	now
	_until=$((now + _total))
	_fed=$FED
	while :; do
		FED=$_fed
		_said=$(command_run "$_try" "$@" 2>&1)
		ran $? "$_good" && return 0
		now
		[ "$now" -lt "$_until" ] || { failed "not after $_total s: $_says"; printf '%s\n' "$_said"; return 1; }
		nap 0.1
	done
}
