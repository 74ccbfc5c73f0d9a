/** Checks data and templates and turns them into nodes: names known, types right, nothing unset where something must stand. */
import { type Text, text } from '../contract/text.ts'
import {
  below,
  type Checking,
  checkString,
  inLoop,
  MAX_DATA_DEPTH,
  readExpressionHere,
  readTemplateHere,
} from './checking.ts'
import type { Expr } from './expression.ts'
import { checkCondition, falsities, infer, knowing, truths } from './infer.ts'
import type { Node } from './nodes.ts'
import { describe, type Inferred, listOf, present, record, type Shape, scalar, TEXT, UNKNOWN, unite } from './shapes.ts'
import type { TemplatePart } from './template.ts'
import { scalarValue } from './values.ts'

export interface Compiled {
  readonly node: Node
  readonly inferred: Inferred
}
type Plain = Readonly<Record<string, unknown>>

/** Compiles `data`, which stands at the scope's place. `unsetAllowed`: whether it may turn out to be nothing. */
export function compileData(
  data: unknown,
  scope: Checking,
  options: { readonly unsetAllowed?: boolean } = {},
): Compiled {
  if (scope.depth > MAX_DATA_DEPTH) {
    scope.problem('data-too-deep', { limit: MAX_DATA_DEPTH })
    return { node: literal('', scope), inferred: UNKNOWN }
  }
  if (typeof data === 'string') return compileTemplate(data, scope, options)
  if (typeof data === 'number' || typeof data === 'boolean')
    return {
      node: literal(data, scope),
      inferred: present(scalar(typeof data === 'boolean' ? 'bool' : Number.isInteger(data) ? 'int' : 'float')),
    }
  if (Array.isArray(data)) return compileList(data, scope)
  if (typeof data !== 'object' || data === null) {
    scope.problem('wrong-type', { wanted: 'a text, number, list or map', given: 'nothing' })
    return { node: literal('', scope), inferred: UNKNOWN }
  }
  const plain = data as Plain
  if ('$if' in plain) return compileIf(plain, scope, options)
  if ('$for' in plain) return compileFor(plain, scope)
  if ('$merge' in plain) return compileMerge(plain, scope)
  return compileMap(plain, scope)
}

function literal(value: string | number | boolean, scope: Checking): Node {
  return { kind: 'literal', value: scalarValue(value, scope.at), at: scope.at }
}

/** Parts of a text: literals carry the place of the template, expressions must give one text. */
export function compileParts(parts: readonly TemplatePart[], scope: Checking): (Text | Expr)[] {
  return parts.map((part) => {
    if (typeof part === 'string') return text(part, scope.at)
    const { shape } = infer(part, scope)
    if (shape.is !== 'scalar' && shape.is !== 'secret' && shape.is !== 'unknown')
      scope.problem('not-text', { type: describe(shape) })
    return part
  })
}

function compileTemplate(source: string, scope: Checking, options: { readonly unsetAllowed?: boolean }): Compiled {
  const template = readTemplateHere(source, scope)
  if (template.whole)
    return {
      node: { kind: 'value', expr: template.whole, at: scope.at },
      inferred: infer(template.whole, scope, options),
    }
  const only = template.parts[0] ?? ''
  if (template.parts.length <= 1 && typeof only === 'string')
    return { node: literal(only, scope), inferred: present({ is: 'scalar', of: 'choice', choices: [only] }) }
  return {
    node: { kind: 'text', parts: compileParts(template.parts, scope), at: scope.at },
    inferred: present(textShape(template.parts, scope)),
  }
}

/** A text of closed pieces is as closed as they are: `${name}.local` may stand where a name may. */
function textShape(parts: readonly TemplatePart[], scope: Checking): Shape {
  const quiet: Checking = { ...scope, problem: () => undefined }
  const closed = parts.every((part) => {
    if (typeof part === 'string') return /^[\w./:@%+,=-]*$/.test(part)
    const { shape } = infer(part, quiet)
    return (
      shape.is === 'scalar' &&
      shape.of !== 'text' &&
      shape.of !== 'scalar' &&
      (shape.of !== 'choice' || shape.choices!.every((choice) => /^[\w./:@%+,=-]*$/.test(choice)))
    )
  })
  return closed ? scalar('path') : TEXT
}

