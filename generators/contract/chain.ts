/** The launch chain: the steps before a program runs, in one order that holds on every target. */
import type { Path } from './path.ts'
import type { Artefact, Directory, Text } from './text.ts'

export const CHAIN = [
  'limits',
  'environment',
  'umask',
  'wait',
  'prepare',
  'nice',
  'user',
  'directory',
  'output',
  'exec',
] as const
export type StepKind = (typeof CHAIN)[number]

/** A program and its arguments; `path` is absolute once placed. */
export interface Program {
  readonly path: Text
  readonly args: readonly Text[]
}

/** `nofile`, `core` ... in the kernel's own units (files, bytes, processes). */
export type Limit = 'nofile' | 'core' | 'nproc' | 'memlock' | 'stack'

/** Whose a file or directory is. Names of accounts; `mode` in octal as a number. */
export interface Ownership {
  readonly owner?: Text
  readonly group?: Text
  readonly mode?: number
}

/** Preparation is data. `unless`: skipped where that path exists. Everything runs as root where there is root, unless `as` says otherwise. */
export type Preparation =
  | ({ readonly do: 'directory'; readonly path: Text } & Ownership)
  | ({ readonly do: 'copy'; readonly from: Text; readonly to: Text; readonly unless?: Text } & Ownership)
  | { readonly do: 'link'; readonly target: Text; readonly at: Text }
  | { readonly do: 'link-into'; readonly target: Text; readonly directory: Text }
  | { readonly do: 'touch'; readonly path: Text }
  | {
      readonly do: 'run'
      readonly argv: readonly Text[]
      readonly as?: Text
      readonly directory?: Text
      readonly environment?: ReadonlyMap<string, Text>
      readonly input?: Text
      readonly unless?: Text
      readonly ok: readonly number[]
    }
  | { readonly do: 'unless'; readonly path: Text; readonly steps: readonly Preparation[]; readonly mark: boolean }
  | { readonly do: 'wait'; readonly for: Probe }
  /** Literal shell; its references are bound as shell variables and never spliced into its text. */
  | { readonly do: 'script'; readonly text: Text; readonly variables: ReadonlyMap<string, Text>; readonly as?: Text }

/** When a process counts as ready. `seconds`: how long to wait. Ports are text because they may carry an origin. */
export type Probe = { readonly seconds: number; readonly from?: Path } & (
  | { readonly kind: 'tcp'; readonly address: Text; readonly port: Text }
  | { readonly kind: 'http'; readonly url: Text; readonly status?: number }
  | { readonly kind: 'path'; readonly path: Text }
  | { readonly kind: 'exec'; readonly argv: readonly Text[] }
  | { readonly kind: 'log'; readonly text: Text }
  | { readonly kind: 'notify' }
  /** Asked by whoever runs the script, with nothing of the process's; `strict`: without its yes the process is not run. Made by `lower`. */
  | { readonly kind: 'command'; readonly argv: readonly Text[]; readonly says: Text; readonly strict: boolean }
  /** A oneshot whose records the launcher keeps in that directory has ended with 0 in this boot. Made by `lower`, never written in a model. */
  | { readonly kind: 'ended'; readonly process: Text; readonly records: Text }
)

/** What each step of the chain holds, where it is set. */
export interface StepValues {
  readonly limits: ReadonlyMap<Limit, Text>
  readonly environment: ReadonlyMap<string, Text>
  readonly umask: Text
  readonly wait: readonly Probe[]
  readonly prepare: readonly Preparation[]
  readonly nice: Text
  readonly user: { readonly name: Text; readonly group: Text; readonly groups: readonly Text[]; readonly home: Text }
  readonly directory: Text
  /** Standard output and error to a file; unset: wherever the manager sends them. */
  readonly output: Text
  readonly exec: Program
}
export type Steps = { readonly [K in StepKind]?: StepValues[K] }

/** Directories that a placement keeps: stable, made before it runs, never deleted by us. */
export interface KeptDirectory extends Ownership {
  readonly path: Text
  readonly under: Directory | null
  readonly from: Path
}

export type { Artefact }
