/** The contract of a backend: what one process manager can do, what its files look like, and how it is driven. */
import type { Codes } from '../diagnostics/catalogue.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { KeptDirectory, Limit, Probe, Program, StepKind, Steps } from './chain.ts'
import type { Path } from './path.ts'
import type { Reader } from './reader.ts'
import type { Artefact, Directory, Text } from './text.ts'

export type OnChange = 'order' | 'restart' | 'reload'
export type RestartPolicy = 'always' | 'on-failure' | 'never'

/**
 * What becomes of a program that ends. `longrun`: it should not; `oneshot`: it does its work and is up when it ended with 0;
 * `timer`: it does its work at each time of the schedule, and is up while it waits for the next.
 */
export type Kind = { readonly is: 'longrun' } | Oneshot | Timer
export interface Oneshot {
  readonly is: 'oneshot'
  /** What a changed one means: `run` again at once, or registered now and run at the next `boot` only. */
  readonly onChange: 'run' | 'boot'
  /** How long it may take; longer is a failure, and it is ended. */
  readonly seconds: number
}
export interface Timer {
  readonly is: 'timer'
  /** Five fields of crontab(5), or `@daily` and its like; the host's local time. */
  readonly schedule: Text
  /** A time that passed while the host was off: `run` once as soon as it is up, or `skip`. */
  readonly missed: 'run' | 'skip'
  /** Up to so many seconds later, drawn anew for each run. */
  readonly jitterSeconds: number
  /** A time that comes while the run before still goes on: `skip` it, or `wait` and run then. */
  readonly overlap: 'skip' | 'wait'
}
/** A file of output is put aside at this size, and the newest `keep` of those stay. */
export interface Rotation {
  readonly bytes: number
  readonly keep: number
}

/** A thing on a host that manages services of one type. */
export interface Container {
  readonly type: string
  readonly name: string
  readonly host: string
  readonly platform: string
  /** As its manager's schema resolved them. `scope: user` means one thing for every manager: one user's own, so never privileged. */
  readonly properties: Readonly<Record<string, string>>
  /** Whether what drives it is root there. */
  readonly privileged: boolean
  /** Whether processes may run as another user than the manager's. */
  readonly userChange: boolean
}

/** One instance on one host in one container: the unit of everything after `place`. */
export interface Placement {
  /** `instance@host/container`. */
  readonly id: string
  readonly instance: string
  readonly host: string
  readonly container: Container
  /** The process's own name; the manager's name for it comes from the declaration's `names`. */
  readonly name: string
  readonly description: Text
  readonly kind: Kind
  readonly foreground?: Program
  readonly daemon?: Program
  /** Where the daemon writes its number. */
  readonly pidFile: Text
  readonly steps: Omit<Steps, 'exec'>
  readonly files: readonly Artefact[]
  /** Subset of `files` that a reload reads again: referred to by their stable path. */
  readonly reloadFiles: readonly Artefact[]
  readonly directories: readonly KeptDirectory[]
  readonly accounts: readonly Account[]
  readonly after: readonly Edge[]
  readonly ready?: Probe
  readonly restart?: RestartPolicy
  readonly stop: { readonly signal: string; readonly seconds: number }
  /** Of the file in `steps.output`. */
  readonly rotation?: Rotation
  /** How a reload is asked for; `null`: it cannot reload, so a change of a reload file restarts. */
  readonly reload: { readonly signal: string } | { readonly argv: readonly Text[] } | null
  readonly boot: boolean
  readonly overrides: Readonly<Record<string, unknown>>
  readonly overridesAt: Path
  /** Every field that the user or constructor set, by name of field, to be accounted for in the loss report. */
  readonly set: ReadonlyMap<string, Path>
}
export interface Edge {
  readonly placement: string
  readonly onChange: OnChange
  readonly from: Path
}
/** An account that must exist before the process runs. */
export type Account =
  | {
      readonly kind: 'group'
      readonly name: Text
      readonly gid?: Text
      readonly existing: boolean
      readonly from: Path
    }
  | {
      readonly kind: 'user'
      readonly name: Text
      readonly uid?: Text
      readonly group: Text
      readonly groups: readonly Text[]
      readonly home: Text
      readonly createHome: boolean
      readonly shell: Text
      readonly description: Text
      readonly existing: boolean
      readonly from: Path
    }

