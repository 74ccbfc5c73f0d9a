/** Reads a source by a zod schema: each scalar is typed by where it stands, and everything wrong is a diagnostic with a place. */
import type * as z from 'zod'
import { at, type Path } from '../contract/path.ts'
import { checkCharacters } from '../contract/text.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { nearest } from './nearest.ts'
import { AdjustmentSchema } from './schemas/constructor.ts'
import { FreeData, FreeLiteral } from './schemas/scalars.ts'
import type { Position, Source } from './source.ts'

export interface ReadContext {
  readonly report: Report
  readonly positions: Map<Path, Position>
  /** Whether `null` may stand for any member: it removes what a parent set, where documents are merged. */
  readonly nulls: boolean
}
/** What a read gives where nothing could be made of the source; a diagnostic says why. */
export const UNREADABLE = Symbol('unreadable')

interface ObjectDef {
  readonly type: 'object'
  readonly shape: Readonly<Record<string, z.ZodType>>
  readonly catchall?: z.ZodType
}
/** The part of zod's definitions that our schemas are made of. */
type Def =
  | ObjectDef
  | { readonly type: 'string' | 'number' | 'boolean' | 'null' }
  | { readonly type: 'optional' | 'default'; readonly innerType: z.ZodType; readonly defaultValue?: unknown }
  | { readonly type: 'lazy'; readonly getter: () => z.ZodType }
  | { readonly type: 'array'; readonly element: z.ZodType }
  | { readonly type: 'record'; readonly keyType: z.ZodType; readonly valueType: z.ZodType }
  | { readonly type: 'union'; readonly options: readonly z.ZodType[] }
  | { readonly type: 'enum'; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: 'literal'; readonly values: readonly unknown[] }

export function defOf(schema: z.ZodType): Def {
  return schema.def as unknown as Def
}
/** Without the wrappers that say optional, default or lazy. */
export function bare(schema: z.ZodType): z.ZodType {
  if (schema === FreeData || schema === FreeLiteral) return schema
  const def = defOf(schema)
  if (def.type === 'optional' || def.type === 'default') return bare(def.innerType)
  return def.type === 'lazy' ? bare(def.getter()) : schema
}

/** The value at `path`, or `UNREADABLE`. Gives key-*, value-*, name-refused and text-characters diagnostics. */
export function read(schema: z.ZodType, source: Source, path: Path, context: ReadContext): unknown {
  if (source.position) context.positions.set(path, source.position)
  const inner = bare(schema)
  if (inner === FreeData) return readFree(source, path, context, true)
  if (inner === FreeLiteral) return readFree(source, path, context, false)
  if (context.nulls && isNull(source)) return null
  const def = defOf(inner)
  switch (def.type) {
    case 'object':
      return readObject(def, source, path, inner === AdjustmentSchema ? { ...context, nulls: true } : context)
    case 'record':
      return readRecord(def.keyType, def.valueType, source, path, context)
    case 'array': {
      if (source.is !== 'list') return wrongKind(source, 'a list', path, context)
      const items = source.items.map((item, index) => read(def.element, item, at(path, index), context))
      return items.filter((item) => item !== UNREADABLE)
    }
    case 'union':
      return readUnion(def.options, source, path, context)
    default:
      return readScalar(inner, def, source, path, context)
  }
}

