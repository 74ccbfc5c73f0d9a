# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is openrc-init. Sourced by ../lab.sh, which calls these functions.
DEBS='sysvinit-core openrc libeinfo1 librc1' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='' # file of the base : Debian package that has it
ENABLED='etc/runlevels' # of the base's, and hidden from every host
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  local r; for r in sysinit boot default nonetwork shutdown off; do mkdir -p "$1/etc/runlevels/$r"; done
  printf 'rc_sys=""\nrc_parallel="NO"\nrc_logger="NO"\nrc_cgroup_mode="none"\nrc_depend_strict="NO"\n' >"$1/etc/rc.conf"
  # What a machine's own boot would provide. In rc.conf it would be provided by every service, so each would wait for all others.
  mkdir -p "$1/etc/init.d"
  printf '#!/sbin/openrc-run\ndepend() { provide net localmount; }\nstart() { return 0; }\n' >"$1/etc/init.d/lab-network"
  chmod 755 "$1/etc/init.d/lab-network"
  ln -s /etc/init.d/lab-network "$1/etc/runlevels/boot/lab-network"
  mkdir -p "$1/usr/local/sbin"   # sysvinit's reboot command talks to sysvinit's init only
  printf '#!/bin/sh\nexec openrc-shutdown -r now\n' >"$1/usr/local/sbin/reboot"
  printf '#!/bin/sh\nexec openrc-shutdown -p now\n' >"$1/usr/local/sbin/poweroff"
  chmod 755 "$1/usr/local/sbin/reboot" "$1/usr/local/sbin/poweroff"
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" /usr/sbin/openrc-init
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  inside rc-status -r 2>/dev/null | grep -qx default
}
# halt PID: ask for a clean stop
halt() {
  inside openrc-shutdown -p now >/dev/null 2>&1
}