/** How a field of the model reaches the process. `engine`: the deployment does it. `lost` carries the reason's code. */
export type Support = 'native' | 'launcher' | 'engine' | { readonly lost: string }

/** Mapped over fields: a new field breaks each backend's build until it is answered. */
export interface Capabilities {
  readonly mode: 'foreground' | 'daemon' | 'both'
  readonly steps: Readonly<Record<StepKind, Support>>
  readonly limits: Readonly<Record<Limit, Support>>
  /** Whether the manager can run `wait` and `prepare` before the program, and as whom. It must not need `directory`. */
  readonly hook: 'privileged' | 'unprivileged' | null
  readonly order: Support
  /** The most dependencies that the manager takes; unset: any number. Of more, the first ones, and the rest is named. */
  readonly orderMost?: number
  readonly reload: Support
  readonly restartPolicy: Support
  /** `on-failure`, where it fares otherwise than the others; unset: like them. */
  readonly restartOnFailure?: Support
  readonly stopSignal: Support
  readonly ready: Support
  readonly description: Support
  /** `launcher`: it writes down how the program ended, where the manager does not, or does not tell. */
  readonly oneshot: Support
  /** Where the manager runs a oneshot by other means than a longrun, which do nothing of the chain: the launcher does all of it. */
  readonly oneshotChain?: 'launcher'
  /**
   * What it runs ends whole with its first process, and is not started at boot once that has ended: so the launcher stays, after a oneshot,
   * and until output that it rotates is written.
   */
  readonly encloses?: true
  readonly timer: Support
  /** Of the file that the model names, and of `LOG/NAME.log` where `logs` is `file`; a companion rotates its own. */
  readonly rotation: Support
  /** `with-restart`: what is to be restarted always is started at boot, and nothing else is. */
  readonly boot: 'with-manager' | 'link' | 'with-restart' | 'never'
  readonly logs: 'own' | 'file' | 'companion'
}

/** A placement after the launch chain was split at this container's capabilities. */
export interface Lowered {
  readonly of: Placement
  /** The manager's name for it. */
  readonly name: string
  /** What the manager is to run: the program, or the launcher's script. */
  readonly exec: Program & { readonly style: 'foreground' | 'daemon' }
  /** The prefix of the chain that the manager does itself. */
  readonly native: Steps
  /** Script for the manager's own hook: `wait` and `prepare`. */
  readonly hook?: Artefact
  /** Script that does the rest of the chain, then becomes the program; knows start, stop, status, reload. */
  readonly launcher?: Artefact
  /** The launcher's common text, which `hook` and `launcher` source. */
  readonly common?: Artefact
  /** Script that ends with 0 as soon as the process is ready; gates dependents where the manager cannot. */
  readonly gate?: Artefact
  /**
   * What the manager is to run: `of.kind`, but a timer that the launcher keeps is a `longrun` like others to it. A oneshot is one
   * to it also where the launcher keeps the record of how it ended.
   */
  readonly kind: Kind
  /** Who keeps the time of a timer, or the record of how a oneshot ended: the launcher; absent: the manager. */
  readonly by?: 'launcher'
  /** Standard output goes here, where it goes to a file of ours. */
  readonly log?: Text
  /** How the manager, or its companion, is to rotate that file. */
  readonly rotation?: Rotation
  /** The launcher's own writer has that file: the manager must not open it. */
  readonly writer?: true
  /** The launcher stays before the program, and passes signals on (`Capabilities.encloses`). */
  readonly kept?: true
  /** For so long, in all, the hook or the launcher may wait for what the manager does not wait for. */
  readonly waitSeconds: number
  /** `kind`: what that one is to its manager; absent: a longrun. */
  readonly after: readonly {
    readonly name: string
    readonly container: string
    readonly kind?: Kind['is']
    readonly from: Path
  }[]
}

export interface Link {
  /** Where the manager looks: relative to the container's own directory. */
  readonly at: string
  /** `copy`: a copied file (manager files are never linked to the store); `link`: a symbolic link to another `at`. */
  readonly to: { readonly copy: Artefact } | { readonly link: string }
}
export interface Rendered {
  readonly artefacts: readonly Artefact[]
  readonly links: readonly Link[]
  /** The backend's own script of this process, which its verbs run out of the store. One of `artefacts`. */
  readonly script?: Artefact
  /** Fields expressed by leaving something out. */
  readonly by?: readonly Path[]
}

