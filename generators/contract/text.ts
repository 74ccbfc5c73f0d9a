/**
 * Text is one type from the form field to the disk: parts, each with its origin, and typed holes.
 * A quoting rule is a map over the characters of the literal parts plus a surround, so origins and holes survive it.
 * Text never holds NUL nor a lone surrogate: `checkCharacters` says so before a string becomes one.
 */
import type { Path } from './path.ts'

export type Directory = 'state' | 'runtime' | 'log' | 'cache' | 'spool' | 'lock' | 'lib' | 'tmp'
export const DIRECTORIES = [
  'state',
  'runtime',
  'log',
  'cache',
  'spool',
  'lock',
  'lib',
  'tmp',
] as const satisfies Directory[]

/** A grammar by name: `generators/syntax/<format>`. */
export type FormatId = string

/** A generated file. `native`: the manager reads it; `launcher`: our POSIX sh; `user`: the model's own file. */
export interface Artefact {
  readonly name: string
  readonly mode: number
  readonly content: Text
  readonly kind: 'native' | 'launcher' | 'user'
  readonly secret: boolean
  /** Name of the owning account, where the file must not belong to whoever installs it. */
  readonly owner?: string
  readonly group?: string
  /** The file's own place in the model, if it has one. */
  readonly from?: Path
}

export type Hole =
  /** `store`: immutable path; `current`: stable path below `links/<name>`, which a reload reads again. */
  | { readonly kind: 'artefact'; readonly of: Artefact; readonly via: 'store' | 'current' }
  | { readonly kind: 'directory'; readonly of: Directory }
  /** The path of the very file in which it stands; hashed symbolically. */
  | { readonly kind: 'self' }
  /**
   * Its value is filled in outside of the store, escaped as `format` writes it in `state`. Here is only its name: which version it
   * has is the linker's to know, so that another one makes nothing again but digests.
   */
  | { readonly kind: 'secret'; readonly name: string; readonly format: FormatId; readonly state: string }
  /** `PREFIX`, or the stable directory of a process's reload files, of its records ... on the host. */
  | { readonly kind: 'prefix' }
  | { readonly kind: 'links'; readonly name: string }

export type Part = { readonly s: string; readonly from?: Path } | { readonly hole: Hole; readonly from?: Path }
export type Text = readonly Part[]

export const EMPTY: Text = []

/** Literal text with an origin. The string must have passed `checkCharacters`. */
export function text(s: string, from?: Path): Text {
  return s === '' && !from ? EMPTY : [from ? { s, from } : { s }]
}

export function hole(of: Hole, from?: Path): Text {
  return [from ? { hole: of, from } : { hole: of }]
}

export function concat(...texts: readonly Text[]): Text {
  return texts.length === 1 ? texts[0]! : joinTexts(texts, '')
}

/** Where parts are put together before it is known how many they are: a list of just that length is then kept. */
const bench: Part[] = []

/**
 * Texts with `separator` between them; a string is a text without origin. Neighbours of the same origin become one part, in one flat
 * string: a file is read, hashed and kept far longer than it takes to write it. A value that is empty leaves nothing to see, but its
 * origin is kept.
 */
export function joinTexts(texts: readonly (Text | string)[], separator: string): Text {
  let count = 0
  // The literal that still grows, and what grew onto it: one flat string in the end, not a chain of halves.
  let open: Literal | null = null
  let more: string[] | null = null
  for (let index = 0; index < texts.length; index += 1) {
    const here = texts[index]!
    const bare = typeof here === 'string'
    for (let at = index > 0 && separator !== '' ? -1 : 0; at < (bare ? 1 : here.length); at += 1) {
      const part = at < 0 ? separator : bare ? here : here[at]!
      const s = typeof part === 'string' ? part : 's' in part ? part.s : null
      const from = typeof part === 'string' ? undefined : part.from
      if (s !== null && open && open.from === from) {
        if (s === '') continue
        if (more) more.push(s)
        else more = [open.s, s]
        continue
      }
      if (s === '' && !from) continue
      if (open) bench[count++] = more ? literal(more.join(''), open.from) : open
      more = null
      if (s === null) {
        bench[count++] = part as Part
        open = null
      } else open = typeof part === 'string' ? { s: part } : (part as Literal)
    }
  }
  if (open) bench[count++] = more ? literal(more.join(''), open.from) : open
  return bench.slice(0, count)
}
type Literal = Extract<Part, { s: string }>
function literal(s: string, from: Path | undefined): Literal {
  return from ? { s, from } : { s }
}

/** A quoting rule: each literal part mapped, holes kept as they are, origins kept on both. */
export function mapLiterals(of: Text, map: (s: string) => string): Text {
  let mapped: Part[] | null = null
  for (let index = 0; index < of.length; index += 1) {
    const part = of[index]!
    if (!('s' in part)) continue
    const s = map(part.s)
    if (s === part.s) continue
    mapped ??= [...of]
    mapped[index] = literal(s, part.from)
  }
  return mapped ?? of
}

export function isEmpty(of: Text): boolean {
  return of.every((part) => 's' in part && part.s === '')
}

/** All origins in a text, each once. */
export function originsOf(of: Text): ReadonlySet<Path> {
  const found = new Set<Path>()
  for (const part of of) if (part.from) found.add(part.from)
  return found
}

/** The literal string, where the text has no hole; `null` where it has. */
export function literalOf(of: Text): string | null {
  let s = ''
  for (const part of of) {
    if (!('s' in part)) return null
    s += part.s
  }
  return s
}

/** The text with every hole filled by `fill`. */
export function fillHoles(of: Text, fill: (hole: Hole) => string): string {
  return of.map((part) => ('s' in part ? part.s : fill(part.hole))).join('')
}

const NO_NAMES: readonly string[] = []
/** The names of the secrets whose values would stand in a text. */
export function secretsIn(of: Text): readonly string[] {
  let names: string[] | null = null
  for (const part of of)
    if ('hole' in part && part.hole.kind === 'secret') {
      names ??= []
      names.push(part.hole.name)
    }
  return names ?? NO_NAMES
}

/** Why `s` cannot become text: NUL and lone surrogates have no bytes that every process could be given. `null` if it can. */
export function checkCharacters(s: string): 'nul' | 'lone-surrogate' | null {
  if (s.includes('\0')) return 'nul'
  return s.isWellFormed() ? null : 'lone-surrogate'
}
