/**
 * The authored documents as types: constructors and interfaces (in the constructor language) and systems.
 * One YAML file holds any number of them, as does one JSON array; `parse.ts` reads both, `print.ts` writes the canonical form.
 */
import type { OnChange } from '../contract/backend.ts'
import type { Directory, FormatId } from '../contract/text.ts'

export type { OnChange }
/** Reads `${expr}`; `$${` is a literal `${`. In `with:` and `at:` of an instance nothing is read. */
export type Template = string
/** An expression of the constructor language. */
export type Source = string
export type Data = Template | number | boolean | readonly Data[] | { readonly [key: string]: Data }
/** Arguments; a list among words gives several words; an interpolated value is never split. */
export type Words = readonly Data[]
export type Literal = string | number | boolean | readonly Literal[] | { readonly [key: string]: Literal }

export type Scalar =
  | 'text'
  | 'int'
  | 'float'
  | 'bool'
  | 'port'
  | 'dns-name'
  | 'address'
  | 'path'
  | 'name'
  | 'octal'
  | 'schedule'
export const SCALARS = [
  'text',
  'int',
  'float',
  'bool',
  'port',
  'dns-name',
  'address',
  'path',
  'name',
  'octal',
  'schedule',
] as const satisfies Scalar[]
export type Type =
  | { readonly type: Scalar; readonly min?: number; readonly max?: number }
  | { readonly type: 'scalar' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'secret' }
  | { readonly type: 'fragment'; readonly format: FormatId }
  | { readonly type: 'data' }
  | { readonly type: 'list'; readonly of: Type }
  | { readonly type: 'map'; readonly of: Type; readonly keys?: Scalar }
  | { readonly type: 'record'; readonly fields: Readonly<Record<string, Field>> }
export type Field = Type & {
  readonly title?: string
  readonly help?: string
  readonly default?: Data
  readonly optional?: boolean
}
export type Parameter = Field & {
  readonly assign?: string
  readonly per?: 'instance' | 'placement'
  readonly advanced?: boolean
}