function compileList(data: readonly unknown[], scope: Checking): Compiled {
  let of: Shape = { is: 'unknown' }
  const items = data.map((item, index) => {
    const inner = below(scope, data, index)
    const spliced = typeof item === 'object' && item !== null && ('$if' in item || '$for' in item)
    const { node, inferred } = compileData(item, inner, { unsetAllowed: spliced })
    of = unite(of, spliced && inferred.shape.is === 'list' ? inferred.shape.of : inferred.shape)
    return node
  })
  return { node: { kind: 'list', items, at: scope.at }, inferred: present(listOf(of)) }
}

function refuseOtherKeys(plain: Plain, allowed: readonly string[], scope: Checking): void {
  for (const key of Object.keys(plain))
    if (!allowed.includes(key))
      below(scope, plain, key).problem('unknown-directive-key', { key, allowed: allowed.join(', ') })
}

function compileIf(plain: Plain, scope: Checking, options: { readonly unsetAllowed?: boolean }): Compiled {
  refuseOtherKeys(plain, ['$if', '$then', '$else'], scope)
  const test = readExpressionHere(plain.$if, below(scope, plain, '$if')) ?? { kind: 'constant', value: true }
  checkCondition(test, below(scope, plain, '$if'))
  const thenScope = below(scope, plain, '$then')
  const elseScope = below(scope, plain, '$else')
  const then = compileData(plain.$then, { ...thenScope, ...facts(thenScope, truths(test)) }, options)
  const otherwise =
    plain.$else === undefined
      ? null
      : compileData(plain.$else, { ...elseScope, ...facts(elseScope, falsities(test)) }, options)
  const shape = otherwise ? unite(then.inferred.shape, otherwise.inferred.shape) : then.inferred.shape
  const optional = then.inferred.optional || !otherwise || otherwise.inferred.optional
  if (!otherwise && !options.unsetAllowed) scope.problem('may-be-unset', { expression: '$if without $else' })
  return {
    node: { kind: 'if', test, yes: then.node, no: otherwise?.node ?? null, at: scope.at },
    inferred: { shape, optional },
  }
}

function facts(scope: Checking, known: readonly string[]): { known: ReadonlySet<string> } {
  return { known: knowing(scope, known).known }
}

const LOOP_NAMES = /^[A-Za-z_][\w-]*(?:\s*,\s*[A-Za-z_][\w-]*)?$/

/** The names of a loop: `item`, `index, item` or `key, value`. */
export function loopNames(source: unknown, scope: Checking): string[] {
  if (typeof source === 'string' && LOOP_NAMES.test(source)) return source.split(',').map((name) => name.trim())
  scope.problem('wrong-type', {
    wanted: 'one or two names such as "item" or "key, value"',
    given: typeof source === 'string' ? source : 'something else',
  })
  return ['item']
}

function compileFor(plain: Plain, scope: Checking): Compiled {
  refuseOtherKeys(plain, ['$for', '$in', '$do', '$join'], scope)
  const names = loopNames(plain.$for, below(scope, plain, '$for'))
  const over = compileIn(plain.$in, below(scope, plain, '$in'))
  const inner = inLoop(below(scope, plain, '$do'), names, over.inferred.shape)
  const body = compileData(plain.$do, inner, { unsetAllowed: typeof plain.$do === 'object' })
  const join = plain.$join === undefined ? null : checkString(String(plain.$join), below(scope, plain, '$join'))
  if (join !== null && body.inferred.shape.is !== 'scalar' && body.inferred.shape.is !== 'unknown')
    inner.problem('not-text', { type: describe(body.inferred.shape) })
  const shape = join === null ? listOf(body.inferred.shape) : TEXT
  return { node: { kind: 'for', names, in: over.node, do: body.node, join, at: scope.at }, inferred: present(shape) }
}

