/** What is tried on every ground of the lab: one model, what its processes must see, and commands as the ground's user gives them. */
import type { Command, Placement } from '#generators/contract/backend.ts'
import { root } from '#generators/contract/path.ts'
import { text } from '#generators/contract/text.ts'
import { placement } from '#tests/conformance/lowered.ts'
import { ANN_RUNTIME, AS_ANN, type Ground, loadGrounds } from '#tests/lab/ground.ts'

/** Of every manager that this machine can run, as root and as an ordinary user. */
export const GROUNDS: readonly Ground[] = [...(await loadGrounds()).values()].flatMap(({ grounds }) => grounds)

/** The command as this ground's user would give it. */
export function asUser({ facts }: Ground, command: Command): Command {
  if (facts.privileged) return command
  const { user, home } = facts
  const environment = [
    `HOME=${home}`,
    `USER=${user}`,
    'PATH=/usr/local/bin:/usr/bin:/bin',
    `XDG_RUNTIME_DIR=${ANN_RUNTIME}`,
  ]
  return { ...command, argv: [...AS_ANN, ...environment, ...command.argv] }
}

const words = (...values: string[]) => values.map((one) => text(one))
const shell = (script: string) => ({ path: text('/bin/sh'), args: words('-c', script) })

/** What the chain promises, seen from inside the process: it must be the same under every manager. */
const SEEN = `{ id -un; id -Gn | tr ' ' '\\n' | grep -cx audio; umask; nice; pwd; ulimit -n; echo "$GREETING"; } >new; mv new seen; echo said; exec sleep 1000`
export function seenOf({ facts, base }: Ground): readonly string[] {
  return [
    facts.privileged ? 'games' : 'ann',
    facts.privileged ? '1' : '0',
    '0027',
    '5',
    `${base}/web`,
    '777',
    '100% $HOME "it\'s"',
  ]
}

/** 10 kB, every other line as an error; its last words when it is asked to end. */
const WRITES = `$| = 1;
$SIG{TERM} = sub { print "bye\\n"; exit };
$SIG{USR1} = sub { print "I die\\n" for 1 .. 100; exit 3 };
for (1 .. 25) { printf "%0100d\\n", 2 * $_ - 1; printf STDERR "%0100d\\n", 2 * $_ }
sleep 1 while 1`
export const WRITTEN = Array.from({ length: 50 }, (_, index) => `${String(index + 1).padStart(100, '0')}\n`).join('')
export function writtenTo({ base }: Pick<Ground, 'base'>): string {
  return `${base}/web/writes.log`
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
      user: { name: text('games'), group: text('games'), groups: [text('audio')], home: text('/usr/games') },
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
  const writes = placement(where, {
    name: 'writes',
    foreground: { path: text('/usr/bin/perl'), args: words('-e', WRITES) },
    steps: {
      prepare: [{ do: 'directory', path: own, owner: text('games'), group: text('games'), mode: 0o755 }],
      user: { name: text('games'), group: text('games'), groups: [], home: text('/usr/games') },
      output: text(writtenTo({ base })),
    },
    rotation: { bytes: 4096, keep: 5 },
    restart: 'always',
  })
  return [store, web, chained, bell, daemon, writes]
}