export interface Schema {
  parse(value: unknown): unknown
}
/** The fields of a process's registration that a manager may be unable to change while the process runs. */
export type RegisteredField = 'boot' | 'description' | 'directories' | 'ready' | 'reload' | 'restart' | 'stop'
export interface NameRule {
  readonly pattern: RegExp
  readonly max: number
  /** Sentence fragment that says what may stand in it: shown in the diagnostic. */
  readonly says: string
  rename?(name: string): string
}

/** The eager half: small enough for every bundle. */
export interface Declaration {
  readonly id: string
  readonly title: string
  readonly manual: string
  readonly platforms: readonly string[]
  /** 1: run in CI under the real manager; 2: its own parser only; 3: goldens only. */
  readonly tier: 1 | 2 | 3
  readonly container: Schema
  readonly names: NameRule
  capabilities(container: Container): Capabilities
  /** What is known of the root file system that its processes have, where that is not the host's: programs, tools, the shell. */
  inside?(container: Container, facts: HostFacts): HostFacts
  /** Fields that others register anew while the process runs and that this manager cannot change so: a change of them restarts it. */
  readonly fixed?: readonly RegisteredField[]
  /** Absolute directory where this container's manager looks: its `directory` property, else the manager's default on that host. */
  directory(container: Container, facts: HostFacts): string
  /** Facts for the host page: survives logout, restarts on crash, starts at boot. */
  promises(container: Container): {
    readonly survivesLogout: boolean
    readonly restartsOnCrash: boolean
    readonly startsAtBoot: boolean
  }
  /** Diagnostic codes that no other manager says, with their words. */
  readonly codes?: Codes
  load(): Promise<Backend<unknown>>
  /** Where nix-processmgmt's generator calls a setting otherwise than the manager does: its name there, and the manager's. */
  readonly frameworkNames?: Readonly<Record<string, string>>
  /** Reads the manager's own files, where people come from there. */
  reader?(): Promise<Reader>
}

/** The verbs. `Native` is the manager's own configuration as data. */
export interface Backend<Native> {
  readonly schema: { readonly known: Schema; overrides(value: unknown, at: Path, report: Report): Partial<Native> }
  /**
   * Can this grammar write the value of this step? Otherwise the launcher does it and all after it.
   * `values` by step: limits and environment: `NAME=value` each; user: name, group, home, then supplementary groups;
   * exec: path, then arguments; the others: the value itself.
   */
  holds?(step: StepKind, values: readonly Text[]): boolean
  /** Can this grammar write this description? Otherwise it is refused or lost, and named. */
  holdsDescription?(value: Text): boolean
  /** Where `Capabilities.timer` is `native`: can it keep this very timer? Otherwise the launcher does. */
  holdsTimer?(timer: Timer): boolean
  translate(lowered: Lowered): Native
  render(native: Native, lowered: Lowered): Rendered
  /** Bundles and top-level files of a whole container. */
  renderContainer?(all: readonly Lowered[], container: Container): Rendered
  readonly activities: Activities
  readonly observe: Observe
  detect: Detect
}

