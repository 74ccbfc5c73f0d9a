/** The places where backends are tried for real: a manager as PID 1 of a throw-away host, or one that an ordinary user runs there. */
import { existsSync } from 'node:fs'
import type { Command, Container, HostFacts, Placement } from '#generators/contract/backend.ts'
import { root } from '#generators/contract/path.ts'
import { text } from '#generators/contract/text.ts'
import { container, placement } from '#tests/conformance/lowered.ts'
import { FACTS } from '#tests/conformance/pipeline.ts'
import type { Lab } from '#tests/lab/lab.ts'

export interface Ground {
  readonly title: string
  /** Of the lab. */
  readonly host: string
  readonly manager: string
  readonly container: Container
  readonly facts: HostFacts
  /** Where its processes write. */
  readonly base: string
  readonly port: number
  /** Makes the user and the manager that are not there by themselves. */
  prepare?(lab: Lab): void
  /** A file that its manager must refuse. */
  readonly broken?: { readonly name: string; readonly content: string }
}

const TOOLS = ['setpriv', 'chroot', 'setsid', 'env', 'python3']
const ROOT: HostFacts = { ...FACTS, tools: TOOLS }
const ANN: HostFacts = {
  ...ROOT,
  privileged: false,
  user: 'ann',
  home: '/home/ann',
  prefix: '/home/ann/.local/state/longrun',
}
const OWN = { privileged: false, userChange: false } as const
const RUNTIME = '/run/user/1234'
const OWN_PLACE = '/home/ann/supervisor'
const OWN_SUPERVISORD = `[unix_http_server]
file=${OWN_PLACE}/socket
[supervisord]
logfile=${OWN_PLACE}/log
pidfile=${OWN_PLACE}/pid
childlogdir=${OWN_PLACE}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${OWN_PLACE}/socket
[include]
files = conf.d/*.conf
`
const BROKEN_UNIT = { name: 'x.service', content: '[Service]\nExecStart=relative/path\n' }
const BROKEN_SECTION = { name: 'x.conf', content: '[program:x]\ncommand=/bin/true %(x)s\n' }

const BROKEN_SCRIPT = { name: 'x', content: '#!/bin/sh\ncase x in\n' }
const OWN_RUNIT = { ...OWN, properties: { directory: '/home/ann/sv', services: '/home/ann/service' } }

/**
 * s6-rc is in no Debian, so it is tried where somebody built it (`generators/backends/s6-rc/README.md`) on a host whose PID 1 is
 * s6-svscan; what CI tries everywhere stands beside that backend.
 */
const S6RC: Ground = {
  title: 's6-rc',
  host: 's6',
  manager: 's6-rc',
  container: container('s6-rc'),
  facts: ROOT,
  base: '/var/lib/tried',
  port: 8123,
  broken: { name: 'run', content: '#!/bin/execlineb -P\nif { true\n' },
  prepare(lab) {
    // What the rc.init of s6-linux-init does at boot; before the first deployment there is nothing to bring up.
    const boot = `#!/bin/sh
[ -e /etc/s6/rc/compiled ] || exit 0
s6-rc-init -c /etc/s6/rc/compiled /run/service && exec s6-rc -u change default
`
    lab.inside('s6', 'sh', '-c', 'printf %s "$1" >/etc/s6/rc.init && chmod 755 /etc/s6/rc.init', 'sh', boot)
  },
}
const HAS_S6RC = ['/usr/bin', '/usr/local/bin'].some((directory) => existsSync(`${directory}/s6-rc-compile`))

/** The command as this ground's user would give it. */
export function asUser({ facts }: Ground, command: Command): Command {
  if (facts.privileged) return command
  const { user, home } = facts
  const become = ['setpriv', '--reuid', user, '--regid', user, '--init-groups', '--']
  const environment = ['env', '-i', `HOME=${home}`, `USER=${user}`, `PATH=/usr/bin:/bin`, `XDG_RUNTIME_DIR=${RUNTIME}`]
  return { ...command, argv: [...become, ...environment, ...command.argv] }
}

