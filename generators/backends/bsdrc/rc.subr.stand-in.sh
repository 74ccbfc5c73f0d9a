# Stands in for FreeBSD's /etc/rc.subr in tests: as little of rc.subr(8) as our scripts ask for, with its way of reading values.
# What the real one evaluates is evaluated here, as often: the values of *_cmd, *_precmd and *_postcmd are shell there.

load_rc_config() {
	[ -z "${LONGRUN_RC_CONF-}" ] || . "$LONGRUN_RC_CONF"
}

checkyesno() {
	eval "value=\${$1-}"
	case $value in
	[Yy][Ee][Ss] | [Tt][Rr][Uu][Ee] | [Oo][Nn] | 1) return 0 ;;
	*) return 1 ;;
	esac
}

run_rc_command() {
	verb=${1-}
	prefix=
	for one in fast force one quiet; do
		case $verb in "$one"*) prefix=$one verb=${verb#"$one"} ;; esac
	done
	case " start stop restart rcvar describe ${extra_commands-} " in
	*" $verb "*) ;;
	*)
		echo "usage: $0 [fast|force|one|quiet](start|stop|restart|rcvar|describe${extra_commands:+|$extra_commands})" >&2
		return 1
		;;
	esac
	if [ "$prefix" = "" ] && [ "$verb" != rcvar ] && [ "$verb" != describe ] && ! checkyesno "$rcvar"; then
		echo "Cannot '$verb' $name. Set $rcvar to YES in /etc/rc.conf or use 'one$verb' instead of '$verb'."
		return 0
	fi
	case $verb in
	rcvar)
		eval "value=\${$rcvar-}"
		echo "$rcvar=\"$value\""
		return 0
		;;
	describe)
		printf '%s\n' "$desc"
		return 0
		;;
	esac
	for file in ${required_files-}; do
		[ "$verb" != start ] || [ -r "$file" ] || { echo "$file is not readable" >&2; return 1; }
	done
	eval "before=\${${verb}_precmd-} command=\${${verb}_cmd-} after=\${${verb}_postcmd-}"
	if [ -n "$before" ]; then eval "$before" || return 1; fi
	if [ -n "$command" ]; then
		eval "$command" || return 1
	elif [ "$verb" = restart ]; then
		(run_rc_command "${prefix}stop")
		(run_rc_command "${prefix}start") || return 1
	fi
	[ -z "$after" ] || eval "$after"
}
