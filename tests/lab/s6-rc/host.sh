# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is s6-svscan on /run/service. Sourced by ../lab.sh, which calls these functions.
DEBS='' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='usr/bin/s6-svscan:s6 usr/bin/execlineb:execline' # file of the base : Debian package that has it
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  mkdir -p "$1/etc/s6"
  printf '#!/bin/sh\nuntil [ -p /run/service/.s6-svscan/control ]; do sleep 0.02; done\nexec /etc/s6/rc.init\n' >"$1/etc/s6/boot"
  # The service directories live in /run. What the rc.init of s6-linux-init does at boot, where s6-rc is and something was deployed:
  printf '#!/bin/sh\n[ -e /etc/s6/rc/compiled ] || exit 0\ns6-rc-init -c /etc/s6/rc/compiled /run/service && exec s6-rc -u change default\n' >"$1/etc/s6/rc.init"
  chmod 755 "$1/etc/s6/boot" "$1/etc/s6/rc.init"
}
# init ENV...: become PID 1 (already inside the host)
init() {
  mkdir -p /run/service
  "$@" /etc/s6/boot </dev/null &
  exec "$@" s6-svscan -t0 /run/service
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  inside test -p /run/service/.s6-svscan/control
}
# halt PID: ask for a clean stop
halt() {
  inside s6-svscanctl -t /run/service
}