/** What a host needs to know of a process to drive it; plain data with every hole filled: kept in the manifest. */
export interface Running {
  readonly placement: string
  /** The manager's name for it. */
  readonly name: string
  readonly container: Container
  /** Absolute directory where this container's manager looks. */
  readonly directory: string
  /** Absolute paths in the store: the launcher's script, the gate ... by role. */
  readonly scripts: Readonly<Partial<Record<'launcher' | 'gate' | 'hook' | 'own', string>>>
  /** Absolute paths of what was copied to where the manager looks, in the order of `Rendered.links`. */
  readonly installed: readonly string[]
  readonly pidFile: string
  readonly log: string | null
  readonly reload: { readonly signal: string } | { readonly argv: readonly string[] } | null
  readonly stopSeconds: number
  readonly boot: boolean
  /** Absent: a longrun. */
  readonly kind?: RunningKind
}
/** `by`: who runs the program and knows how it ended: the manager, or the launcher, which keeps a record (`outcomes.ts`). */
export type RunningKind = { readonly by: 'manager' | 'launcher' } & (
  | { readonly is: 'oneshot'; readonly onChange: 'run' | 'boot'; readonly seconds: number }
  | { readonly is: 'timer' }
)
/** argv, environment and standard input as data; never a shell string. All linked: plain strings are safe here. */
export interface Command {
  readonly argv: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly stdin?: string
  /** Whether it may change anything: a dry run sends none of these. */
  readonly changes: boolean
  /** Exit statuses that count as success; default [0]. */
  readonly ok?: readonly number[]
  /** Time limit. */
  readonly seconds: number
}
export interface Result {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}
export type ProcessState = 'up' | 'starting' | 'down' | 'failed' | 'unknown'
export interface Status {
  readonly placement: string
  readonly state: ProcessState
  /**
   * No process of it runs now, and none has to: a oneshot that ended with 0 is `done`; a timer `waits` for its next time, whatever
   * became of its last run (`failed`, where that ended with another status than 0).
   */
  readonly rests?: 'done' | 'waits'
  readonly pid?: number
  /** Seconds since it started, as the host counts them. */
  readonly upSeconds?: number
  readonly detail?: string
}
export type Change = 'start' | 'stop' | 'restart' | 'reload' | 'register' | 'keep'
export interface ContainerTransition {
  readonly container: Container
  readonly directory: string
  readonly changes: ReadonlyMap<string, Change>
  /** Of everything that will be there afterwards. */
  readonly running: readonly Running[]
  /** Of what goes. */
  readonly gone: readonly Running[]
}
/** Phases: stage, stop (old configuration, reverse order), switch (files are in place: registrations become current), start|restart|reload (in order, gated), settle. */
export interface Activities {
  stage?(transition: ContainerTransition): readonly Command[]
  /** With the old configuration; must not take dependents along. */
  stop(process: Running): readonly Command[]
  /** Registrations become current, once the files are in place. Must touch no process that `changes` keeps. */
  switch?(transition: ContainerTransition): readonly Command[]
  start(process: Running): readonly Command[]
  restart?(process: Running): readonly Command[]
  reload?(process: Running): readonly Command[]
  /** Exit status 0: the manager says that it is up. Changes nothing. */
  up(process: Running): Command
  /** `up` asks the process's own script, so those that wait at boot, and know a name only, cannot ask it. */
  readonly upByScript?: true
  settle?(transition: ContainerTransition): readonly Command[]
  /** `argv` as it is run where the process's root is not the host's: the gate goes through it. */
  enter?(process: Running, argv: readonly string[]): readonly string[]
  /** The manager's own check of a file, before it is put in place; `path` is the file's place in the store. */
  check?(process: Running, path: string): Command | null
}
export interface Observe {
  status(processes: readonly Running[]): readonly Command[]
  parse(processes: readonly Running[], results: readonly Result[]): Status[]
  logs(process: Running, options: { readonly lines: number; readonly follow: boolean }): Command
}
/** Containers of this type on a host, asked and read. */
export interface Detect {
  ask(host: HostFacts): readonly Command[]
  parse(host: HostFacts, results: readonly Result[]): readonly DetectedContainer[]
}
export interface DetectedContainer {
  readonly title: string
  readonly version?: string
  readonly properties: Readonly<Record<string, string>>
  readonly privileged: boolean
  readonly userChange: boolean
}
/** What the host kit said of a host at capture: the compiler's only knowledge of the world. */
export interface HostFacts {
  readonly platform: string
  /** `Debian 12`, as shown. */
  readonly system: string
  readonly privileged: boolean
  readonly user: string
  readonly home: string
  readonly prefix: string
  readonly shell: string
  /** Programs found, by `package.program`, as absolute paths. */
  readonly programs: Readonly<Record<string, string>>
  /** Tools that the launcher and probes choose from: setpriv, chroot, nc, curl ... */
  readonly tools: readonly string[]
  /** Nobody looked: `programs` says where they usually are, and what is not among them may be there. */
  readonly assumed?: true
  readonly directories?: Readonly<Partial<Record<Directory, string>>>
  readonly cores?: number
  readonly memoryMegabytes?: number
}
export type { Artefact, KeptDirectory, Limit, Probe, Program, Steps }
