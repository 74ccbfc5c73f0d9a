/** A checked constructor, compiled: what `place` evaluates. Opaque to everybody else. */
import type { Kind, Timer } from '../contract/backend.ts'
import type { Limit } from '../contract/chain.ts'
import type { Path } from '../contract/path.ts'
import type { Directory, Text } from '../contract/text.ts'
import type { Constructor, Field, Group, Interface, Parameter, Slot, User } from '../model/document.ts'
import type { Format } from '../syntax/format.ts'
import type { Expr } from './expression.ts'
import type { Block, Node } from './nodes.ts'

/** An account or group: a key of `users` or `groups`, or a text. */
export type AccountRef = { readonly key: string; readonly at: Path } | { readonly node: Node; readonly at: Path }
export interface OwnedNodes {
  readonly owner: AccountRef | null
  readonly group: AccountRef | null
  readonly mode: number | null
}
export interface CompiledParameter {
  readonly declared: Parameter
  readonly default: Node | null
  readonly at: Path
}
export interface CompiledSlot {
  readonly declared: Slot
  readonly interfaces: readonly Interface[]
  readonly at: Path
}
export interface CompiledProvision {
  readonly interface: string
  readonly declared: Readonly<Record<string, Field & { readonly local?: boolean }>>
  readonly when: Expr | null
  readonly address: Node | null
  readonly properties: ReadonlyMap<string, Node>
  readonly at: Path
}
export interface CompiledUser {
  readonly declared: User
  readonly when: Expr | null
  readonly name: Node
  readonly group: AccountRef | null
  readonly groups: readonly AccountRef[]
  readonly home: Node | null
  readonly shell: Node | null
  readonly description: Node | null
  readonly at: Path
}
export interface CompiledGroup {
  readonly declared: Group
  readonly when: Expr | null
  readonly name: Node
  readonly at: Path
}
export interface CompiledDirectory extends OwnedNodes {
  readonly in: Directory | null
  readonly path: Node | null
  readonly when: Expr | null
  readonly at: Path
}
export interface CompiledFile extends OwnedNodes {
  readonly key: string
  readonly name: Node | null
  readonly format: Format
  readonly onChange: 'restart' | 'reload'
  readonly when: Expr | null
  readonly family: { readonly names: readonly string[]; readonly in: Node } | null
  readonly exports: Node | null
  readonly body: { readonly blocks: readonly Block[] } | { readonly data: Node }
  /** The text, where it is the same for every instance. */
  readonly constant: Text | null
  readonly at: Path
}
export type CompiledReady = { readonly seconds: number; readonly at: Path } & (
  | { readonly kind: 'tcp'; readonly port: Node; readonly address: Node | null }
  | { readonly kind: 'http'; readonly url: Node; readonly status: number | null }
  | { readonly kind: 'path'; readonly path: Node }
  | { readonly kind: 'exec'; readonly argv: Node }
  | { readonly kind: 'log'; readonly text: Node }
  | { readonly kind: 'notify' }
)
export type CompiledStep = { readonly at: Path; readonly when: Expr | null } & (
  | { readonly do: 'directory'; readonly path: Node; readonly owned: OwnedNodes }
  | {
      readonly do: 'copy'
      readonly from: Node
      readonly to: Node
      readonly unless: Node | null
      readonly owned: OwnedNodes
    }
  | { readonly do: 'link'; readonly target: Node; readonly to: Node; readonly into: boolean }
  | { readonly do: 'touch'; readonly path: Node }
  | {
      readonly do: 'run'
      readonly argv: Node
      readonly as: AccountRef | null
      readonly directory: Node | null
      readonly environment: Node | null
      readonly input: Node | null
      readonly unless: Node | null
      readonly ok: readonly number[]
    }
  | { readonly do: 'unless'; readonly path: Node; readonly steps: readonly CompiledStep[]; readonly mark: boolean }
  | { readonly do: 'wait'; readonly ready: CompiledReady }
  | {
      readonly do: 'script'
      readonly text: string
      readonly variables: readonly (readonly [string, Node])[]
      readonly as: AccountRef | null
    }
  | {
      readonly do: 'for'
      readonly names: readonly string[]
      readonly in: Node
      readonly steps: readonly CompiledStep[]
    }
  | {
      readonly do: 'if'
      readonly test: Expr
      readonly yes: readonly CompiledStep[]
      readonly no: readonly CompiledStep[]
    }
)
export interface CompiledMode {
  readonly when: Expr | null
  readonly program: Node | null
  readonly arguments: Node | null
  readonly at: Path
}
export type CompiledKind = Exclude<Kind, Timer> | (Omit<Timer, 'schedule'> & { readonly schedule: Node })
export interface CompiledProcess {
  readonly at: Path
  readonly kind: CompiledKind
  readonly name: Node | null
  readonly description: Node | null
  readonly program: Node | null
  readonly arguments: Node | null
  readonly foreground: CompiledMode | null
  readonly daemon: CompiledMode | null
  readonly path: readonly (
    | { readonly package: string; readonly at: Path }
    | { readonly root: Node; readonly at: Path }
  )[]
  readonly environment: Node | null
  readonly prepare: readonly CompiledStep[]
  readonly umask: Node | null
  readonly nice: Node | null
  readonly user: AccountRef | null
  readonly directory: Node | null
  readonly pidFile: Node | null
  readonly limits: ReadonlyMap<Limit, Node>
  readonly restart: 'always' | 'on-failure' | 'never' | null
  readonly boot: boolean | null
  readonly output: Node | null
  /** How the file of `output` is rotated. */
  readonly rotation: { readonly bytes: number; readonly keep: number } | null
  readonly ready: CompiledReady | null
  readonly stop: { readonly signal: string; readonly seconds: number } | null
  readonly reload: { readonly signal: string } | { readonly run: Node } | null
  readonly overrides: ReadonlyMap<string, Node>
  /** Where each field that is set was written, by its name. */
  readonly places: ReadonlyMap<string, Path>
}
export interface CompiledConstructor {
  readonly document: Constructor
  readonly at: Path
  readonly parameters: ReadonlyMap<string, CompiledParameter>
  readonly values: ReadonlyMap<string, Node>
  readonly slots: ReadonlyMap<string, CompiledSlot>
  readonly provisions: ReadonlyMap<string, CompiledProvision>
  readonly users: ReadonlyMap<string, CompiledUser>
  readonly groups: ReadonlyMap<string, CompiledGroup>
  readonly directories: ReadonlyMap<string, CompiledDirectory>
  readonly files: ReadonlyMap<string, CompiledFile>
  readonly process: CompiledProcess
}
