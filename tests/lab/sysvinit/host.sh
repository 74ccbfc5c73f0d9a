# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is sysvinit's init with Debian's /etc/init.d/rc. Sourced by ../lab.sh, which calls these functions.
DEBS='sysvinit-core sysv-rc startpar initscripts insserv' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='' # file of the base : Debian package that has it
ENABLED='etc/rc0.d etc/rc1.d etc/rc2.d etc/rc3.d etc/rc4.d etc/rc5.d etc/rc6.d etc/rcS.d' # of the base's, and hidden from every host
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  local x; for x in 0 1 2 3 4 5 6 S; do mkdir -p "$1/etc/rc$x.d"; done
  cat >"$1/etc/inittab" <<'X'
id:2:initdefault:
si::sysinit:/bin/true
l0:0:wait:/etc/init.d/rc 0
l1:1:wait:/etc/init.d/rc 1
l2:2:wait:/etc/init.d/rc 2
l3:3:wait:/etc/init.d/rc 3
l6:6:wait:/etc/init.d/rc 6
h0:0:wait:/sbin/halt -d -f
h6:6:wait:/sbin/reboot -d -f
X
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" /usr/sbin/init
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  inside runlevel 2>/dev/null | grep -q ' 2$'
}
# halt PID: ask for a clean stop
halt() {
  inside init 0
}
