/** Evaluates checked expressions, data and contents into values whose texts know where they come from. Total, within a budget. */
import type { Path } from '../contract/path.ts'
import { EMPTY, joinTexts, literalOf, type Text, text } from '../contract/text.ts'
import { type Format, isRefusal, type Written } from '../syntax/format.ts'
import { type Expr, printExpression } from './expression.ts'
import type { Block, Node } from './nodes.ts'
import {
  excerpt,
  isList,
  isMap,
  isScalar,
  isStruct,
  type ScalarValue,
  scalarValue,
  textValue,
  type Value,
} from './values.ts'

/** A file may be this large, a placement this large altogether, a list this long. */
export const BUDGET = { file: 1 << 20, placement: 4 << 20, list: 10_000 } as const

/** Thrown inside an evaluation, caught at its edge and said as a diagnostic: what was asked for is larger than any configuration. */
export class BudgetSpent extends Error {
  readonly limit: string
  constructor(limit: string) {
    super(limit)
    this.limit = limit
  }
}

/** What an evaluation knows of the world. */
export interface Run {
  name(name: string): Value
  problem(code: string, data: Readonly<Record<string, string | number>>, at: Path): void
  /** What is left of the placement's budget. */
  readonly budget: { left: number }
}
/** Names bound by loops, innermost first. */
export interface Bound {
  readonly names: ReadonlyMap<string, Value>
  readonly outer: Bound | null
}

function spend(run: Run, of: Text): Text {
  let size = of.length
  for (const part of of) size += 's' in part ? part.s.length : 1
  run.budget.left -= size
  if (run.budget.left < 0) throw new BudgetSpent('placement')
  return of
}

function bind(names: readonly string[], key: Value, item: Value, outer: Bound | null): Bound {
  return {
    names: new Map(
      names.length === 1
        ? [[names[0]!, item]]
        : [
            [names[0]!, key],
            [names[1]!, item],
          ],
    ),
    outer,
  }
}

function lookup(run: Run, bound: Bound | null, name: string): Value {
  for (let scope = bound; scope; scope = scope.outer) if (scope.names.has(name)) return scope.names.get(name)
  return run.name(name)
}

/** Whether a condition holds: a bool that is true, a list that is not empty, anything else that is set. */
export function holds(value: Value): boolean {
  if (value === undefined) return false
  if (isScalar(value)) return value.value !== false
  if (isList(value)) return value.length > 0
  return isMap(value) ? value.size > 0 : true
}

export function fieldOf(value: Value, name: string): Value {
  if (isMap(value)) return value.get(name)
  if (isStruct(value)) return value.field(name)
  if (isList(value)) return value.flatMap((item) => fieldOf(item, name) ?? [])
  return undefined
}

/** Same texts, or same numbers; texts with holes are equal where they are the same value. */
function equal(a: Value, b: Value): boolean {
  if (!isScalar(a) || !isScalar(b)) return a === b
  if (a.value === null || b.value === null) return a === b
  return a.value === b.value || String(a.value) === String(b.value)
}

function numberOf(value: Value): number {
  return isScalar(value) ? Number(value.value) : Number.NaN
}

function originOf(values: readonly Value[]): Path | undefined {
  for (const value of values) if (isScalar(value)) for (const part of value.text) if (part.from) return part.from
  return undefined
}

/** Byte order for texts, numeric order for numbers; unset first. */
function compare(a: Value, b: Value): number {
  const [x, y] = [isScalar(a) ? a.value : null, isScalar(b) ? b.value : null]
  if (typeof x === 'number' && typeof y === 'number') return x - y
  const [s, t] = [String(x ?? ''), String(y ?? '')]
  return s < t ? -1 : s > t ? 1 : 0
}

export function evaluate(expr: Expr, run: Run, bound: Bound | null, element?: Value): Value {
  switch (expr.kind) {
    case 'constant':
      return scalarValue(expr.value)
    case 'name':
      return lookup(run, bound, expr.name)
    case 'element':
      return element
    case 'field':
      return fieldOf(evaluate(expr.of, run, bound, element), expr.name)
    case 'index': {
      const key = evaluate(expr.key, run, bound, element)
      return isScalar(key) ? fieldOf(evaluate(expr.of, run, bound, element), String(key.value)) : undefined
    }
    case 'call':
      return call(expr, run, bound)
    case 'operation':
      return operate(expr, run, bound, element)
  }
}

