/** The contract of a format of users' files: how data is written in it, or where in its grammar a value may stand. */
import type { FormatId, Text } from '../contract/text.ts'

/** What a data format writes: texts with their meaning, lists and maps. */
export type Written =
  | { readonly text: Text; readonly value: string | number | boolean | null }
  | readonly Written[]
  | ReadonlyMap<string, Written>

/** Why a value cannot be written: the words stand in a diagnostic after "because". */
export interface Refusal {
  readonly refused: string
}

export interface Format {
  readonly id: FormatId
  readonly title: string
  /** The whole file from data; absent where the format has no data form. */
  write?(data: Written): Text | Refusal
  /** The state in which a file begins, and in which it must end. */
  readonly start: string
  /** The state after `literal`, having been in `state` before it. */
  lex(state: string, literal: string): string
  /** Whether a file may end in `state`; absent: where it may begin. */
  ends?(state: string): boolean
  /** Whether what stands in `state` is a bare word, so that only closed alphabets can be written there. */
  bare(state: string): boolean
  /** `text` as it must be written in `state` to mean exactly itself. */
  escape(state: string, text: Text): Text | Refusal
  /**
   * The value of a secret where it stands in a finished file, `state` being what `lex` says of all before it; absent: as
   * `escape` does it there.
   */
  fill?(state: string, value: Text): Text | Refusal
}

export function isRefusal(result: Text | Refusal): result is Refusal {
  return 'refused' in result
}

/** Characters that no line-oriented grammar we know gives a meaning to. */
export const SAFE_WORD = /^[A-Za-z0-9_./:@%+,=-]*$/

/** Escapes in a bare word: only what means itself everywhere. */
export function escapeBare(text: Text, quotes: string): Text | Refusal {
  for (const part of text)
    if ('s' in part && !SAFE_WORD.test(part.s))
      return { refused: `a bare word can hold only letters, digits and _ . / : @ % + , = -; ${quotes}` }
  return text
}

/** Refuses a literal part that `pattern` finds, saying why. */
export function refuseWhere(text: Text, pattern: RegExp, why: string): Refusal | null {
  return text.some((part) => 's' in part && pattern.test(part.s)) ? { refused: why } : null
}