function isNull(source: Source): boolean {
  return source.is === 'scalar' && source.plain && (source.text === 'null' || source.text === '~')
}
/** A number in a free tree is one whose source text is its own decimal form: `1.10` and `027` stay text. */
function plainNumber(source: Source): number | null {
  if (source.is !== 'scalar' || !source.plain || !/^-?\d/.test(source.text)) return null
  const value = Number(source.text)
  return String(value) === source.text ? value : null
}
function kindOf(source: Source): string {
  if (source.is === 'list') return 'a list'
  return source.is === 'map' ? 'a map' : source.text === '' ? 'nothing' : 'text'
}
function wrongKind(source: Source, expected: string, path: Path, { report }: ReadContext): typeof UNREADABLE {
  report({ code: 'value-kind', severity: 'error', at: path, data: { expected, found: kindOf(source) } })
  return UNREADABLE
}
function characters(text: string, path: Path, { report }: ReadContext): boolean {
  const why = checkCharacters(text)
  if (why)
    report({
      code: 'text-characters',
      severity: 'error',
      at: path,
      data: { character: why === 'nul' ? 'NUL' : 'half a surrogate pair' },
    })
  return why === null
}
/** `__proto__` would be lost, or worse, in every plain object that a document becomes. */
function usableKey(key: string, path: Path, context: ReadContext): boolean {
  if (key !== '__proto__') return characters(key, path, context)
  context.report({
    code: 'name-refused',
    severity: 'error',
    at: path,
    data: { name: key, says: 'any name but __proto__' },
  })
  return false
}

function readFree(source: Source, path: Path, context: ReadContext, nulls: boolean): unknown {
  if (source.position) context.positions.set(path, source.position)
  if (source.is === 'list')
    return source.items
      .map((item, index) => readFree(item, at(path, index), context, nulls))
      .filter((item) => item !== UNREADABLE)
  if (source.is === 'map')
    return gather(source, path, context, (entry, below) => readFree(entry.value, below, context, nulls))
  const number = plainNumber(source)
  if (number !== null) return number
  if (source.plain && (source.text === 'true' || source.text === 'false')) return source.text === 'true'
  if (isNull(source) || (source.plain && source.text === '')) {
    if (nulls) return null
    return wrongKind({ ...source, text: '' }, 'a value (text that is empty is written "")', path, context)
  }
  return characters(source.text, path, context) ? source.text : UNREADABLE
}

/** The members of a map by `readEntry`; keys that stand twice and keys that no object can hold are refused. */
function gather(
  source: Source & { is: 'map' },
  path: Path,
  context: ReadContext,
  readEntry: (entry: (typeof source.entries)[number], below: Path) => unknown,
): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  const seen = new Set<string>()
  for (const entry of source.entries) {
    const below = at(path, entry.key)
    const known = seen.has(entry.key)
    if (entry.position && !known) context.positions.set(below, entry.position)
    if (known) {
      const position = entry.position ?? undefined
      context.report({
        code: 'key-twice',
        severity: 'error',
        at: below,
        related: [below],
        data: { key: entry.key },
        position,
      })
      continue
    }
    seen.add(entry.key)
    if (!usableKey(entry.key, below, context)) continue
    const value = readEntry(entry, below)
    // A key is a better place to point at than its value, which may begin a line below.
    if (entry.position) context.positions.set(below, entry.position)
    if (value !== UNREADABLE) members[entry.key] = value
  }
  return members
}

function readObject(def: ObjectDef, source: Source, path: Path, context: ReadContext): unknown {
  if (source.is !== 'map')
    return wrongKind(source, `a map with ${Object.keys(def.shape).slice(0, 4).join(', ')} ...`, path, context)
  const given = new Set(source.entries.map((entry) => entry.key))
  const members = gather(source, path, context, (entry, below) => {
    const member = Object.hasOwn(def.shape, entry.key) ? def.shape[entry.key] : def.catchall
    if (member && defOf(member).type !== ('never' as string)) return read(member, entry.value, below, context)
    const known = Object.keys(def.shape).filter((key) => !given.has(key))
    const meant = nearest(entry.key, known)
    const fix = meant
      ? {
          title: `Rename to ${meant}`,
          set: [
            { at: below, value: undefined },
            { at: at(path, meant), value: readFree(entry.value, below, { ...context, report: ignore }, true) },
          ],
        }
      : undefined
    context.report({
      code: 'key-unknown',
      severity: 'error',
      at: below,
      data: { key: entry.key, hint: meant ? `Did you mean ${meant}?` : `Known here: ${known.join(', ')}.` },
      fix,
    })
    return UNREADABLE
  })
  for (const [key, member] of Object.entries(def.shape)) {
    if (given.has(key)) continue
    const wanted = defOf(member)
    if (wanted.type === 'default') members[key] = wanted.defaultValue
    // Where documents are merged, the parent may have it: the merged whole is checked by the language.
    else if (wanted.type !== 'optional' && !context.nulls)
      context.report({ code: 'key-missing', severity: 'error', at: path, data: { key } })
  }
  return members
}
function ignore(): void {
  // What an unknown key holds is told once its name is known.
}

