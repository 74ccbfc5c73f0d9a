/** The canonical YAML text of a system: block style, members in the order of their schema, quotes only where YAML needs them. */
import type * as z from 'zod'
import type { Constructor, SystemDocument } from './document.ts'
import { bare, defOf } from './read.ts'
import { ConstructorSchema, IdsSchema, InterfaceSchema, SystemSchema } from './schemas/document.ts'
import { FreeData, FreeLiteral } from './schemas/scalars.ts'

/** Interfaces and constructors first, then the system, then its IDs. `parse(print(document))` equals the document. */
export function print(document: SystemDocument): string {
  const texts = [
    ...document.interfaces.map((one) => printValue(InterfaceSchema, one)),
    ...document.constructors.map((one) => printValue(ConstructorSchema, one)),
    printValue(SystemSchema, document.system),
  ]
  const { assigned, last } = document.ids
  if (Object.keys(assigned).length + Object.keys(last).length > 0)
    texts.push(
      `ids: ${scalar(document.system.system, false)}\n${printValue(IdsSchema, { assigned: sorted(assigned), last: sorted(last) })}`,
    )
  return texts.join('---\n')
}

/** One constructor as its own document. */
export function printConstructor(document: Constructor): string {
  return printValue(ConstructorSchema, document)
}

function printValue(schema: z.ZodType, value: object): string {
  return block(schema, value, '').replace(/^\n/, '')
}
function sorted(numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** What follows a key or a dash: ` scalar`, ` {}`, or a newline and an indented block. Always ends with a newline. */
function block(schema: z.ZodType | null, value: unknown, indent: string): string {
  if (Array.isArray(value)) return list(schema, value, indent)
  if (value !== null && typeof value === 'object') return map(schema, value, indent)
  if (typeof value === 'string' && isBlockText(value)) return ` ${blockText(value, indent)}`
  return ` ${typeof value === 'string' ? scalar(value, isFree(schema)) : String(value)}\n`
}

function list(schema: z.ZodType | null, items: readonly unknown[], indent: string): string {
  if (items.length === 0) return ' []\n'
  const def = schema ? optionFor(schema, 'array') : null
  const element = def?.type === 'array' ? def.element : schema
  return `\n${items.map((item) => `${indent}-${nested(element, item, `${indent}  `)}`).join('')}`
}
/** A block below a dash begins on the dash's own line. */
function nested(schema: z.ZodType | null, value: unknown, indent: string): string {
  const text = block(schema, value, indent)
  return text.startsWith(`\n${indent}`) ? ` ${text.slice(1 + indent.length)}` : text
}

function map(schema: z.ZodType | null, value: object, indent: string): string {
  const def = schema ? (optionFor(schema, 'object') ?? optionFor(schema, 'record')) : null
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (def?.type === 'object') {
    const order = Object.keys(def.shape)
    const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length)
    members.sort(([a], [b]) => place(a) - place(b))
  }
  const below = (key: string): z.ZodType | null => {
    if (def?.type === 'record') return def.valueType
    if (def?.type !== 'object') return schema
    return Object.hasOwn(def.shape, key) ? def.shape[key]! : (def.catchall ?? null)
  }
  const lines = members
    .filter(([key, member]) => !isDefault(below(key), member))
    .map(([key, member]) => {
      const name = scalar(key, false)
      const text = block(below(key), member, `${indent}  `)
      // YAML reads a key of more than 1024 characters only where it is announced (1.2.2, section 7.4.2).
      return name.length > 1000 ? `${indent}? ${name}\n${indent}:${text}` : `${indent}${name}:${text}`
    })
  return lines.length === 0 ? ' {}\n' : `\n${lines.join('')}`
}
/** An empty map or list that a reader puts there by itself. */
function isDefault(schema: z.ZodType | null, value: unknown): boolean {
  return (
    schema !== null &&
    defOf(schema).type === 'default' &&
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0
  )
}

function optionFor(schema: z.ZodType, type: 'array' | 'object' | 'record') {
  const inner = bare(schema)
  if (inner === FreeData || inner === FreeLiteral) return null
  const def = defOf(inner)
  const option = def.type === 'union' ? def.options.find((one) => defOf(bare(one)).type === type) : inner
  const found = option ? defOf(bare(option)) : null
  return found?.type === type ? found : null
}
/** Whether an unquoted scalar here may be taken for a number or a flag. */
function isFree(schema: z.ZodType | null): boolean {
  if (!schema) return true
  const inner = bare(schema)
  if (inner === FreeData || inner === FreeLiteral) return true
  const def = defOf(inner)
  return def.type === 'union' && def.options.some((option) => ['number', 'boolean'].includes(defOf(bare(option)).type))
}

/** Characters that a plain or block scalar cannot hold, or that some reader takes for a line break (YAML 1.2.2, 5.1 and 5.4). */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/
const WORDS = new Set(['', 'null', '~', '<<'])

/** A single-line scalar: plain where YAML reads it back the same (1.2.2, section 7.3.3), else quoted. */
function scalar(text: string, free: boolean): string {
  const special =
    WORDS.has(text) || /^[-?:](?:\s|$)|^[\s,[\]{}#&*!|>'"%@`]|^(?:---|\.\.\.)|:(?:\s|$)|\s#|\s$|[\n\t]/.test(text)
  const typed = free && (text === 'true' || text === 'false' || (/^-?\d/.test(text) && String(Number(text)) === text))
  if (!special && !typed && !UNPRINTABLE.test(text)) return text
  if (/["\\]/.test(text) && !UNPRINTABLE.test(text) && !/[\n\t]/.test(text)) return `'${text.replaceAll("'", "''")}'`
  const escaped = JSON.stringify(text).replace(
    new RegExp(UNPRINTABLE, 'g'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return escaped
}

function isBlockText(text: string): boolean {
  if (!text.includes('\n') || UNPRINTABLE.test(text)) return false
  const lines = text.replace(/\n+$/, '').split('\n')
  return lines[0]!.trim() !== '' && lines.at(-1)!.trim() !== ''
}
/** A literal block scalar (1.2.2, section 8.1): the indentation is named where the text itself begins with a blank. */
function blockText(text: string, indent: string): string {
  const ending = /\n*$/.exec(text)![0].length
  const chomp = ending === 0 ? '-' : ending === 1 ? '' : '+'
  const named = /^\s/.test(text) ? '2' : ''
  const inner = indent === '' ? '  ' : indent
  const lines = (ending > 0 ? text.slice(0, -1) : text).split('\n')
  return `|${named}${chomp}\n${lines.map((line) => (line === '' ? '\n' : `${inner}${line}\n`)).join('')}`
}
