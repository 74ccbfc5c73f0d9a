# shellcheck shell=bash disable=SC2034
# A throw-away host whose PID 1 is supervisord. Sourced by ../lab.sh, which calls these functions.
DEBS='' # unpacked (not installed) as a layer of the host's disk: Debian's init systems exclude each other
NEEDS='usr/bin/supervisord:supervisor' # file of the base : Debian package that has it
ENABLED='etc/supervisor/conf.d' # of the base's, and hidden from every host
# disk UPPER BASE: what the host's own disk has over the base
disk() {
  mkdir -p "$1/etc/supervisor/conf.d" "$1/var/log/supervisor"
  cat >"$1/etc/supervisor/supervisord.conf" <<'X'
[unix_http_server]
file=/run/supervisor.sock
chmod=0700
[supervisord]
nodaemon=true
user=root
logfile=/var/log/supervisor/supervisord.log
pidfile=/run/supervisord.pid
childlogdir=/var/log/supervisor
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix:///run/supervisor.sock
[include]
files = /etc/supervisor/conf.d/*.conf
X
}
# init ENV...: become PID 1 (already inside the host)
init() {
  exec "$@" supervisord -n -c /etc/supervisor/supervisord.conf
}
# up: is the manager ready for commands? `inside CMD...` runs in the host
up() {
  inside test -S /run/supervisor.sock
}
# halt PID: ask for a clean stop
halt() {
  kill -TERM "$1"
}
