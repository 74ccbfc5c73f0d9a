#!/bin/bash
# lab.sh - throw-away "hosts" for end-to-end tests on one Linux machine (Debian 12, root).
# Every host has its own root file system (overlay), PID/mount/UTS/IPC/cgroup/network namespaces,
# IP address, SSH daemon and, as PID 1, a real process manager. See README.md beside this file.
set -u -o pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

STATE=${LAB_STATE:-/run/lab-hosts}          # one tmpfs per lab is mounted below this
CACHE=${LAB_CACHE:-/var/cache/lab-hosts}    # unpacked init packages (layers)
SELF=$(readlink -f "$0")
HERE=${SELF%/*}
MANAGERS=$(cd "$HERE" && for m in */host.sh; do printf '%s ' "${m%/host.sh}"; done)   # one folder each

die() { echo "lab: $*" >&2; exit 1; }
usage() {
  cat <<'X'
usage: lab.sh up   LAB [options] HOST[=MANAGER]...   create or complete a lab, wait until SSH answers
       lab.sh down LAB                               destroy it and everything in it
       lab.sh list                                   labs and their hosts
       lab.sh info LAB                               inventory as JSON
       lab.sh run  LAB [--] CMD...                   run CMD on this machine's files, but in the lab's network
       lab.sh exec LAB HOST [--] CMD...              run CMD inside a host (no SSH)
       lab.sh ssh  LAB HOST [CMD...]                 the same over SSH
       lab.sh pid  LAB HOST                          PID (here) of the host's PID 1
       lab.sh stop|start|kill|reboot LAB HOST        clean stop; start again (disk kept); power cut; reboot
       lab.sh cut|heal LAB HOST                      unplug / replug the host's network cable
       lab.sh log  LAB HOST                          console output of the host
options of up: --base DIR (default /)  --subnet A.B.C (default 10.213.7)  --mask DIR  --bind SRC[:DST]
               --attach (give this machine an address in the lab's network)
               --owner PID (go down when PID ends)  --ttl SECONDS (default 7200, 0 = never)
managers: the folders beside this script
X
  exit 2
}

# ---------------------------------------------------------------- small helpers
valid_name() { [[ $1 =~ ^[a-z][a-z0-9-]{0,30}$ ]] || die "bad name '$1' (a-z, 0-9, -)"; }
cgroot() { awk '$3=="cgroup2"{print $2; exit}' /proc/mounts; }
starttime() { # of a process that has not ended (a zombie has)
  local s; s=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  s=${s##*) }; set -- $s; [ "$1" != Z ] && echo "${20}"
}
ldir() { echo "$STATE/$1"; }
need_lab() { [ -e "$(ldir "$1")/lab" ] || die "no lab '$1'"; }
need_host() { need_lab "$1"; [ -d "$(ldir "$1")/hosts/$2" ] || die "no host '$2' in lab '$1'"; }
hub() { echo "lab-$1"; }
netns() { echo "lab-$1-$2"; }
cgdir() { local r; r=$(cgroot); [ -n "$r" ] || die "no cgroup2 mount on this machine"; echo "$r/lab-hosts/$1${2:+/$2}"; }
hostget() { cat "$(ldir "$1")/hosts/$2/$3" 2>/dev/null; }

# PID of the host's PID 1, or nothing
pid1() {
  local f p
  f=$(cgdir "$1" "$2")/sup/cgroup.procs
  [ -r "$f" ] || return 1
  while read -r p; do
    [ "$(cat "/proc/$p/comm" 2>/dev/null)" = unshare ] || continue
    p=$(cat "/proc/$p/task/$p/children" 2>/dev/null); p=${p%% *}
    [ -n "$p" ] && { echo "$p"; return 0; }
  done <"$f"
  return 1
}
running() { [ -n "$(pid1 "$1" "$2")" ]; }
cg_empty() { ! grep -q 'populated 1' "$1/cgroup.events" 2>/dev/null; }
cg_remove() {  # kill what is left below the group (ours alone: we made the group), then remove it
  local d=$1 i
  [ -d "$d" ] || return 0
  for i in $(seq 100); do
    cg_empty "$d" && break
    echo 1 >"$d/cgroup.kill" 2>/dev/null
    sleep 0.05
  done
  for i in $(seq 20); do
    find "$d" -depth -type d -exec rmdir {} + 2>/dev/null
    [ -d "$d" ] || return 0
    sleep 0.05
  done
  return 1
}
nse() { # nse LAB HOST CMD...: run inside the host
  local p g
  p=$(pid1 "$1" "$2") || die "host '$2' is not running"
  g=$(cgdir "$1" "$2")/payload; shift 2
  ( [ -w "$g/exec/cgroup.procs" ] || mkdir -p "$g/exec" 2>/dev/null
    echo "$BASHPID" >"$g/exec/cgroup.procs" 2>/dev/null
    exec nsenter -t "$p" -m -u -i -n -p -r -w env -i \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root USER=root \
      LANG=C.UTF-8 TERM="${TERM:-dumb}" "$@" )
}
tcp_ok() { # tcp_ok LAB IP PORT
  nsenter --net="/run/netns/$(hub "$1")" timeout 1 bash -c "exec 3<>/dev/tcp/$2/$3" 2>/dev/null
}

# ---------------------------------------------------------------- init packages as overlay layers
# Debian's init systems exclude each other as packages; unpacked (not installed) they can stand side by side.
layer() { # prints the layer directory for a manager (made on first use), nothing when none is needed
  local m=$1 d t x debs
  debs=$(. "$HERE/$m/host.sh"; echo "$DEBS"); [ -n "$debs" ] || return 0
  d=$CACHE/layer-$m
  if [ ! -e "$d/.done" ]; then
    mkdir -p "$CACHE"; t=$(mktemp -d "$CACHE/tmp.XXXXXX")
    ( cd "$t" && apt-get -qq -o APT::Sandbox::User=root download $debs >&2 ) || { rm -rf "$t"; die "cannot download: $debs"; }
    mkdir "$t/r"
    for x in "$t"/*.deb; do dpkg-deb -x "$x" "$t/r" || die "cannot unpack $x"; done
    for x in bin sbin lib lib64; do      # merged /usr: a real /sbin here would hide the base's symlink
      if [ -d "$t/r/$x" ] && [ ! -L "$t/r/$x" ]; then
        mkdir -p "$t/r/usr/$x"; cp -a "$t/r/$x/." "$t/r/usr/$x/"; rm -rf "${t:?}/r/$x"
      fi
    done
    rm -rf "$t/r/usr/share/doc" "$t/r/usr/share/man"
    touch "$t/r/.done"; rm -rf "$d"; mv "$t/r" "$d"; rm -rf "$t"
  fi
  echo "$d"
}
check_tools() {
  local miss="" t
  for t in ip:iproute2 nsenter:util-linux unshare:util-linux sshd:openssh-server ssh:openssh-client ssh-keygen:openssh-client flock:util-linux setfattr:attr; do
    command -v "${t%%:*}" >/dev/null || miss="$miss ${t##*:}"
  done
  [ -z "$miss" ] || die "missing Debian packages:$miss"
}
check_manager() { # in the base
  local b=$1 m=$2 f
  [ -e "$b/usr/sbin/sshd" ] || die "the base has no sshd (package openssh-server)"
  for f in $(. "$HERE/$m/host.sh"; echo "$NEEDS"); do
    [ -e "$b/${f%%:*}" ] || die "the base has no ${f%%:*} (package ${f##*:})"
  done
}
enabled() { # where packages of the base say what starts at boot, for every manager: the base may have any of them
  local m
  for m in $MANAGERS; do ( ENABLED=''; . "$HERE/$m/host.sh"; echo "$ENABLED" ); done
}

# ---------------------------------------------------------------- a host's disk
opaque() { # opaque UPPER DIR [MODE]: an empty directory that hides the base's
  mkdir -p "$1/$2" && setfattr -n trusted.overlay.opaque -v y "$1/$2" && chmod "${3:-755}" "$1/$2"
}
whiteout() { mkdir -p "$1/$(dirname "$2")"; [ -e "$1/$2" ] || mknod "$1/$2" c 0 0; }
hide() { # hide BASE UPPER PATH [MODE]: only where the base has it
  [ -d "$1/$3" ] && [ ! -L "$1/$3" ] || return 0
  opaque "$2" "$3" "${4:-$(stat -c %a "$1/$3")}"
}
make_template() { # LAB MANAGER BASE MASKS: what all hosts of one kind have in common
  local u m=$2 base=$3 masks=$4 x
  u=$(ldir "$1")/template-$m
  [ ! -e "$u.done" ] || return 0
  rm -rf "$u"; mkdir -p "$u"
  for x in home srv mnt media var/lib/longrun; do hide "$base" "$u" "$x"; done
  opaque "$u" root 700
  for x in $masks; do hide "$base" "$u" "${x#/}"; done
  # nothing that packages of the base enabled may start here
  for x in $(enabled) etc/cron.d etc/cron.daily etc/cron.hourly var/spool/cron; do hide "$base" "$u" "$x"; done
  [ ! -e "$base/usr/sbin/policy-rc.d" ] || whiteout "$u" usr/sbin/policy-rc.d
  for x in "$base"/etc/init.d/.depend.*; do [ ! -e "$x" ] || whiteout "$u" "etc/init.d/${x##*/}"; done
  for x in "$base"/etc/ssh/ssh_host_*; do
    [[ $x == *ssh_host_ed25519_key* ]] || [ ! -e "$x" ] || whiteout "$u" "etc/ssh/${x##*/}"
  done
  mkdir -p "$u/etc/ssh" "$u/etc/pam.d" "$u/root/.ssh" "$u/etc/init.d"
  : >"$u/etc/fstab"; : >"$u/etc/resolv.conf"; : >"$u/etc/motd"
  chmod 700 "$u/root/.ssh"; cp "$(ldir "$1")/id_ed25519.pub" "$u/root/.ssh/authorized_keys"; chmod 600 "$u/root/.ssh/authorized_keys"
  cat >"$u/etc/ssh/sshd_config" <<'X'
Port 22
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM yes
UseDNS no
PrintMotd no
PrintLastLog no
MaxStartups 200
MaxSessions 100
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
X
  printf 'auth required pam_deny.so\naccount required pam_permit.so\nsession required pam_permit.so\n' >"$u/etc/pam.d/sshd"
  ( . "$HERE/$m/host.sh"; disk "$u" "$base" ) || die "cannot prepare the disk of $m"
  touch "$u.done"
}
make_disk() { # LAB HOST MANAGER IP DIR
  local h=$2 ip=$4 d=$5 u a b
  u=$d/upper
  cp -a "$(ldir "$1")/template-$3" "$u" || die "cannot write the disk"
  echo "$h" >"$u/etc/hostname"
  tr -d - </proc/sys/kernel/random/uuid >"$u/etc/machine-id"
  ssh-keygen -q -t ed25519 -N '' -C "$h" -f "$u/etc/ssh/ssh_host_ed25519_key" </dev/null
  read -r a b _ <"$u/etc/ssh/ssh_host_ed25519_key.pub"; echo "$ip,$h $a $b" >"$d/known_host"
}
# ---------------------------------------------------------------- inside the host's namespaces, before PID 1
cmd__inside() { # LAB HOST; we are PID 1 of the new PID namespace, in the host's network namespace
  local lab=$1 h=$2 d m base lower R n a b c
  d=$(ldir "$lab")/hosts/$h; m=$(cat "$d/manager"); base=$(cat "$d/base"); lower=$(cat "$d/lower")
  set -e
  R=$d/root
  mount -t overlay "lab-$h" -o "lowerdir=$lower,upperdir=$d/upper,workdir=$d/work" "$R"
  cd "$R"
  mkdir -p proc sys dev run tmp var/tmp
  mount -t proc -o nosuid,nodev,noexec proc proc
  mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
  mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755,nosuid,size=8m tmpfs dev
  for n in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
    read -r a b c <<<"$n"; mknod -m 666 "dev/$a" c "$b" "$c"
  done
  mkdir dev/pts dev/shm dev/mqueue
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5,nosuid,noexec devpts dev/pts
  mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
  ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd
  ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr
  mount -t tmpfs -o mode=755,nosuid,nodev tmpfs run
  mkdir -p run/lock run/sshd run/lab; chmod 1777 run/lock
  mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs tmp
  mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs var/tmp
  while IFS='|' read -r a b; do
    [ -n "$a" ] || continue
    if [ -d "$a" ]; then mkdir -p "$R/$b"; else mkdir -p "$R/$(dirname "$b")"; [ -e "$R/$b" ] || : >"$R/$b"; fi
    mount --bind "$a" "$R/$b"; mount -o remount,bind,ro "$R/$b"
  done <"$d/binds"
  # what a manager keeps on the lab's disk itself and not on the host's overlay; it outlives a reboot
  for a in $(. "$HERE/$m/host.sh"; echo "${KEEPS-}"); do
    mkdir -p "$d/keep$a" "$R$a"; mount --bind "$d/keep$a" "$R$a"
  done
  hostname "$h"; cp "$HERE/$m/host.sh" run/lab/host.sh
  mkdir -p run/lab/old
  pivot_root . run/lab/old
  cd /
  umount -l /run/lab/old; rmdir /run/lab/old
  SSHD=''
  # shellcheck source=/dev/null
  . /run/lab/host.sh
  [ "$SSHD" = own ] || /usr/sbin/sshd </dev/null
  set -- env -i container=lab-hosts PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
  init "$@"
}
cmd__launch() { # LAB HOST; stays as the host's "power supply"; a reboot(2) inside starts it again
  local lab=$1 h=$2 d cg rc
  d=$(ldir "$lab")/hosts/$h; cg=$(cgdir "$lab" "$h")
  mkdir -p "$cg/sup" "$cg/payload" && echo $$ >"$cg/sup/cgroup.procs" || exit 1
  while :; do
    find "$cg/payload" -mindepth 1 -depth -type d -exec rmdir {} + 2>/dev/null
    rm -rf "$d/work"; mkdir -p "$d/root" "$d/work"
    echo "$(($(cat "$d/boots" 2>/dev/null || echo 0) + 1))" >"$d/boots"
    nsenter --net="/run/netns/$(netns "$lab" "$h")" unshare --pid --fork --kill-child \
      bash -c 'echo 0 >"$1/payload/cgroup.procs" && exec unshare --mount --uts --ipc --cgroup --propagation private bash "$2" _inside "$3" "$4"' \
      _ "$cg" "$SELF" "$lab" "$h"
    rc=$?
    echo "$rc" >"$d/last-exit"
    [ ! -e "$d/stop" ] && [ "$rc" = 129 ] || break       # killed by SIGHUP = the host called reboot(2)
  done
}

# ---------------------------------------------------------------- start / stop
start_host() { # returns at once
  local lab=$1 h=$2 d
  d=$(ldir "$lab")/hosts/$h
  running "$lab" "$h" && return 0
  cg_remove "$(cgdir "$lab" "$h")"
  rm -f "$d/stop"
  setsid bash "$SELF" _launch "$lab" "$h" </dev/null >>"$d/console.log" 2>&1 9>&- &
}
manager_up() { # is the process manager of the host itself ready for commands?
  local lab=$1 h=$2
  ( inside() { nse "$lab" "$h" "$@"; }; . "$HERE/$(hostget "$lab" "$h" manager)/host.sh"; up )
}
wait_host() {
  local lab=$1 h=$2 ip end=$((SECONDS + ${LAB_TIMEOUT:-30}))
  ip=$(hostget "$lab" "$h" ip)
  while [ $SECONDS -lt $end ]; do
    if tcp_ok "$lab" "$ip" 22 && manager_up "$lab" "$h" 2>/dev/null; then return 0; fi
    sleep 0.05
  done
  tail -20 "$(ldir "$lab")/hosts/$h/console.log" >&2
  die "host '$h' did not come up"
}
stop_host() { # LAB HOST [now]
  local lab=$1 h=$2 d i m p
  d=$(ldir "$lab")/hosts/$h; m=$(hostget "$lab" "$h" manager)
  touch "$d/stop"
  if [ "${3:-}" != now ] && p=$(pid1 "$lab" "$h"); then
    ( inside() { nse "$lab" "$h" "$@"; }; . "$HERE/$m/host.sh"; halt "$p" )
    for ((i = 0; i < 400; i++)); do running "$lab" "$h" || break; sleep 0.05; done
  fi
  cg_remove "$(cgdir "$lab" "$h")" || die "processes of '$h' would not go"
}

# ---------------------------------------------------------------- commands
cmd_up() {
  local lab=${1:-} base=/ subnet=10.213.7 masks="" binds="" attach="" owner="" ttl=7200 hosts=() a d h m ip n x p new=() lay lower
  [ -n "$lab" ] || usage; valid_name "$lab"; shift
  while [ $# -gt 0 ]; do
    case $1 in
      --base) base=$(readlink -f "$2"); shift 2 ;;
      --subnet) subnet=$2; shift 2 ;;
      --mask) masks="$masks $(readlink -f "$2")"; shift 2 ;;
      --bind) x=${2%%:*}; binds+="$(readlink -f "$x")|${2#*:}"$'\n'; shift 2 ;;
      --attach) attach=1; shift ;;
      --owner) owner=$2; shift 2 ;;
      --ttl) ttl=$2; shift 2 ;;
      -*) usage ;;
      *) hosts+=("$1"); shift ;;
    esac
  done
  [ ${#hosts[@]} -gt 0 ] || usage
  [ "$(id -u)" = 0 ] || die "must be root"
  check_tools; cgdir x >/dev/null
  [[ $subnet =~ ^10\.[0-9]+\.[0-9]+$ ]] || die "the subnet must be 10.B.C"
  for a in "${hosts[@]}"; do
    h=${a%%=*}; m=none; [ "$a" = "$h" ] || m=${a#*=}
    valid_name "$h"; [[ " $MANAGERS " == *" $m "* ]] || die "unknown manager '$m'"
    check_manager "$base" "$m"
    ( . "$HERE/$m/host.sh"; ! declare -F machine >/dev/null || machine ) || die "cannot prepare this machine for $m"
  done
  # the checkout that the tests run from, and this script's: nothing a host may reach by accident
  for x in "$PWD" "$SELF"; do
    x=${x#/}; x=${x%%/*}
    case $x in ""|bin|boot|dev|etc|lib*|nix|opt|proc|run|sbin|sys|tmp|usr|var) ;; *) masks="$masks $x" ;; esac
  done
  mkdir -p "$STATE"; d=$(ldir "$lab")
  exec 9>"$STATE/.$lab.lock"; flock 9
  if [ ! -e "$d/lab" ]; then
    mkdir -p "$d"
    mountpoint -q "$d" || mount -t tmpfs -o "mode=755,size=${LAB_DISK:-8g}" "lab-$lab" "$d" || die "cannot mount the lab's tmpfs"
    mkdir -p "$d/hosts"; echo "$subnet" >"$d/subnet"; date +%s >"$d/created"
    rm -f "$d/id_ed25519" "$d/id_ed25519.pub"; ssh-keygen -q -t ed25519 -N '' -C "lab-$lab" -f "$d/id_ed25519" </dev/null
    ip netns del "$(hub "$lab")" 2>/dev/null      # left by an interrupted 'up'
    ip netns add "$(hub "$lab")" || die "cannot make network namespace $(hub "$lab")"
    ip -n "$(hub "$lab")" -batch - <<X || die "hub network"
link set lo up
link add br0 type bridge
addr add $subnet.1/24 dev br0
link set br0 up
X
    touch "$d/lab"
    if [ -n "$owner" ] || [ "$ttl" != 0 ]; then
      x=""; [ -z "$owner" ] || x=$(starttime "$owner") || die "no process $owner"
      setsid bash "$SELF" _watch "$lab" "$(cat "$d/created")" "$ttl" "$owner" "$x" </dev/null >/dev/null 2>&1 9>&- &
    fi
  fi
  subnet=$(cat "$d/subnet")
  if [ -n "$attach" ] && [ ! -e "$d/attach" ]; then
    x=lab$(printf '%s' "$lab" | cksum | cut -c1-8)
    ip link add "$x" type veth peer name up0 netns "$(hub "$lab")" && ip -n "$(hub "$lab")" link set up0 master br0 up &&
      ip addr add "$subnet.254/24" dev "$x" && ip link set "$x" up || die "cannot attach (is $subnet.0/24 in use?)"
    echo "$x" >"$d/attach"
  fi
  for a in "${hosts[@]}"; do
    h=${a%%=*}; m=none; [ "$a" = "$h" ] || m=${a#*=}
    if [ -d "$d/hosts/$h" ]; then
      [ "$(hostget "$lab" "$h" manager)" = "$m" ] || die "host '$h' exists with manager $(hostget "$lab" "$h" manager)"
      new+=("$h"); continue
    fi
    n=$(($(cat "$d/count" 2>/dev/null || echo 0) + 1)); [ "$n" -le 240 ] || die "too many hosts"
    echo "$n" >"$d/count"; ip=$subnet.$((n + 1))
    lay=$(layer "$m") || exit 1
    lower=$base
    if [ -n "$lay" ]; then     # a lower layer must not lie inside another: use a copy on the lab's tmpfs
      [ -d "$d/layer-$m" ] || cp -a "$lay" "$d/layer-$m"
      lower=$d/layer-$m:$base
    fi
    x=$d/new-$h; rm -rf "$x"; mkdir -p "$x"
    echo "$m" >"$x/manager"; echo "$ip" >"$x/ip"; echo "$base" >"$x/base"; echo "$lower" >"$x/lower"; echo "$n" >"$x/index"; printf '%s' "$binds" >"$x/binds"
    make_template "$lab" "$m" "$base" "$masks"
    make_disk "$lab" "$h" "$m" "$ip" "$x"
    ip netns del "$(netns "$lab" "$h")" 2>/dev/null
    ip netns add "$(netns "$lab" "$h")" || die "network namespace"
    ip -n "$(hub "$lab")" -batch - <<X || die "veth"
link add p$n type veth peer name eth0 netns $(netns "$lab" "$h")
link set p$n master br0 up
X
    ip -n "$(netns "$lab" "$h")" -batch - <<X || die "host network"
link set lo up
addr add $ip/24 dev eth0
link set eth0 up
route add default via $subnet.1
X
    mv "$x" "$d/hosts/$h"      # only now is it a host: an interrupted 'up' is simply repeated
    new+=("$h")
  done
  # every host knows every host by name
  { echo "127.0.0.1 localhost"; echo "::1 localhost"; for x in "$d"/hosts/*; do echo "$(cat "$x/ip") ${x##*/}"; done; } >"$d/etc-hosts"
  cat "$d"/hosts/*/known_host >"$d/known_hosts"
  for x in "$d"/hosts/*; do
    if p=$(pid1 "$lab" "${x##*/}"); then cp "$d/etc-hosts" "/proc/$p/root/etc/hosts"; else cp "$d/etc-hosts" "$x/upper/etc/hosts"; fi
  done
  write_ssh_config "$lab"
  for h in "${new[@]}"; do start_host "$lab" "$h"; done
  for h in "${new[@]}"; do wait_host "$lab" "$h"; done
  write_inventory "$lab" >"$d/inventory.json"
}
write_ssh_config() {
  local lab=$1 d x
  d=$(ldir "$lab")
  { echo "Host *"; echo "  User root"; echo "  IdentityFile $d/id_ed25519"; echo "  IdentitiesOnly yes"
    echo "  UserKnownHostsFile $d/known_hosts"; echo "  GlobalKnownHostsFile /dev/null"; echo "  StrictHostKeyChecking yes"
    echo "  BatchMode yes"; echo "  LogLevel ERROR"; echo "  ConnectTimeout 5"
    for x in "$d"/hosts/*; do echo "Host ${x##*/}"; echo "  HostName $(cat "$x/ip")"; done
  } >"$d/ssh_config.tmp"
  # 'Host *' last, so that the per-host HostName lines win first
  mv "$d/ssh_config.tmp" "$d/ssh_config"
}
write_inventory() {
  local lab=$1 d x sep=""
  d=$(ldir "$lab")
  printf '{"lab":"%s","netns":"%s","identityFile":"%s","sshConfig":"%s","knownHosts":"%s","hosts":[' \
    "$lab" "$(hub "$lab")" "$d/id_ed25519" "$d/ssh_config" "$d/known_hosts"
  for x in "$d"/hosts/*; do
    printf '%s{"name":"%s","address":"%s","port":22,"user":"root","manager":"%s","netns":"%s"}' "$sep" "${x##*/}" "$(cat "$x/ip")" "$(cat "$x/manager")" "$(netns "$lab" "${x##*/}")"; sep=,
  done
  printf ']}\n'
}
cmd_down() {
  local lab=${1:-} d x h r
  [ -n "$lab" ] || usage; valid_name "$lab"; d=$(ldir "$lab")
  mkdir -p "$STATE"; exec 9>"$STATE/.$lab.lock"; flock 9
  [ ! -d "$d/hosts" ] || for x in "$d"/hosts/*/; do [ -d "$x" ] && touch "$x/stop"; done
  r=$(cgroot); [ -z "$r" ] || cg_remove "$r/lab-hosts/$lab" || die "some processes would not go"
  [ ! -s "$d/attach" ] || ip link del "$(cat "$d/attach")" 2>/dev/null
  for x in /run/netns/"lab-$lab" /run/netns/"lab-$lab"-*; do
    h=${x##*/}
    # only names of this very lab: another lab may be called LAB-something
    [ -e "$x" ] || continue
    if [ "$h" = "$(hub "$lab")" ] || [ -d "$d/hosts/${h#lab-"$lab"-}" ] || [ -d "$d/new-${h#lab-"$lab"-}" ]; then ip netns del "$h"; fi
  done
  if mountpoint -q "$d" 2>/dev/null; then umount "$d" 2>/dev/null || umount -l "$d"; fi
  rmdir "$d" 2>/dev/null; rm -f "$STATE/.$lab.lock"
  [ -z "$r" ] || rmdir "$r/lab-hosts" 2>/dev/null
  rmdir "$STATE" 2>/dev/null
  return 0
}
cmd__watch() { # LAB CREATED TTL OWNER STARTTIME: end the lab with its owner or after its time
  local lab=$1 created=$2 ttl=$3 owner=$4 st=$5
  while sleep 1; do
    [ "$(cat "$(ldir "$lab")/created" 2>/dev/null)" = "$created" ] || exit 0
    if { [ -n "$owner" ] && [ "$(starttime "$owner")" != "$st" ]; } ||
       { [ "$ttl" != 0 ] && [ $(($(date +%s) - created)) -ge "$ttl" ]; }; then cmd_down "$lab"; exit 0; fi
  done
}
cmd_list() {
  local x y
  for x in "$STATE"/*/lab; do
    [ -e "$x" ] || continue; x=${x%/lab}; x=${x##*/}
    for y in "$(ldir "$x")"/hosts/*; do y=${y##*/}
      echo "$x $y $(hostget "$x" "$y" manager) $(hostget "$x" "$y" ip) $(running "$x" "$y" && echo up || echo down)"
    done
  done
}
dashdash() { [ "${1:-}" = -- ] && echo 1 || echo 0; }

