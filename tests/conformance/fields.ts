/** The fields of a process, each as a model sets it and as it is seen in what a host is given. */

/** A value that no other field has, so that it is found wherever a manager puts it. */
export interface Field {
  /** As a manager's `proof.ts` calls it. */
  readonly key: string
  /** As it is called in a placement's `set`, where that is not the key. */
  readonly name?: string
  /** What a process written by hand is given, beside a program. */
  readonly process: string
  /** Beside the process, in `extends`. */
  readonly beside?: string
  /**
   * Where the field is not lost, this stands in a file or a command: a field that is read and dropped is found out. It is what most
   * managers and the launcher write; one that has words of its own says them in `shows` of its proof. Absent: each has its own.
   */
  readonly shows?: RegExp
}

export const FIELDS = [
  { key: 'program', process: '', shows: /\/opt\/marked\/program/ },
  { key: 'arguments', process: 'arguments: [marked-argument]', shows: /marked-argument/ },
  { key: 'description', process: 'description: Marked description', shows: /Marked description/ },
  { key: 'environment.MARKED', process: 'environment: { MARKED: marked-value }', shows: /MARKED=.?marked-value/ },
  { key: 'umask', process: 'umask: 0137', shows: /0?137/ },
  { key: 'nice', process: 'nice: 13', shows: /nice -n 13/ },
  {
    key: 'user',
    process: 'user: u',
    beside: 'users: { u: { name: marked-user, existing: true } }',
    shows: /marked-user/,
  },
  {
    key: 'user.groups',
    name: 'user',
    process: 'user: u',
    beside:
      'groups: { g: { name: marked-group, existing: true } }\n      users: { u: { name: marked-user, existing: true, groups: [g] } }',
    shows: /marked-group/,
  },
  { key: 'directory', process: 'directory: /marked/directory', shows: /\/marked\/directory/ },
  { key: 'output', process: 'output: { file: /marked/output }', shows: /\/marked\/output/ },
  { key: 'limits.nofile', process: 'limits: { nofile: 4321 }', shows: /4321/ },
  {
    key: 'rotation',
    process: 'output: { file: /marked/output, rotate: { bytes: 654321, keep: 7 } }',
    shows: /654321[\s\S]{1,60}\b7\b/,
  },
  // In bytes, or in the blocks of sh's ulimit.
  { key: 'limits.core', process: 'limits: { core: 4194304 }', shows: /4194304|8192/ },
  { key: 'limits.nproc', process: 'limits: { nproc: 4321 }', shows: /4321/ },
  { key: 'limits.memlock', process: 'limits: { memlock: 4194304 }', shows: /4194304|4096/ },
  { key: 'limits.stack', process: 'limits: { stack: 4194304 }', shows: /4194304|4096/ },
  { key: 'prepare', process: 'prepare: [{ directory: /marked/prepared }]', shows: /\/marked\/prepared/ },
  { key: 'ready', process: 'ready: { path: /marked/ready }', shows: /\/marked\/ready/ },
  { key: 'restart', process: 'restart: always' },
  // Each manager's own words for these stand in its tests: here, that they are not lost in silence.
  { key: 'restart.on-failure', name: 'restart', process: 'restart: on-failure', shows: /^/ },
  { key: 'restart.never', name: 'restart', process: 'restart: never', shows: /^/ },
  // The seconds as they are, or with what a manager needs before it gives up.
  { key: 'stop', process: 'stop: { signal: USR2, seconds: 43 }', shows: /USR2[\s\S]*4[38]|4[38][\s\S]*USR2/ },
  { key: 'reload', process: 'reload: { signal: USR1 }', shows: /USR1/ },
  {
    key: 'reload.run',
    name: 'reload',
    process: 'reload: { run: [/opt/marked/reload] }',
    shows: /\/opt\/marked\/reload/,
  },
  { key: 'kind.oneshot', name: 'kind', process: 'kind: { oneshot: { seconds: 4321 } }', shows: /lr_kind=oneshot/ },
  { key: 'kind.boot', name: 'kind', process: 'kind: { oneshot: { onChange: boot } }', shows: /lr_kind=oneshot/ },
  { key: 'kind.timer', name: 'kind', process: 'kind: { timer: "7 3 * * *" }', shows: /lr_minutes=' 7 '/ },
  {
    key: 'kind.timer.all',
    name: 'kind',
    process: 'kind: { timer: "7 3 * * *", missed: run, jitterSeconds: 4321, overlap: wait }',
    shows: /lr_missed=run lr_jitter=4321 lr_overlap=wait/,
  },
  { key: 'boot', process: 'boot: true' },
  // Most say it by leaving something out.
  { key: 'boot.no', name: 'boot', process: 'boot: false', shows: /^/ },
  { key: 'pidFile', process: 'pidFile: /marked/pid\n        daemon: {}', shows: /\/marked\/pid/ },
  {
    key: 'files.f',
    process: 'arguments: ["${files.f}"]',
    beside: 'files: { f: { format: raw, content: marked-content } }',
    shows: /marked-content/,
  },
] as const satisfies readonly Field[]

export type FieldKey = (typeof FIELDS)[number]['key']
