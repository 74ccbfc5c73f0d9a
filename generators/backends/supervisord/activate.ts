/**
 * The verbs as commands of supervisorctl, by name: never `update`, which acts on everything whose file differs.
 * Every one is "ensure". A call costs about 0.15 s, nearly all of it Python starting.
 */
import type { Activities, Command, Container, Running } from '../../contract/backend.ts'
import { properties } from './index.ts'

/** Beyond what a process may take to end: supervisord looks at its processes once a second. */
const PATIENCE = 15

/** supervisorctl of the right supervisord: it finds the socket in that one's configuration. */
export function supervisorctl(container: Container, ...words: readonly string[]): readonly string[] {
  return ['supervisorctl', '-c', properties.parse(container.properties).configuration, ...words]
}

function tell(process: Running, verb: string, options: { ok?: readonly number[]; seconds?: number } = {}): Command {
  return {
    argv: supervisorctl(process.container, ...verb.split(' '), process.name),
    changes: true,
    ...(options.ok ? { ok: options.ok } : {}),
    seconds: options.seconds ?? PATIENCE,
  }
}

/** 1: it is not known there, so nothing of it runs. `stop` of what does not run says so and ends with 0. */
const stop = (process: Running) => tell(process, 'stop', { ok: [0, 1], seconds: process.stopSeconds + PATIENCE })
/** A program keeps the configuration that it was added with until it is removed; 1: it is not known there. */
const remove = (process: Running) => tell(process, 'remove', { ok: [0, 1] })
/** Starts it too, where it starts with supervisord. Says "already active", with 0, where it was added before. */
const add = (process: Running) => tell(process, 'add')
/** Says "already started", with 0, where it was; else waits for `startsecs`. */
const start = (process: Running) => tell(process, 'start', { seconds: 60 })

/**
 * supervisord's own reading of one file, by the Python that supervisorctl runs under. supervisord has no option for it, and one broken file
 * makes `reread` refuse all of them and the next start fail. Accounts and directories are made before the file is put in
 * place, and supervisord's own environment is not known here.
 */
const READ = `import sys
try:
    from supervisor import datatypes, options
except ImportError:
    sys.exit(0)
datatypes.existing_dirpath = lambda path: path
options.name_to_uid = lambda name: 0
parser = options.UnhosedConfigParser()
try:
    if '%(ENV_' in open(sys.argv[1]).read():
        sys.exit(0)
    parser.read(sys.argv[1])
    parser.expand_here('/')
    server = options.ServerOptions()
    server.here = '/'
    server.environ_expansions = {}
    server.process_groups_from_parser(parser)
except Exception as error:
    sys.exit(str(error))
`
/** The first line of supervisorctl names its Python; without one there is no opinion. */
const PYTHON = 'read -r line <"$(command -v supervisorctl)" || exit 0; exec ${line#"#!"} - "$1"'

/**
 * It is started once: by `add`, where it starts with supervisord and was not known there, and not again by `start` when it has ended
 * meanwhile. supervisorctl ends with 0 also for "already active". That something has ended supervisord sees up to a second later.
 */
const RUN = `name=$1 boot=$2
"$3" done && exit 0
shift 3
said=$("$@" add "$name") || { echo "$said" >&2; exit 1; }
case $said in *'added process group'*) [ "$boot" = false ] || exit 0 ;; esac
tries=0
while case $("$@" status "$name") in *' RUNNING '* | *' STARTING '*) ;; *) false ;; esac; do
	[ $((tries += 1)) -le 15 ] || exit 0
	sleep 0.2 2>/dev/null || sleep 1
done
exec "$@" start "$name"
`
function runOnce({ container, name, boot, scripts: { launcher = '' } }: Running): Command {
  const argv = ['sh', '-c', RUN, 'sh', name, String(boot), launcher, ...supervisorctl(container)]
  return { argv, changes: true, seconds: 60 }
}

/** `status` ends with 0 for what is STARTING or in BACKOFF too (`RUNNING_STATES` in states.py), so its words are read. */
const RUNNING = `"$@" | grep -q '^[^ ]* *RUNNING '`

export const activities: Activities = {
  // A log file in a directory that is not there makes supervisord refuse its whole configuration.
  stage(transition) {
    const directories = transition.running
      .filter((process) => transition.changes.get(process.placement) !== 'keep')
      .flatMap((process) => (process.log === null ? [] : [process.log.slice(0, process.log.lastIndexOf('/'))]))
    return directories.length > 0
      ? [{ argv: ['mkdir', '-p', ...new Set(directories)], changes: true, seconds: PATIENCE }]
      : []
  },
  stop: (process) => [stop(process), remove(process)],
  switch: (transition) => [{ argv: supervisorctl(transition.container, 'reread'), changes: true, seconds: 60 }],
  start: (process) => (process.kind?.is === 'oneshot' ? [runOnce(process)] : [add(process), start(process)]),
  restart: (process) => [stop(process), remove(process), add(process), start(process)],
  reload: (process) =>
    process.reload === null
      ? []
      : 'signal' in process.reload
        ? [tell(process, `signal ${process.reload.signal.replace(/^SIG/, '')}`)]
        : [{ argv: process.reload.argv, changes: true, seconds: 60 }],
  up: (process) => ({
    argv: ['sh', '-c', RUNNING, 'sh', ...supervisorctl(process.container, 'status', process.name)],
    changes: false,
    seconds: PATIENCE,
  }),
  check: (_process, path) => ({
    argv: ['sh', '-c', PYTHON, 'sh', path],
    stdin: READ,
    changes: false,
    seconds: 30,
  }),
}