function call(expr: Expr & { kind: 'call' }, run: Run, bound: Bound | null): Value {
  // A call with too few arguments was refused; what is previewed all the same must not fail.
  const given = expr.args[0] && evaluate(expr.args[0], run, bound)
  if (expr.name === 'count') return scalarValue(isMap(given) ? given.size : isList(given) ? given.length : 0)
  const list = isList(given) ? given : []
  const of = (item: Value): Value => (expr.args[1] ? evaluate(expr.args[1], run, bound, item) : item)
  switch (expr.name) {
    case 'first':
      return list[0]
    case 'join': {
      const separator = expr.args[1] && evaluate(expr.args[1], run, bound)
      const between = isScalar(separator) ? (literalOf(separator.text) ?? '') : ''
      return textValue(
        spend(
          run,
          joinTexts(
            list.map((item) => (isScalar(item) ? item.text : EMPTY)),
            between,
          ),
        ),
      )
    }
    case 'where':
      return list.filter((item) => holds(of(item)))
    case 'sort': {
      const keyed = list.map((item) => ({ item, key: of(item) }))
      return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item)
    }
    default: {
      const groups = new Map<string, { key: Value; items: Value[] }>()
      for (const item of list) {
        const key = of(item)
        if (!isScalar(key)) continue
        const printed = literalOf(key.text) ?? ''
        const group = groups.get(printed)
        if (group) group.items.push(item)
        else groups.set(printed, { key, items: [item] })
      }
      return [...groups.values()].map(
        ({ key, items }) =>
          new Map<string, Value>([
            ['key', key],
            ['items', items],
          ]),
      )
    }
  }
}

function operate(expr: Expr & { kind: 'operation' }, run: Run, bound: Bound | null, element: Value): Value {
  const [first, second, third] = expr.args as [Expr, Expr, Expr]
  const of = (one: Expr): Value => evaluate(one, run, bound, element)
  switch (expr.operator) {
    case 'not':
      return scalarValue(!holds(of(first)))
    case 'and':
      return scalarValue(holds(of(first)) && holds(of(second)))
    case 'or':
      return scalarValue(holds(of(first)) || holds(of(second)))
    case '?:':
      return holds(of(first)) ? of(second) : of(third)
    case '??':
      return of(first) ?? of(second)
    case '+': {
      const values = [of(first), of(second)]
      return scalarValue(numberOf(values[0]) + numberOf(values[1]), originOf(values))
    }
    case '==':
      return scalarValue(equal(of(first), of(second)))
    case '!=':
      return scalarValue(!equal(of(first), of(second)))
    default: {
      const [a, b] = [numberOf(of(first)), numberOf(of(second))]
      return scalarValue(
        expr.operator === '<' ? a < b : expr.operator === '<=' ? a <= b : expr.operator === '>' ? a > b : a >= b,
      )
    }
  }
}

/** `words`: a list among words gives several words; `data`: it stays a list. */
export type ListMode = 'words' | 'data'

export function evaluateNode(node: Node, run: Run, bound: Bound | null, mode: ListMode = 'data'): Value {
  switch (node.kind) {
    case 'literal':
      return node.value
    case 'value': {
      const value = evaluate(node.expr, run, bound)
      return isScalar(value) ? { text: anchored(value.text, node.at), value: value.value } : value
    }
    case 'text':
      return textValue(
        anchored(
          spend(
            run,
            node.parts.flatMap((part) =>
              isText(part) ? part : textOf(evaluate(part, run, bound), part, node.at, run),
            ),
          ),
          node.at,
        ),
      )
    case 'list':
      return node.items.flatMap((item) => splice(item, evaluateNode(item, run, bound, mode), mode))
    case 'map': {
      const map = new Map<string, Value>()
      for (const { key, value } of node.entries) {
        const name = evaluateNode(key, run, bound, mode)
        const evaluated = evaluateNode(value, run, bound, mode)
        if (isScalar(name) && evaluated !== undefined) map.set(literalOf(name.text) ?? '', evaluated)
      }
      return map
    }
    case 'if':
      return holds(evaluate(node.test, run, bound))
        ? evaluateNode(node.yes, run, bound, mode)
        : node.no
          ? evaluateNode(node.no, run, bound, mode)
          : undefined
    case 'for':
      return evaluateLoop(node, run, bound, mode)
    case 'merge':
      return node.of.reduce<Value>((merged, item) => {
        const value = evaluateNode(item, run, bound, mode)
        return (isList(value) ? value : [value]).reduce<Value>(mergeDeep, merged)
      }, new Map())
  }
}

/** The template's own place beside the places of what it took in: an empty part, which every quoting rule leaves alone. */
export function anchored(of: Text, place: Path): Text {
  if (of.some((part) => part.from === place)) return of
  if (of.length === 1 && !of[0]!.from) return [{ ...of[0]!, from: place }]
  return [{ s: '', from: place }, ...of]
}

function isText(part: Text | Expr): part is Text {
  return Array.isArray(part)
}

/** The text of an interpolated value. Unset can only be where a problem was said already. */
function textOf(value: Value, expr: Expr, at: Path, run: Run): Text {
  if (isScalar(value)) return value.text
  if (value !== undefined) run.problem('not-text', { type: printExpression(expr) }, at)
  return EMPTY
}

