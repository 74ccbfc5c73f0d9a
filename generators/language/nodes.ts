/** The compiled form of templates, data and contents: what is left to do once every name and type was checked. */
import type { Path } from '../contract/path.ts'
import type { Text } from '../contract/text.ts'
import type { Expr } from './expression.ts'
import type { ScalarValue } from './values.ts'

export type Node =
  | { readonly kind: 'literal'; readonly value: ScalarValue; readonly at: Path }
  /** `${expr}` alone: keeps its type. */
  | { readonly kind: 'value'; readonly expr: Expr; readonly at: Path }
  | { readonly kind: 'text'; readonly parts: readonly (Text | Expr)[]; readonly at: Path }
  | { readonly kind: 'list'; readonly items: readonly Node[]; readonly at: Path }
  | {
      readonly kind: 'map'
      readonly entries: readonly { readonly key: Node; readonly value: Node }[]
      readonly at: Path
    }
  | { readonly kind: 'if'; readonly test: Expr; readonly yes: Node; readonly no: Node | null; readonly at: Path }
  | {
      readonly kind: 'for'
      readonly names: readonly string[]
      readonly in: Node
      readonly do: Node
      readonly join: string | null
      readonly at: Path
    }
  | { readonly kind: 'merge'; readonly of: readonly Node[]; readonly at: Path }

/** A piece of a file. `state`: where in the format's grammar the value stands. */
export type Block =
  | { readonly kind: 'literal'; readonly text: Text }
  | { readonly kind: 'value'; readonly expr: Expr; readonly state: string; readonly at: Path }
  | {
      readonly kind: 'for'
      readonly names: readonly string[]
      readonly in: Expr
      readonly do: readonly Block[]
      readonly at: Path
    }
  | {
      readonly kind: 'if'
      readonly test: Expr
      readonly yes: readonly Block[]
      readonly no: readonly Block[]
      readonly at: Path
    }
  /** A fragment of the user's own, verbatim: must leave the grammar in the state in which it found it. */
  | { readonly kind: 'insert'; readonly expr: Expr; readonly state: string; readonly at: Path }
