/** Reads Nix expressions that are plain values, as `ids.nix` is: sets, lists, strings, numbers, true, false and null (Nix manual, "Values"). */

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }
export interface NixValue {
  readonly value: Plain
  /** Where what has these keys stands in the text; of the nearest thing above it where it has no place of its own. */
  offsetOf(keys: readonly (string | number)[]): number
}
/** The text is an expression that only Nix can evaluate, or none at all. */
export interface NotPlain {
  readonly wrong: string
  readonly offset: number
}

const TOKEN =
  /(?<space>\s+|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\]|\\[\s\S])*")|(?<number>-?\d+(?![\w.]))|(?<name>[A-Za-z_][A-Za-z0-9_'-]*)|(?<mark>[{}[\]=;.])/y
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

interface Token {
  readonly kind: 'string' | 'number' | 'name' | 'mark' | 'end'
  readonly text: string
  readonly offset: number
}

class Stop extends Error {
  readonly offset: number
  constructor(wrong: string, offset: number) {
    super(wrong)
    this.offset = offset
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const offset = TOKEN.lastIndex
    const groups = TOKEN.exec(text)?.groups
    if (!groups) throw new Stop('it is an expression that only Nix can evaluate', offset)
    for (const kind of ['string', 'number', 'name', 'mark'] as const)
      if (groups[kind] !== undefined) tokens.push({ kind, text: groups[kind], offset })
  }
  return [...tokens, { kind: 'end', text: '', offset: text.length }]
}

/** Nix manual, "String": `${` would be an expression; a line end of any kind is a newline. */
function stringOf({ text, offset }: Token): string {
  const inside = text.slice(1, -1)
  if (/(^|[^\\$])(\\\\|\$\$)*\$\{/.test(inside)) throw new Stop('a string holds an expression', offset)
  return inside.replace(/\\([\s\S])|\r\n?/g, (_, c: string | undefined) => (c === undefined ? '\n' : (ESCAPED[c] ?? c)))
}

/** In: the text of a Nix file. Out: its value, or why it is none without Nix. */
export function readPlainNix(text: string): NixValue | NotPlain {
  const places = new Map<string, number>()
  const keyOf = (keys: readonly (string | number)[]) => JSON.stringify(keys)
  try {
    const tokens = tokensOf(text)
    let next = 0
    const peek = () => tokens[next]!
    const take = () => tokens[next++]!
    function expect(mark: string): void {
      const token = take()
      if (token.kind !== 'mark' || token.text !== mark) throw new Stop(`${mark} is missing`, token.offset)
    }
    function nameOf(): string {
      const token = take()
      if (token.kind === 'string') return stringOf(token)
      if (token.kind === 'name') return token.text
      throw new Stop('the name of an attribute is missing', token.offset)
    }
    function setOf(keys: readonly (string | number)[]): Plain {
      const set = new Map<string, Plain>()
      while (peek().text !== '}' || peek().kind !== 'mark') {
        const { offset } = peek()
        const names = [nameOf()]
        while (peek().kind === 'mark' && peek().text === '.') {
          take()
          names.push(nameOf())
        }
        expect('=')
        const here = [...keys, ...names]
        for (let length = keys.length + 1; length <= here.length; length++)
          if (!places.has(keyOf(here.slice(0, length)))) places.set(keyOf(here.slice(0, length)), offset)
        put(set, names, plainOf(here), offset)
        expect(';')
      }
      take()
      return Object.fromEntries(set)
    }
    function plainOf(keys: readonly (string | number)[]): Plain {
      const token = take()
      if (token.kind === 'string') return stringOf(token)
      if (token.kind === 'number') {
        const number = Number(token.text)
        if (!Number.isSafeInteger(number)) throw new Stop('a number is too large', token.offset)
        return number
      }
      if (token.kind === 'name' && ['true', 'false', 'null'].includes(token.text))
        return token.text === 'null' ? null : token.text === 'true'
      if (token.text === '{') return setOf(keys)
      if (token.text === '[') {
        const list: Plain[] = []
        while (peek().text !== ']') list.push(plainOf([...keys, list.length]))
        take()
        return list
      }
      throw new Stop(
        token.kind === 'end' ? 'it ends too early' : 'it is an expression that only Nix can evaluate',
        token.offset,
      )
    }
    const value = plainOf([])
    if (peek().kind !== 'end') throw new Stop('it is an expression that only Nix can evaluate', peek().offset)
    return {
      value,
      offsetOf(keys) {
        for (let length = keys.length; length > 0; length--) {
          const found = places.get(keyOf(keys.slice(0, length)))
          if (found !== undefined) return found
        }
        return 0
      },
    }
  } catch (error) {
    if (error instanceof Stop) return { wrong: error.message, offset: error.offset }
    throw error
  }
}

/** `a.b = 1;` beside `a.c = 2;` is one set; anything twice is an error, as it is for Nix. */
function put(set: Map<string, Plain>, [name, ...rest]: readonly string[], value: Plain, offset: number): void {
  const there = set.get(name!)
  if (rest.length === 0) {
    if (set.has(name!)) throw new Stop(`${name} is there twice`, offset)
    set.set(name!, value)
    return
  }
  if (set.has(name!) && (typeof there !== 'object' || there === null || Array.isArray(there)))
    throw new Stop(`${name} is there twice`, offset)
  const inner = new Map<string, Plain>(Object.entries(there ?? {}))
  put(inner, rest, value, offset)
  set.set(name!, Object.fromEntries(inner))
}