export const GROUNDS: readonly Ground[] = [
  ...(HAS_S6RC ? [S6RC] : []),
  {
    title: 'systemd',
    host: 'systemd',
    manager: 'systemd',
    container: container('systemd'),
    facts: ROOT,
    base: '/var/lib/tried',
    port: 8123,
    broken: BROKEN_UNIT,
  },
  {
    title: 'systemd of a user',
    host: 'systemd',
    manager: 'systemd',
    container: container('systemd', { ...OWN, properties: { scope: 'user', runtime: RUNTIME, linger: 'yes' } }),
    facts: ANN,
    base: '/home/ann/tried',
    port: 8124,
    broken: BROKEN_UNIT,
    prepare(lab) {
      lab.inside('systemd', 'useradd', '-m', '-u', '1234', '-s', '/bin/sh', 'ann')
      // What `loginctl enable-linger` leaves: the user's manager starts at boot.
      lab.inside('systemd', 'mkdir', '-p', '/var/lib/systemd/linger')
      lab.inside('systemd', 'touch', '/var/lib/systemd/linger/ann')
      lab.inside('systemd', 'systemctl', 'start', 'user@1234.service')
    },
  },
  {
    title: 'supervisord',
    host: 'supervisord',
    manager: 'supervisord',
    container: container('supervisord'),
    facts: ROOT,
    base: '/var/lib/tried',
    port: 8123,
    broken: BROKEN_SECTION,
  },
  {
    title: 'supervisord of a user',
    host: 'none',
    manager: 'supervisord',
    container: container('supervisord', {
      ...OWN,
      properties: { configuration: `${OWN_PLACE}/supervisord.conf`, directory: `${OWN_PLACE}/conf.d` },
    }),
    facts: ANN,
    base: '/home/ann/tried',
    port: 8124,
    broken: BROKEN_SECTION,
    prepare(lab) {
      lab.inside('none', 'useradd', '-m', '-u', '1234', '-s', '/bin/sh', 'ann')
      const write = 'mkdir -p "$1/conf.d" && printf %s "$2" >"$1/supervisord.conf" && chown -R ann "$1"'
      lab.inside('none', 'sh', '-c', write, 'sh', OWN_PLACE, OWN_SUPERVISORD)
      const become = ['setpriv', '--reuid', 'ann', '--regid', 'ann', '--init-groups', 'env', '-i', 'PATH=/usr/bin:/bin']
      lab.inside('none', ...become, 'HOME=/home/ann', 'supervisord', '-c', `${OWN_PLACE}/supervisord.conf`)
    },
  },
  {
    title: 'sysvinit',
    host: 'sysvinit',
    manager: 'sysvinit',
    container: container('sysvinit'),
    facts: ROOT,
    base: '/var/lib/tried',
    port: 8123,
    broken: BROKEN_SCRIPT,
  },
  {
    title: 'openrc',
    host: 'openrc',
    manager: 'openrc',
    container: container('openrc'),
    facts: ROOT,
    base: '/var/lib/tried',
    port: 8123,
    broken: BROKEN_SCRIPT,
  },
  {
    title: 'runit',
    host: 'runit',
    manager: 'runit',
    container: container('runit'),
    facts: ROOT,
    base: '/var/lib/tried',
    port: 8123,
    broken: BROKEN_SCRIPT,
  },
  {
    title: 'runit of a user',
    host: 'runit',
    manager: 'runit',
    container: container('runit', OWN_RUNIT),
    facts: ANN,
    base: '/home/ann/tried',
    port: 8124,
    broken: BROKEN_SCRIPT,
    prepare(lab) {
      lab.inside('runit', 'useradd', '-m', '-u', '1234', '-s', '/bin/sh', 'ann')
      const become = ['setpriv', '--reuid', 'ann', '--regid', 'ann', '--init-groups', 'env', '-i', 'PATH=/usr/bin:/bin']
      const begin = 'mkdir -p "$1" && exec setsid -f runsvdir "$1" </dev/null >/dev/null 2>&1'
      lab.inside('runit', ...become, 'HOME=/home/ann', 'sh', '-c', begin, 'sh', '/home/ann/service')
    },
  },
]

const words = (...values: string[]) => values.map((one) => text(one))
const shell = (script: string) => ({ path: text('/bin/sh'), args: words('-c', script) })

/** What the chain promises, seen from inside the process: it must be the same under every manager. */
const SEEN = `{ id -un; umask; nice; pwd; ulimit -n; echo "$GREETING"; } >new; mv new seen; echo said; exec sleep 1000`
export function seenOf({ facts, base }: Ground): readonly string[] {
  return [facts.privileged ? 'games' : 'ann', '0027', '5', `${base}/web`, '777', '100% $HOME "it\'s"']
}

/** A store that is slow to come, what cannot do without it, one with a whole chain, one that is told to reload, and a daemon. */
export function model({ container: where, base, port }: Ground, change: string): readonly Placement[] {
  const store = placement(where, {
    name: 'store',
    description: text('The store: 100% "there"'),
    foreground: shell(`sleep 1; exec /usr/bin/python3 -m http.server ${port} --bind 127.0.0.1`),
    ready: { kind: 'tcp', address: text('127.0.0.1'), port: text(String(port)), seconds: 20 },
    restart: 'always',
  })
  // Fails at once unless the store answers: it must have been waited for.
  const connects = `import socket; socket.create_connection(("127.0.0.1", ${port}))`
  const web = placement(where, {
    name: 'web',
    foreground: shell(`/usr/bin/python3 -c '${connects}' && exec sleep 1000`),
    steps: { environment: new Map([['CHANGE', text(change)]]) },
    restart: 'never',
    after: [{ placement: store.id, onChange: 'order', from: root }],
  })
  const own = text(`${base}/web`)
  const chained = placement(where, {
    name: 'chained',
    foreground: shell(SEEN),
    steps: {
      limits: new Map([['nofile', text('777')]]),
      environment: new Map([['GREETING', text('100% $HOME "it\'s"')]]),
      umask: text('027'),
      prepare: [{ do: 'directory', path: own, owner: text('games'), group: text('games'), mode: 0o755 }],
      nice: text('5'),
      user: { name: text('games'), group: text('games'), groups: [], home: text('/usr/games') },
      directory: own,
      output: text(`${base}/web/chained.log`),
    },
  })
  const bell = placement(where, {
    name: 'bell',
    foreground: shell(`trap "echo rung >>${base}/bell" HUP; while :; do sleep 0.1; done`),
    reload: { signal: 'HUP' },
  })
  const daemon = placement(where, {
    name: 'daemon',
    foreground: undefined,
    daemon: shell(`(exec sleep 1000) & echo $! >${base}/forked.pid`),
    pidFile: text(`${base}/forked.pid`),
  })
  return [store, web, chained, bell, daemon]
}