function splice(node: Node, value: Value, mode: ListMode): readonly Value[] {
  if (value === undefined) return []
  const several = node.kind === 'for' ? node.join === null : node.kind === 'if' || mode === 'words'
  return several && isList(value) ? value : [value]
}

/** What a loop goes over, as pairs: index and item, or key and value. */
export function pairsOf(value: Value, at: Path, run: Run): readonly (readonly [Value, Value])[] {
  const pairs = isList(value)
    ? value.map((item, index) => [scalarValue(index), item] as const)
    : isMap(value)
      ? [...value].map(([key, item]) => [scalarValue(key, originOf([item]) ?? at), item] as const)
      : []
  if (pairs.length > BUDGET.list) throw new BudgetSpent('list')
  run.budget.left -= pairs.length
  if (run.budget.left < 0) throw new BudgetSpent('placement')
  return pairs
}

export function* iterations(names: readonly string[], over: Node, run: Run, bound: Bound | null): Generator<Bound> {
  for (const [key, item] of pairsOf(evaluateNode(over, run, bound), over.at, run)) yield bind(names, key, item, bound)
}

function evaluateLoop(node: Node & { kind: 'for' }, run: Run, bound: Bound | null, mode: ListMode): Value {
  const results: Value[] = []
  for (const inner of iterations(node.names, node.in, run, bound)) {
    const value = evaluateNode(node.do, run, inner, mode)
    if (value !== undefined) results.push(...splice(node.do, value, mode))
  }
  if (node.join === null) return results
  return textValue(
    spend(
      run,
      joinTexts(
        results.map((item) => (isScalar(item) ? item.text : EMPTY)),
        node.join,
      ),
    ),
  )
}

/** Later wins; maps are merged key by key. */
function mergeDeep(base: Value, over: Value): Value {
  if (over === undefined) return base
  if (!isMap(base) || !isMap(over)) return over
  const merged = new Map(base)
  for (const [key, value] of over) merged.set(key, mergeDeep(merged.get(key), value))
  return merged
}

/** One text per word: lists among words give several, unset ones none. */
export function wordsOf(value: Value): readonly ScalarValue[] {
  if (isScalar(value)) return [value]
  return isList(value) ? value.flatMap(wordsOf) : []
}

/** The text of a file with `content`. */
export function evaluateBlocks(blocks: readonly Block[], run: Run, bound: Bound | null, format: Format): Text {
  return blocks.flatMap((block) => evaluateBlock(block, run, bound, format))
}

function evaluateBlock(block: Block, run: Run, bound: Bound | null, format: Format): Text {
  switch (block.kind) {
    case 'literal':
      return spend(run, block.text)
    case 'value': {
      const written = format.escape(block.state, textOf(evaluate(block.expr, run, bound), block.expr, block.at, run))
      if (!isRefusal(written)) return spend(run, written)
      run.problem(
        'format-cannot-hold',
        { expression: printExpression(block.expr), format: format.title, why: written.refused },
        block.at,
      )
      return EMPTY
    }
    case 'for': {
      const inner: Text[] = []
      for (const [key, item] of pairsOf(evaluate(block.in, run, bound), block.at, run))
        inner.push(evaluateBlocks(block.do, run, bind(block.names, key, item, bound), format))
      return inner.flat()
    }
    case 'if':
      return evaluateBlocks(holds(evaluate(block.test, run, bound)) ? block.yes : block.no, run, bound, format)
    case 'insert':
      return insertVerbatim(textOf(evaluate(block.expr, run, bound), block.expr, block.at, run), block, run, format)
  }
}

/** The user's own text, as it is; it must end where it began in the grammar, or it would change what comes after it. */
function insertVerbatim(of: Text, block: Block & { kind: 'insert' }, run: Run, format: Format): Text {
  const literal = literalOf(of) ?? ''
  const lines = literal === '' || literal.endsWith('\n') ? of : [...of, { s: '\n' }]
  if (
    format.lex(block.state, literal === '' || literal.endsWith('\n') ? literal : `${literal}\n`) ===
      format.lex(block.state, '\n') ||
    literal === ''
  )
    return spend(run, lines)
  run.problem(
    'fragment-left-open',
    { expression: printExpression(block.expr), format: format.title, text: excerpt(literal) },
    originOf([{ text: of, value: null }]) ?? block.at,
  )
  return EMPTY
}

/** A value as a data format writes it. */
export function writtenOf(value: Value, format: Format): Written {
  if (isScalar(value)) return { text: value.text, value: value.value }
  if (isList(value)) return value.map((item) => writtenOf(item, format))
  if (isMap(value)) return new Map([...value].map(([key, item]) => [key, writtenOf(item, format)]))
  return { text: text(''), value: '' }
}
