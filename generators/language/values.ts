/** Values at evaluation: texts that remember where they come from, and the lists, maps and structures made of them. */
import { at, type Path } from '../contract/path.ts'
import { checkCharacters, hole, literalOf, type Text, text } from '../contract/text.ts'
import type { Field, Literal, Scalar, Type } from '../model/document.ts'

/** A text; `value` is what it says as a number or bool where its type is one, else its string; `null` where it has holes. */
export interface ScalarValue {
  readonly text: Text
  readonly value: string | number | boolean | null
}
/** A value whose fields are worked out when asked for: a host, an item of a slot, a user ... */
export interface Struct {
  readonly field: (name: string) => Value
}
export type Value = ScalarValue | readonly Value[] | ReadonlyMap<string, Value> | Struct | undefined
/** A problem, with the part of the value (keys below it) in which it is. */
export type Problem = (code: string, data: Readonly<Record<string, string | number>>, at: Path) => void

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
export function isMap(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map
}
export function isScalar(value: Value): value is ScalarValue {
  return value !== undefined && 'text' in value
}
export function isStruct(value: Value): value is Struct {
  return value !== undefined && 'field' in value
}

export function scalarValue(value: string | number | boolean, from?: Path): ScalarValue {
  return { text: text(String(value), from), value }
}
export function textValue(of: Text): ScalarValue {
  return { text: of, value: literalOf(of) }
}
/** Numbers shown as text are cut short in diagnostics; so are texts. */
export function excerpt(s: string): string {
  return s.length > 60 ? `${s.slice(0, 57)}...` : s
}

/** What a person typed, untyped yet; every text carries its place. NUL and lone surrogates are refused here. */
export function valueOfLiteral(literal: Literal, from: Path, problem: Problem): Value {
  if (typeof literal === 'string') return checkedText(literal, from, problem)
  if (typeof literal !== 'object') return scalarValue(literal, from)
  if (literal === null) return undefined
  if (Array.isArray(literal))
    return literal.map((item: Literal, index) => valueOfLiteral(item, at(from, index), problem))
  const entries = Object.entries(literal as Readonly<Record<string, Literal>>)
  return new Map(
    entries.map(([key, item]) => [
      checkedText(key, from, problem).value as string,
      valueOfLiteral(item, at(from, key), problem),
    ]),
  )
}

function checkedText(s: string, from: Path, problem: Problem): ScalarValue {
  const wrong = checkCharacters(s)
  if (!wrong) return scalarValue(s, from)
  problem(
    wrong === 'nul' ? 'text-with-nul' : 'text-not-unicode',
    { text: excerpt(s.replace(/\0/g, '\\0').toWellFormed()) },
    from,
  )
  return scalarValue('', from)
}

