# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is runit with runsvdir. Sourced by ../lab.sh, which calls these functions.
DEBS='runit runit-init' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='' # file of the base : Debian package that has it
ENABLED='etc/service' # of the base's, and hidden from every host
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  mkdir -p "$1/etc/runit/runsvdir/default" "$1/etc/sv" "$1/etc/service"
  rm -rf "$1/etc/service"; ln -sfn /etc/runit/runsvdir/default "$1/etc/service"
  opaque "$1" etc/runit/runsvdir; mkdir -p "$1/etc/runit/runsvdir/default"
  printf '#!/bin/sh\nexit 0\n' >"$1/etc/runit/1"
  printf '#!/bin/sh\nexec env - PATH=/usr/sbin:/usr/bin:/sbin:/bin runsvdir -P /etc/service\n' >"$1/etc/runit/2"
  printf '#!/bin/sh\nexec 2>&1\nsv -w 15 force-stop /etc/service/* || true\nsv exit /etc/service/* || true\n' >"$1/etc/runit/3"
  chmod 755 "$1/etc/runit/1" "$1/etc/runit/2" "$1/etc/runit/3"
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" /usr/sbin/runit
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  :
}
# halt PID: ask for a clean stop
halt() {
  inside init 0 2>/dev/null
}
