/** What the reader walks: YAML, JSON or plain values as one small tree that keeps source text and positions. */
import * as yaml from 'yaml'

export interface Position {
  readonly line: number
  readonly column: number
}
/** `plain`: unquoted, so that a free tree may take it for a number or a flag. */
export type Source = { readonly position: Position | null } & (
  | { readonly is: 'scalar'; readonly text: string; readonly plain: boolean }
  | { readonly is: 'list'; readonly items: readonly Source[] }
  | { readonly is: 'map'; readonly entries: readonly Entry[] }
)
export interface Entry {
  readonly key: string
  readonly position: Position | null
  readonly value: Source
}
/** Something in a text that is not part of our YAML, or not YAML at all. */
export interface Refusal {
  readonly code: 'yaml-syntax' | 'yaml-feature'
  readonly says: string
  readonly position: Position
}

/** A plain value (JSON already parsed) as a source; strings are quoted scalars, `undefined` members are left out. */
export function sourceOfValue(value: unknown): Source {
  if (Array.isArray(value)) return { is: 'list', items: value.map(sourceOfValue), position: null }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    return {
      is: 'map',
      entries: entries.map(([key, member]) => ({ key, position: null, value: sourceOfValue(member) })),
      position: null,
    }
  }
  return {
    is: 'scalar',
    text: value === null ? 'null' : String(value),
    plain: typeof value !== 'string',
    position: null,
  }
}

/**
 * The documents of a YAML text, read with the failsafe schema: each scalar is its source text. JSON is YAML too.
 * Anchors, aliases, tags and merge keys are refused (language.md, rule 9), as are keys that are not scalars.
 */
export function sourcesOfText(text: string, refuse: (refusal: Refusal) => void): Source[] {
  const lines = new yaml.LineCounter()
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const refuseAt = (offset: number, code: Refusal['code'], says: string) =>
    refuse({ code, says, position: positionAt(offset) })

  function sourceOf(node: unknown, offset: number): Source {
    const start = yaml.isNode(node) ? (node.range?.[0] ?? offset) : offset
    const position = positionAt(start)
    if (yaml.isAlias(node)) refuseAt(start, 'yaml-feature', 'an alias (*name)')
    else if (yaml.isNode(node)) {
      if ('anchor' in node && node.anchor) refuseAt(start, 'yaml-feature', 'an anchor (&name)')
      if (node.tag) refuseAt(start, 'yaml-feature', 'a tag (!name)')
    }
    if (yaml.isScalar(node))
      return { is: 'scalar', text: String(node.value ?? ''), plain: node.type === 'PLAIN', position }
    if (yaml.isSeq(node)) return { is: 'list', items: node.items.map((item) => sourceOf(item, start)), position }
    if (!yaml.isMap(node)) return { is: 'scalar', text: '', plain: true, position }
    const entries: Entry[] = []
    for (const { key, value } of node.items) {
      const at = (yaml.isNode(key) ? key.range?.[0] : undefined) ?? start
      if (!yaml.isScalar(key)) refuseAt(at, 'yaml-feature', 'a key that is not a word')
      else if (key.value === '<<' && key.type === 'PLAIN') refuseAt(at, 'yaml-feature', 'a merge key (<<)')
      else entries.push({ key: String(key.value ?? ''), position: positionAt(at), value: sourceOf(value, at) })
    }
    return { is: 'map', entries, position }
  }

  const documents = yaml.parseAllDocuments(text, {
    schema: 'failsafe',
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
  })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document) => {
    for (const error of document.errors) refuseAt(error.pos[0], 'yaml-syntax', error.message)
    const source = sourceOf(document.contents, document.range?.[0] ?? 0)
    return source.is === 'scalar' && source.plain && source.text === '' ? [] : [source]
  })
}
