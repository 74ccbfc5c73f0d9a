/** Sets or removes one value of a document, leaving everything that did not change the very same object. */
import type { Path } from '#generators/contract/path.ts'
import { keysOf } from '#generators/contract/path.ts'
import type { SystemDocument } from '#generators/model/document.ts'

export type Key = string | number

/** `value` with the place at `keys` set to `next`; `undefined` removes it, and the maps that this leaves empty with it. */
export function setIn<T>(value: T, keys: readonly Key[], next: unknown): T {
  return (set(value, keys, next) ?? {}) as T
}

function set(value: unknown, keys: readonly Key[], next: unknown): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return next
  if (Array.isArray(value)) return setItem(value, Number(key), rest, next)
  const map: Readonly<Record<string, unknown>> = isMap(value) ? value : {}
  const before = Object.hasOwn(map, key) ? map[key] : undefined
  const after = set(before, rest, next)
  if (after === before) return value
  if (after !== undefined) return { ...map, [key]: after }
  const { [key]: _gone, ...others } = map
  return Object.keys(others).length === 0 && rest.length === 0 && next === undefined ? undefined : others
}

function setItem(list: readonly unknown[], index: number, rest: readonly Key[], next: unknown): unknown {
  const after = set(list[index], rest, next)
  if (after === list[index]) return list
  return after === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, after)
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at `keys`; `undefined` where nothing does. Only own properties count: `constructor` is a key like any other. */
export function getIn(value: unknown, keys: readonly Key[]): unknown {
  let here = value
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Readonly<Record<Key, unknown>>)[key]
  }
  return here
}

/** The document with the values of a diagnostic's fix applied. */
export function applyFix(
  document: SystemDocument,
  fix: readonly { readonly at: Path; readonly value: unknown }[],
): SystemDocument {
  return fix.reduce((changed, { at, value }) => setIn(changed, keysOf(at), value), document)
}
