
# ---- the wire: header lines, `go`, at most one payload, last; answers that cannot be taken for noise ------------------------

PROTOCOL=1
NONCE='' SAID=0

# coded WORDS -> coded: percent for all but the plainest; a lone minus stands for nothing at all
coded() {
	case $1 in
	'') coded=- ;;
	- | *[!A-Za-z0-9/._:=@+,-]*)
		coded=%$(printf %s "$1" | od -An -v -tx1 | tr -s ' \n' '%%')
		coded=%${coded#%%} coded=${coded%\%}
		;;
	*) coded=$1 ;;
	esac
}
answer() { # answer KEY WORD...: words are coded already, or plain
	SAID=$((SAID + 1))
	printf 'lr %s %s %s\n' "$NONCE" "$SAID" "$*"
}
end() { # end STATUS: the last line; without it nobody knows what happened
	_said=$SAID
	answer end "$1" "$_said"
	leave
	exit 0
}
refuse() { # refuse CODE WORD...
	answer refused "$@"
	end 1
}
hex() { od -An -v -tx1 | tr -d ' \n'; } # of what may be of any size

request() {
	IFS=' ' read -r _magic _version NONCE || NONCE=
	case $_magic:$_version:$NONCE in
	longrun:1:*[!A-Za-z0-9]* | longrun:1:) exit 64 ;;
	longrun:1:*) ;;
	longrun:*) NONCE=- && refuse protocol "$PROTOCOL" ;;
	*) exit 64 ;; # the login shell ate standard input, or somebody else is calling
	esac
	VERB='' TOKEN='' OWNER=- REASON=- COORDINATOR=- BASE_NUMBER=0 BASE_DIGEST=- TARGET_NUMBER=0 TARGET_DIGEST=- BY=- AT=-
	WINDOW=60 WAVE=0 FROM=0 PORTS='' WHY=- GRACE=0 COMMITTED='' NUMBER='' PROFILE='' _go=''
	while IFS= read -r _line; do
		_key=${_line%% *} _value=${_line#* }
		case $_key in
		go) _go=1 && break ;;
		verb) VERB=$_value ;;
		profile) PROFILE=$_value ;;
		token) TOKEN=$_value ;;
		owner) OWNER=$_value ;;
		reason) REASON=$_value ;;
		coordinator) COORDINATOR=$_value ;;
		base) BASE_NUMBER=${_value%% *} BASE_DIGEST=${_value#* } ;;
		target) TARGET_NUMBER=${_value%% *} TARGET_DIGEST=${_value#* } ;;
		by) BY=$_value ;;
		at) AT=$_value ;;
		window) WINDOW=$_value ;;
		wave) WAVE=$_value ;;
		from) FROM=$_value ;;
		ports) PORTS=$_value ;;
		why) WHY=$_value ;;
		grace) GRACE=$_value ;;
		committed) COMMITTED=$_value ;;
		number) NUMBER=$_value ;;
		*) refuse unknown-key "$_key" ;;
		esac
	done
	[ "$_go" ] || refuse cut
	for _number in "${TOKEN:-0}" "$BASE_NUMBER" "$TARGET_NUMBER" "$WINDOW" "$WAVE" "$FROM" "$GRACE" "${NUMBER:-0}"; do
		case $_number in '' | *[!0-9]*) refuse bad-number ;; esac
	done
	case $PROFILE in *[!A-Za-z0-9._-]* | .* | -*) refuse bad-profile ;; esac
	if [ "$PROFILE" ]; then profile "$PROFILE"; fi
}