function readRecord(
  keyType: z.ZodType,
  valueType: z.ZodType,
  source: Source,
  path: Path,
  context: ReadContext,
): unknown {
  // `files:` with nothing below it is an empty map to whoever writes it.
  if (source.is === 'scalar' && source.plain && source.text === '') return {}
  if (source.is !== 'map') return wrongKind(source, 'a map', path, context)
  return gather(source, path, context, (entry, below) => {
    const key = keyType.safeParse(entry.key)
    if (key.success) return read(valueType, entry.value, below, context)
    const options = defOf(keyType)
    const says =
      options.type === 'enum'
        ? `one of ${Object.values(options.entries).join(', ')}`
        : (key.error.issues[0]?.message ?? '')
    context.report({ code: 'name-refused', severity: 'error', at: below, data: { name: entry.key, says } })
    return UNREADABLE
  })
}

/** The first option that could hold this kind of source; among scalars numbers and flags come before text. */
function readUnion(options: readonly z.ZodType[], source: Source, path: Path, context: ReadContext): unknown {
  const fits = options.filter((option) => {
    const { type } = defOf(bare(option))
    if (source.is === 'list') return type === 'array'
    if (source.is === 'map') return type === 'object' || type === 'record'
    if (type === 'number') return plainNumber(source) !== null
    if (type === 'boolean') return source.plain && (source.text === 'true' || source.text === 'false')
    return type === 'string' || type === 'enum' || type === 'literal'
  })
  if (fits[0]) return read(fits[0], source, path, context)
  const wanted = options.map((option) => KINDS[defOf(bare(option)).type] ?? 'text')
  return wrongKind(source, [...new Set(wanted)].join(' or '), path, context)
}
const KINDS: Readonly<Partial<Record<Def['type'], string>>> = {
  array: 'a list',
  object: 'a map',
  record: 'a map',
  number: 'a number',
  boolean: 'true or false',
}

function readScalar(schema: z.ZodType, def: Def, source: Source, path: Path, context: ReadContext): unknown {
  const kind = def.type === 'number' ? 'a number' : def.type === 'boolean' ? 'true or false' : 'text'
  if (source.is !== 'scalar') return wrongKind(source, kind, path, context)
  if (def.type === 'boolean') {
    if (source.text === 'true' || source.text === 'false') return source.text === 'true'
    return wrongKind(source, kind, path, context)
  }
  if (!characters(source.text, path, context)) return UNREADABLE
  if (def.type === 'number' && !/^-?\d+(\.\d+)?$/.test(source.text)) return wrongKind(source, kind, path, context)
  const value = def.type === 'number' ? Number(source.text) : source.text
  const checked = schema.safeParse(value)
  if (checked.success) return value
  const choices =
    def.type === 'enum' ? Object.values(def.entries) : def.type === 'literal' ? def.values.map(String) : null
  if (!choices) {
    context.report({
      code: 'value-refused',
      severity: 'error',
      at: path,
      data: { value: source.text, says: checked.error.issues[0]?.message ?? '' },
    })
    return UNREADABLE
  }
  const meant = nearest(source.text, choices)
  const fix = meant ? { title: `Write ${meant}`, set: [{ at: path, value: meant }] } : undefined
  context.report({
    code: 'value-choice',
    severity: 'error',
    at: path,
    data: { value: source.text, choices: choices.join(', ') },
    fix,
  })
  return UNREADABLE
}
