# shellcheck shell=bash disable=SC2034
# A throw-away host with a container engine: podman, whose command is docker's. PID 1 only reaps, and does at boot and at the end what
# podman-restart.service does under systemd. Sourced by ../lab.sh, which calls these functions.
DEBS='' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='usr/bin/podman:podman usr/bin/crun:crun usr/bin/catatonit:catatonit' # file of the base : Debian package that has it
ENABLED='' # where packages of the base say what starts at boot
# Lie on the lab's own disk: an engine lays overlays of its own there, and an overlay cannot lie on another.
KEEPS='/var/lib/containers'
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  mkdir -p "$1/etc/lab" "$1/etc/containers"
  cat >"$1/etc/lab/init" <<'Y'
#!/bin/bash
# PID 1: starts what is to be started at boot, reaps, stops everything on TERM
trap 'podman stop --all >/dev/null 2>&1; exit 0' TERM INT PWR
podman image exists localhost/base || /etc/lab/base.sh | podman import --quiet - localhost/base
podman start --all --filter restart-policy=always
: >/run/lab/up
while :; do sleep 3600 & wait $!; done
Y
  cp "$HERE/docker/base.sh" "$1/etc/lab/base.sh"
  chmod 755 "$1/etc/lab/init" "$1/etc/lab/base.sh"
  # This host does what that unit would do, so it says that the unit is enabled.
  mkdir -p "$1/etc/systemd/system/default.target.wants"
  ln -s /lib/systemd/system/podman-restart.service "$1/etc/systemd/system/default.target.wants/podman-restart.service"
  # A host of the lab has no cgroup controllers: containers go without a cgroup of their own, and only crun can do that.
  cat >"$1/etc/containers/containers.conf" <<'Y'
[containers]
cgroups = "disabled"
init_path = "/usr/bin/catatonit"
[engine]
runtime = "crun"
cgroup_manager = "cgroupfs"
events_logger = "file"
env = ["BUILDAH_ISOLATION=chroot", "BUILDAH_LAYERS=false"]
[engine.runtimes]
crun = ["/etc/lab/crun"]
Y
  # podman asks for 1048576 files and processes where nobody said how many; root of a lab host may not raise a limit.
  cat >"$1/etc/lab/crun" <<'Y'
#!/bin/sh
last='' files=''
for word; do
  case $last in --bundle | -b) files=$word/config.json ;; --process | -p) files=$word ;; esac
  last=$word
done
[ -z "$files" ] || sed -i -E 's/("RLIMIT_(NPROC|NOFILE)",)"hard":1048576,"soft":1048576/\1"hard":4096,"soft":4096/g' "$files"
exec /usr/bin/crun "$@"
Y
  chmod 755 "$1/etc/lab/crun"
  printf '[storage]\ndriver = "overlay"\ngraphroot = "/var/lib/containers/storage"\nrunroot = "/run/containers/storage"\n' >"$1/etc/containers/storage.conf"
  printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >"$1/etc/containers/policy.json"
  : >"$1/etc/containers/registries.conf"
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" /etc/lab/init
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  inside test -e /run/lab/up
}
# halt PID: ask for a clean stop
halt() {
  kill -TERM "$1"
}
