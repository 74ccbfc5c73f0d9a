
# ---- the door --------------------------------------------------------------------------------------------------------------------

case ${1-} in
run | undo)
	profile "$3"
	case $1 in run) run_forward "$2" "$4" ;; undo) run_backward "$2" "$4" ;; esac
	exit 0
	;;
esac
request
case $VERB in
hello | ask | facts | enrol | stream) ;;
lock | stage | arm | advance | follow | hold | revert | commit | seal | release | status | generations | generation)
	[ "$PROFILE" ] || refuse no-profile
	;;
*) refuse unknown-verb ;;
esac
"verb_$VERB"
end 0
