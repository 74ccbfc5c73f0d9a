# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is no process manager: PID 1 only reaps. Sourced by ../lab.sh, which calls these functions.
DEBS='' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='' # file of the base : Debian package that has it
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  mkdir -p "$1/etc/lab"
  cat >"$1/etc/lab/init" <<'X'
#!/bin/bash
# PID 1 that only reaps and ends on TERM
trap 'exit 0' TERM INT PWR
while :; do sleep 3600 & wait $!; done
X
  chmod 755 "$1/etc/lab/init"
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" /etc/lab/init
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  :
}
# halt PID: ask for a clean stop
halt() {
  kill -TERM "$1"
}
