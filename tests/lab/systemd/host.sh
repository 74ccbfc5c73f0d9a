# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is systemd. Sourced by ../lab.sh, which calls these functions.
DEBS='' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='usr/lib/systemd/systemd:systemd usr/bin/dbus-daemon:dbus' # file of the base : Debian package that has it
ENABLED='etc/systemd/system etc/systemd/user var/log/journal' # of the base's, and hidden from every host
SSHD=own # it starts the SSH daemon itself
# machine: what hosts of this kind need of the machine
machine() {
  # every systemd takes some inotify instances; the kernel's usual 128 end at about 20 hosts
  local x=/proc/sys/fs/inotify/max_user_instances
  [ "$(cat $x)" -ge 4096 ] || echo 4096 >$x
}
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  local s=$1/etc/systemd/system
  mkdir -p "$s/multi-user.target.wants"
  ln -sfn /lib/systemd/system/multi-user.target "$s/default.target"
  cat >"$s/lab-sshd.service" <<'X'
[Unit]
Description=SSH daemon of the lab host
After=network.target
[Service]
Type=notify
RuntimeDirectory=sshd
RuntimeDirectoryMode=0755
RuntimeDirectoryPreserve=yes
ExecStart=/usr/sbin/sshd -D -e
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process
Restart=on-failure
X
  ln -sfn ../lab-sshd.service "$s/multi-user.target.wants/lab-sshd.service"
  for x in systemd-udevd.service systemd-udev-trigger.service systemd-modules-load.service systemd-binfmt.service \
           systemd-timesyncd.service systemd-networkd.service systemd-resolved.service systemd-pstore.service \
           systemd-sysctl.service systemd-udevd-control.socket systemd-udevd-kernel.socket sys-kernel-debug.mount \
           sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount dev-hugepages.mount \
           proc-sys-fs-binfmt_misc.automount apt-daily.timer apt-daily-upgrade.timer getty.target; do
    ln -sfn /dev/null "$s/$x"
  done
  mkdir -p "$1/etc/systemd/journald.conf.d" "$1/etc/systemd/system.conf.d"
  printf '[Journal]\nStorage=volatile\nForwardToConsole=no\n' >"$1/etc/systemd/journald.conf.d/lab.conf"
  printf '[Manager]\nDefaultTimeoutStopSec=15s\nShowStatus=no\n' >"$1/etc/systemd/system.conf.d/lab.conf"
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" /usr/lib/systemd/systemd --log-target=journal-or-kmsg
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'
}
# halt PID: ask for a clean stop
halt() {
  kill -s RTMIN+4 "$1"
}