[ $# -gt 0 ] || usage
C=$1; shift
case $C in
  up|down|list) "cmd_$C" "$@" ;;
  _inside|_launch|_watch) "cmd_$C" "$@" ;;
  info) need_lab "${1:-}"; cat "$(ldir "$1")/inventory.json" ;;
  run) lab=${1:-}; need_lab "$lab"; shift; shift "$(dashdash "$@")"; [ $# -gt 0 ] || usage
       exec nsenter --net="/run/netns/$(hub "$lab")" "$@" ;;
  exec) need_host "${1:-}" "${2:-}"; lab=$1 h=$2; shift 2; shift "$(dashdash "$@")"; [ $# -gt 0 ] || usage; nse "$lab" "$h" "$@" ;;
  ssh) need_host "${1:-}" "${2:-}"; lab=$1 h=$2; shift 2
       exec nsenter --net="/run/netns/$(hub "$lab")" ssh -F "$(ldir "$lab")/ssh_config" "$h" "$@" ;;
  pid) need_host "${1:-}" "${2:-}"; pid1 "$1" "$2" ;;
  log) need_host "${1:-}" "${2:-}"; cat "$(ldir "$1")/hosts/$2/console.log" ;;
  stop) need_host "${1:-}" "${2:-}"; stop_host "$1" "$2" ;;
  kill) need_host "${1:-}" "${2:-}"; stop_host "$1" "$2" now ;;
  start) need_host "${1:-}" "${2:-}"; start_host "$1" "$2"; wait_host "$1" "$2" ;;
  reboot) need_host "${1:-}" "${2:-}"; stop_host "$1" "$2"; start_host "$1" "$2"; wait_host "$1" "$2" ;;
  cut|heal) need_host "${1:-}" "${2:-}"; x=up; [ "$C" = heal ] || x=down
       ip -n "$(hub "$1")" link set "p$(hostget "$1" "$2" index)" "$x" ;;
  *) usage ;;
esac