export interface Interface {
  readonly interface: string
  readonly title?: string
  readonly properties: Readonly<Record<string, Field & { readonly local?: boolean }>>
}
export interface Slot {
  readonly interface: string | readonly string[]
  readonly title?: string
  readonly many?: boolean
  readonly optional?: boolean
  readonly self?: boolean
  readonly sameHost?: boolean
  readonly ordered?: boolean
  readonly onChange?: OnChange
  readonly order?: 'after' | 'none'
}
export interface Provision {
  readonly interface?: string
  readonly when?: Source
  readonly address?: Template
  readonly [property: string]: Data | undefined
}
export interface Provided {
  readonly type?: string
  readonly name?: Template
  readonly when?: Source
  readonly properties: Readonly<Record<string, Data>>
}
export type Id = number | { readonly assign: string }
export interface User {
  readonly name: Template
  readonly group?: Template
  readonly groups?: readonly Template[]
  readonly uid?: Id
  readonly gid?: Id
  readonly home?: Template
  readonly createHome?: boolean
  readonly shell?: Template
  readonly description?: Template
  readonly existing?: boolean
  readonly when?: Source
}
export interface Group {
  readonly name: Template
  readonly gid?: Id
  readonly existing?: boolean
  readonly when?: Source
}
export interface Owned {
  readonly owner?: string
  readonly group?: string
  /** Octal text. */
  readonly mode?: string
}
export interface OwnedDirectory extends Owned {
  readonly in?: Directory
  readonly path?: Template
  readonly when?: Source
}
export type File = Owned & {
  readonly name?: Template
  readonly format: FormatId
  readonly onChange?: 'restart' | 'reload'
  readonly when?: Source
  readonly for?: string
  readonly in?: Source
  readonly exports?: Template
} & ({ readonly content: Template } | { readonly data: Data })
export interface Fragment {
  readonly format?: FormatId
  readonly content: Template
}
/** Authored form of a preparation step; checked by `language/`. */
export type Step = { readonly [key: string]: Data | readonly Step[] }
/** `{tcp|http|path|exec|log|notify: ..., seconds}`. */
export type Ready = { readonly [key: string]: Data }
export interface Mode {
  readonly when?: Source
  readonly program?: Template
  readonly arguments?: Words
}
export interface ManagedProcess {
  readonly kind?:
    | 'longrun'
    | 'oneshot'
    | { readonly oneshot: { readonly onChange?: 'run' | 'boot'; readonly seconds?: number } }
    | {
        readonly timer: Template
        readonly missed?: 'run' | 'skip'
        readonly jitterSeconds?: number
        readonly overlap?: 'skip' | 'wait'
      }
  readonly name?: Template
  readonly description?: Template
  readonly program: Template
  readonly arguments?: Words
  readonly foreground?: Mode
  readonly daemon?: Mode
  readonly path?: readonly (string | { readonly root: Template })[]
  readonly environment?: Data
  readonly prepare?: readonly Step[]
  readonly umask?: string
  readonly nice?: number | Template
  readonly user?: string
  readonly directory?: Template
  readonly pidFile?: Template
  readonly limits?: Readonly<Partial<Record<'nofile' | 'core' | 'nproc' | 'memlock' | 'stack', number | Template>>>
  readonly restart?: 'always' | 'on-failure' | 'never'
  readonly boot?: boolean
  readonly output?:
    | 'manager'
    | { readonly file: Template; readonly rotate?: { readonly bytes: number; readonly keep?: number } }
  readonly ready?: Ready
  readonly stop?: { readonly signal?: string; readonly seconds?: number; readonly run?: Words }
  readonly reload?: { readonly signal: string } | { readonly run: Words }
  /** Per process manager; checked against that backend's schema. */
  readonly overrides?: Readonly<Record<string, Data>>
}
export interface Constructor {
  readonly constructor: string
  readonly title?: string
  readonly help?: string
  /** Name of a lucide icon. */
  readonly icon?: string
  readonly extends?: string
  readonly parameters?: Readonly<Record<string, Parameter>>
  readonly values?: Readonly<Record<string, Data>>
  readonly connects?: Readonly<Record<string, Slot>>
  readonly provides?: Readonly<Record<string, Provision>>
  readonly containers?: Readonly<Record<string, Provided>>
  readonly users?: Readonly<Record<string, User>>
  readonly groups?: Readonly<Record<string, Group>>
  readonly directories?: Readonly<Record<string, OwnedDirectory>>
  readonly files?: Readonly<Record<string, File>>
  readonly fragments?: Readonly<Record<string, Fragment>>
  /** May be left out or be a part where `extends` gives the rest; complete once flattened. */
  readonly process?: Partial<ManagedProcess>
}
interface Instance {
  readonly title?: string
  readonly on: readonly (string | { readonly host: string; readonly container?: string })[]
  readonly with?: Readonly<Record<string, Literal>>
  readonly at?: Readonly<Record<string, Readonly<Record<string, Literal>>>>
  readonly connects?: Readonly<Record<string, readonly string[] | '*'>>
  readonly after?: readonly string[]
  /** Adjusts the constructor; without `constructor`: a process written by hand. */
  readonly extends?: Omit<Partial<Constructor>, 'constructor' | 'extends' | 'process'> & {
    readonly process?: Partial<ManagedProcess>
  }
}
/** A use of a constructor, or a process written by hand. Read the name by `constructorOf`: every object inherits a `constructor`. */
export type ProcessInstance = (Instance & { readonly constructor: string }) | Instance
export interface ModelContainer {
  /** Id of a process manager. */
  readonly type: string
  readonly properties?: Readonly<Record<string, string>>
}
export interface Host {
  readonly title?: string
  readonly platform: string
  /** As other hosts reach it. */
  readonly address: string
  readonly properties?: Readonly<Record<string, string | number | boolean>>
  readonly containers: Readonly<Record<string, ModelContainer>>
}
export interface Pool {
  readonly min: number
  readonly max: number
  readonly step?: number
  readonly scope?: 'global' | 'machine'
}
/** System-wide settings: the directory variables and whether processes may run as other users. */
export interface Settings {
  readonly directories?: Readonly<Partial<Record<Directory, string>>>
  readonly forceDisableUserChange?: boolean
}
export interface System {
  readonly system: string
  readonly title?: string
  readonly settings?: Settings
  readonly hosts: Readonly<Record<string, Host>>
  readonly pools?: Readonly<Record<string, Pool>>
  readonly processes: Readonly<Record<string, ProcessInstance>>
  /** Digest of each built-in constructor that it uses, so that an upgrade of Longrun changes no system silently. */
  readonly pins?: Readonly<Record<string, string>>
}
/** Assignments made from pools. Key `pool/owner`; owner `instance.parameter`, `instance.parameter@host`, `user:<name>`, `group:<name>`. */
export interface IdsModel {
  readonly assigned: Readonly<Record<string, number>>
  /** The last number given, per `pool`, or per `pool@host` where the scope is machine. */
  readonly last: Readonly<Record<string, number>>
}
/** Everything that is edited, versioned and deployed together. Stored as JSON; printed as one YAML file of several documents. */
export interface SystemDocument {
  readonly format: 1
  readonly interfaces: readonly Interface[]
  readonly constructors: readonly Constructor[]
  readonly system: System
  readonly ids: IdsModel
}
/** Where things stand on the canvas; not part of the model. */
export interface Layout {
  readonly nodes: Readonly<Record<string, { readonly x: number; readonly y: number }>>
  readonly hosts: Readonly<
    Record<string, { readonly x: number; readonly y: number; readonly width: number; readonly height: number }>
  >
}
export const EMPTY_IDS: IdsModel = { assigned: {}, last: {} }