const LABEL = '[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'
const PATTERNS: Readonly<Record<Exclude<Scalar, 'text'>, RegExp>> = {
  int: /^-?[0-9]{1,15}$/,
  float: /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/,
  bool: /^(?:true|false)$/,
  port: /^[0-9]{1,5}$/,
  'dns-name': new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`),
  address: /^[A-Za-z0-9_:.*-]{1,253}$/,
  path: /^\/[^\n\r]*$/,
  name: /^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,254}$/,
  octal: /^[0-7]{1,5}$/,
  schedule: /^(?:@[a-z]+|[0-9A-Za-z*/,?#-]+(?: +[0-9A-Za-z*/,?#-]+){4})$/,
}
export const WANTED: Readonly<Record<Scalar, string>> = {
  text: 'a text',
  int: 'a whole number',
  float: 'a number',
  bool: 'true or false',
  port: 'a port from 1 to 65535',
  'dns-name': 'a DNS name such as www.example.org',
  address: 'an IP address or a host name',
  path: 'an absolute path on one line',
  name: 'a name of letters, digits, "_", ".", "@" and "-"',
  octal: 'an octal number such as 0750',
  schedule: 'five cron fields such as 0 3 * * *, or @daily',
}

/** Reads `value` as `type`: numbers become numbers, patterns are checked, defaults of a record's fields filled in. */
export function readValue(type: Type, value: Value, from: Path, problem: Problem): Value {
  if (value === undefined) return undefined
  const refuse = (wanted: string): undefined => {
    problem(
      'value-wrong-type',
      {
        wanted,
        given: isScalar(value) ? excerpt(literalOf(value.text) ?? 'a path') : isList(value) ? 'a list' : 'a map',
      },
      placeOf(value) ?? from,
    )
    return undefined
  }
  switch (type.type) {
    case 'data':
      return value
    case 'secret':
      return isScalar(value) ? secretOf(value, from, problem) : refuse('the name of a secret')
    case 'fragment':
    case 'scalar':
      return isScalar(value) ? value : refuse('a text')
    case 'choice':
      return isScalar(value) && type.of.includes(literalOf(value.text) ?? '')
        ? textValue(value.text)
        : refuse(`one of ${type.of.join(', ')}`)
    case 'list':
      if (!isList(value)) return refuse('a list')
      return value
        .map((item, index) => readValue(type.of, item, at(from, index), problem))
        .filter((item) => item !== undefined)
    case 'map': {
      if (!isMap(value)) return refuse('a map')
      for (const key of value.keys())
        if (type.keys && type.keys !== 'text' && !PATTERNS[type.keys].test(key))
          problem('value-wrong-type', { wanted: WANTED[type.keys], given: excerpt(key) }, at(from, key))
      return new Map([...value].map(([key, item]) => [key, readValue(type.of, item, at(from, key), problem)]))
    }
    case 'record':
      return isMap(value) ? readRecord(type.fields, value, from, problem) : refuse('a map')
    default:
      return isScalar(value) ? readScalar(type, value, refuse) : refuse(WANTED[type.type])
  }
}

/** Names of secrets stand in paths, in tables and on command lines. */
const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** What is given for a secret is its name. A text that holds one already was handed on by another process. */
function secretOf(value: ScalarValue, from: Path, problem: Problem): Value {
  const name = literalOf(value.text)
  if (name === null) return { text: value.text, value: null }
  const origin = value.text[0]?.from
  if (!SECRET_NAME.test(name)) {
    problem('secret-name', { name: excerpt(name) }, origin ?? from)
    return undefined
  }
  return { text: hole({ kind: 'secret', name, format: 'raw', state: '' }, origin), value: null }
}

function readScalar(
  type: { readonly type: Scalar; readonly min?: number; readonly max?: number },
  value: ScalarValue,
  refuse: (wanted: string) => undefined,
): Value {
  const s = literalOf(value.text)
  if (type.type === 'text') return value.value === s ? value : { text: value.text, value: s }
  if (s === null) return type.type === 'path' ? value : refuse(WANTED[type.type])
  if (!PATTERNS[type.type].test(s)) return refuse(WANTED[type.type])
  if (type.type === 'bool') return { text: value.text, value: s === 'true' }
  if (type.type !== 'int' && type.type !== 'float' && type.type !== 'port') return { text: value.text, value: s }
  const number = Number(s)
  const min = type.min ?? (type.type === 'port' ? 1 : Number.NEGATIVE_INFINITY)
  const max = type.max ?? (type.type === 'port' ? 65535 : Number.POSITIVE_INFINITY)
  if (number >= min && number <= max) return { text: value.text, value: number }
  return refuse(
    type.type === 'port' && type.min === undefined && type.max === undefined
      ? WANTED.port
      : `a number from ${min} to ${max}`,
  )
}

function readRecord(
  fields: Readonly<Record<string, Field>>,
  value: ReadonlyMap<string, Value>,
  from: Path,
  problem: Problem,
): Value {
  for (const key of value.keys())
    if (!Object.hasOwn(fields, key))
      problem('record-unknown-field', { field: excerpt(key), fields: Object.keys(fields).join(', ') }, at(from, key))
  const read = new Map<string, Value>()
  for (const [name, field] of Object.entries(fields)) {
    const given =
      value.get(name) ?? (field.default === undefined ? undefined : valueOfLiteral(field.default, from, problem))
    if (given === undefined && !field.optional) problem('record-missing-field', { field: name }, from)
    read.set(name, readValue(field, given, at(from, name), problem))
  }
  return read
}

/** Where a value was typed, if one place can be named. */
export function placeOf(value: Value): Path | undefined {
  return isScalar(value) ? value.text.find((part) => part.from)?.from : undefined
}
