/** Where something stands in a model: an interned linked list, so that identity is equality and keeping one costs a pointer. */
export interface Path {
  readonly parent: Path | null
  readonly key: string | number
}

const children = new WeakMap<Path, Map<string | number, Path>>()

/** The path of a whole system document. */
export const root: Path = { parent: null, key: '' }

/** The path of `keys` below `path`; the same arguments always give the same object. */
export function at(path: Path, ...keys: readonly (string | number)[]): Path {
  let here = path
  for (const key of keys) {
    let below = children.get(here)
    if (!below) children.set(here, (below = new Map()))
    let next = below.get(key)
    if (!next) below.set(key, (next = { parent: here, key }))
    here = next
  }
  return here
}

/** The keys from the root down, without the root's own. */
export function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = []
  for (let here: Path = path; here.parent; here = here.parent) keys.unshift(here.key)
  return keys
}

/** As a person reads it: `processes.nginx.with.port`, `files[2]`; keys with other characters are quoted. */
export function formatPath(path: Path): string {
  return keysOf(path).reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (/^[\w-]+$/.test(key)) return text ? `${text}.${key}` : key
    return `${text}[${JSON.stringify(key)}]`
  }, '')
}

/** Whether `path` is `above` or lies below it. */
export function isWithin(path: Path, above: Path): boolean {
  for (let here: Path | null = path; here; here = here.parent) if (here === above) return true
  return false
}