/** `$in`: an expression, or a list written out. */
export function compileIn(source: unknown, scope: Checking): Compiled {
  if (Array.isArray(source)) return compileData(source, scope)
  const expr = readExpressionHere(source, scope)
  if (!expr) return { node: literal('', scope), inferred: UNKNOWN }
  return { node: { kind: 'value', expr, at: scope.at }, inferred: infer(expr, scope) }
}

function compileMerge(plain: Plain, scope: Checking): Compiled {
  refuseOtherKeys(plain, ['$merge'], scope)
  const inner = below(scope, plain, '$merge')
  if (!Array.isArray(plain.$merge)) {
    inner.problem('wrong-type', { wanted: 'a list of maps', given: 'something else' })
    return { node: literal('', scope), inferred: UNKNOWN }
  }
  const list: readonly unknown[] = plain.$merge
  let fields: ReadonlyMap<string, Inferred> | null = new Map()
  const of = list.map((item, index) => {
    const place = below(inner, list, index)
    const { node, inferred } = compileData(item, place, { unsetAllowed: true })
    const shape = node.kind === 'for' && inferred.shape.is === 'list' ? inferred.shape.of : inferred.shape
    if (shape.is === 'record' && fields) fields = new Map([...fields, ...shape.fields])
    else fields = null
    if (shape.is !== 'record' && shape.is !== 'map' && shape.is !== 'data' && shape.is !== 'unknown')
      place.problem('wrong-type', { wanted: 'a map', given: describe(shape) })
    return node
  })
  const shape: Shape = fields ? record('map', fields) : { is: 'map', of: { is: 'unknown' } }
  return { node: { kind: 'merge', of, at: scope.at }, inferred: present(shape) }
}

function compileMap(plain: Plain, scope: Checking): Compiled {
  const fields = new Map<string, Inferred>()
  let fixed = true
  let of: Shape = { is: 'unknown' }
  const entries = Object.entries(plain).map(([key, item]) => {
    const inner = below(scope, plain, key)
    if (/^\$[a-z]/.test(key)) inner.problem('unknown-directive-key', { key, allowed: '$if, $for, $merge' })
    const name = compileData(key.startsWith('$$') ? key.slice(1) : key, inner)
    const value = compileData(item, inner, { unsetAllowed: true })
    if (name.node.kind === 'literal') fields.set(String(name.node.value.value), value.inferred)
    else fixed = false
    of = unite(of, value.inferred.shape)
    return { key: name.node, value: value.node }
  })
  return {
    node: { kind: 'map', entries, at: scope.at },
    inferred: present(fixed ? record('map', fields) : { is: 'map', of }),
  }
}

/** A text: one scalar, set. */
export function compileText(data: unknown, scope: Checking, options: { readonly unsetAllowed?: boolean } = {}): Node {
  const { node, inferred } = compileData(data, scope, options)
  if (inferred.shape.is !== 'scalar' && inferred.shape.is !== 'secret' && inferred.shape.is !== 'unknown')
    scope.problem('not-text', { type: describe(inferred.shape) })
  return node
}

/** Words: texts and lists of texts. */
export function compileWords(data: unknown, scope: Checking): Node {
  if (!Array.isArray(data)) {
    scope.problem('wrong-type', { wanted: 'a list of words', given: typeof data })
    return { kind: 'list', items: [], at: scope.at }
  }
  const { node, inferred } = compileData(data, scope)
  const check = (shape: Shape): boolean =>
    ['scalar', 'secret', 'unknown', 'data'].includes(shape.is) || (shape.is === 'list' && check(shape.of))
  if (!check(inferred.shape)) scope.problem('not-text', { type: describe(inferred.shape) })
  return node
}
