/** The resolved plan as plain data: what a generation stores, what transitions compare, what a host is given. All JSON. */
import type { Change, Command, Container, OnChange, Running } from './backend.ts'

/** A file in a host's store: `PREFIX/store/<hash>/<name>`. `hash`: of its symbolic form. `bytes`: SHA-256 of what is written. */
export interface StoreFile {
  readonly hash: string
  readonly name: string
  readonly mode: number
  readonly bytes: string
  readonly kind: 'native' | 'launcher' | 'user'
  readonly owner?: string
  readonly group?: string
  /** With every hole filled; where a secret stands, `<secret name>`. */
  readonly text: string
  /** It holds secrets, so it is no file of the store: it is filled in below `PREFIX`, at `secrets/<profile>/<hash>/<name>`. */
  readonly secret?: { readonly at: string; readonly parts: readonly FilledPart[] }
}
/** Of a file that holds secrets: a text as it is, or a value escaped as `format` writes it in `state`. */
export type FilledPart = string | FilledSecret
export interface FilledSecret {
  readonly secret: string
  readonly version: string
  readonly format: string
  readonly state: string
}
/** Something installed outside the store: a copied manager file, or a symbolic link. Absolute paths. */
export type Installed =
  | { readonly at: string; readonly copy: string /* hash/name */; readonly mode: number }
  | { readonly at: string; readonly link: string }

export interface ManifestAccount {
  readonly kind: 'user' | 'group'
  readonly name: string
  readonly id?: number
  readonly group?: string
  readonly groups?: readonly string[]
  readonly home?: string
  readonly createHome?: boolean
  readonly shell?: string
  readonly description?: string
}
export interface ManifestDirectory {
  readonly path: string
  readonly owner?: string
  readonly group?: string
  readonly mode?: number
}

export interface ManifestEntry {
  readonly placement: string
  readonly instance: string
  readonly host: string
  /** Digests of meaning, not of our scripts' bytes. */
  readonly launch: string
  readonly reload: string
  readonly registration: string
  /** What the digests are made of, field by field (`environment.PORT`), each as a digest: so that a change can be named. */
  readonly meaning?: Readonly<Record<'launch' | 'reload' | 'registration', Readonly<Record<string, string>>>>
  /** Store files of this placement, as `hash/name`. */
  readonly files: readonly string[]
  readonly installed: readonly Installed[]
  /** Stable links that a reload reads through: absolute path -> `hash/name`. */
  readonly links: Readonly<Record<string, string>>
  readonly accounts: readonly ManifestAccount[]
  readonly directories: readonly ManifestDirectory[]
  readonly after: readonly { readonly placement: string; readonly onChange: OnChange }[]
  /** Ports that it listens on here, for the check before it starts. */
  readonly ports: readonly number[]
  /** Ends with 0 when ready; absent: up is enough. */
  readonly gate?: { readonly argv: readonly string[]; readonly seconds: number; readonly says: string }
  readonly running: Running
}
export interface ManifestContainer {
  readonly container: Container
  readonly directory: string
  /** Bundles and top-level files. */
  readonly files: readonly string[]
  readonly installed: readonly Installed[]
}
export interface HostManifest {
  readonly host: string
  readonly prefix: string
  readonly containers: readonly ManifestContainer[]
  readonly entries: readonly ManifestEntry[]
  readonly files: readonly StoreFile[]
}
export interface Manifest {
  readonly format: 1
  readonly system: string
  /** Digest over everything below. */
  readonly digest: string
  readonly hosts: Readonly<Record<string, HostManifest>>
}

/** Why something changes. `of` names a field, a file, a pool, another placement, or Longrun's own version. */
export interface Cause {
  readonly kind:
    | 'new'
    | 'gone'
    | 'launch'
    | 'file'
    | 'ids'
    | 'order'
    | 'dependency'
    | 'registration'
    | 'down'
    | 'drift'
    | 'accounts'
    /** A oneshot that is to be run at the next boot only. */
    | 'at-boot'
    /** A secret has another value. */
    | 'secret'
  readonly of: string
}
export interface FileChange {
  readonly path: string
  readonly placement: string | null
  readonly before: string | null
  readonly after: string | null
}
export interface PlannedChange {
  readonly placement: string
  readonly instance: string
  readonly host: string
  readonly change: Change
  readonly causes: readonly Cause[]
  /** Barrier after which it happens: 0 is first; null for keep. */
  readonly wave: number | null
}
/** What the plan page shows and what a deployment follows. Pure: the browser makes the same one. */
export interface Transition {
  readonly changes: readonly PlannedChange[]
  readonly files: readonly FileChange[]
  readonly hosts: readonly HostPlan[]
  readonly waves: number
  /** Whether nothing at all is to be done. */
  readonly empty: boolean
}
export interface HostPlan {
  readonly host: string
  /** In the order in which they run. */
  readonly steps: readonly HostStep[]
  /** The inverse: each `of` is a step that must have been begun; run in this order. */
  readonly back: readonly BackStep[]
  /** `hash/name` that the store must hold. */
  readonly needs: readonly string[]
}
export type StepPhase = 'accounts' | 'directories' | 'stage' | 'stop' | 'switch' | 'start' | 'settle'
export interface HostStep {
  readonly id: number
  readonly wave: number
  readonly phase: StepPhase
  readonly placement: string | null
  /** For people: `restart`, `install 3 files`. */
  readonly says: string
  readonly do: readonly Action[]
}
export interface BackStep {
  readonly of: number
  readonly says: string
  readonly do: readonly Action[]
}
/** What the host kit knows how to do. Every action is "ensure": it looks first and acts only where the state differs. */
export type Action =
  /** Copy from the store: write, fsync, rename; what was there is kept in the transaction for `restore`. */
  | {
      readonly do: 'install'
      readonly at: string
      readonly from: string /* hash/name */
      readonly mode: number
      readonly bytes: string
    }
  | { readonly do: 'link'; readonly at: string; readonly to: string }
  | { readonly do: 'remove'; readonly at: string }
  /** Put back what `install`, `link` or `remove` found at this path. */
  | { readonly do: 'restore'; readonly at: string }
  | {
      readonly do: 'directory'
      readonly path: string
      readonly owner?: string
      readonly group?: string
      readonly mode?: number
    }
  | { readonly do: 'account'; readonly account: ManifestAccount }
  /** Refuse if somebody else listens on this port. */
  | { readonly do: 'free'; readonly port: number }
  | { readonly do: 'run'; readonly command: Command }
  /** Repeat until 0, or fail after `seconds`. */
  | { readonly do: 'await'; readonly command: Command; readonly seconds: number; readonly says: string }
