/** The type checker of expressions: what an expression gives, whether it may be unset, and what a condition makes known. */
import { type Expr, printExpression } from './expression.ts'
import {
  describe,
  type Inferred,
  isNumeric,
  listOf,
  perhaps,
  present,
  record,
  type Shape,
  scalar,
  TEXT,
  UNKNOWN,
  unite,
} from './shapes.ts'

export interface Static {
  /** What a name stands for; `null`: no such name. */
  lookup(name: string): Inferred | null
  /** Expressions (printed) that are known to be set or true here. */
  readonly known: ReadonlySet<string>
  readonly element?: Inferred
  /** What else is set where an expression is: `files.x` where the condition of that file holds. */
  readonly implies?: ReadonlyMap<string, readonly string[]>
  /** Says a problem at the place that is being checked. */
  problem(code: string, data: Readonly<Record<string, string | number>>): void
}

/** What holds where `test` is true. */
export function truths(test: Expr): string[] {
  if (test.kind === 'operation' && test.operator === 'and') return [printExpression(test), ...test.args.flatMap(truths)]
  return [printExpression(test)]
}

/** What holds where `test` is false. */
export function falsities(test: Expr): string[] {
  if (test.kind === 'operation' && test.operator === 'not') return truths(test.args[0]!)
  if (test.kind === 'operation' && test.operator === 'or') return test.args.flatMap(falsities)
  return []
}

export function knowing(scope: Static, facts: readonly string[]): Static {
  if (facts.length === 0) return scope
  const implied = facts.flatMap((fact) => scope.implies?.get(fact) ?? [])
  return { ...scope, known: new Set([...scope.known, ...facts, ...implied]) }
}

/** Checks that `test` is something that a condition may ask: a bool, a thing that may be unset, or a list. */
export function checkCondition(test: Expr, scope: Static): void {
  const { shape, optional } = infer(test, scope, { unsetAllowed: true })
  if (optional || shape.is === 'unknown' || shape.is === 'list' || shape.is === 'map') return
  if (shape.is === 'scalar' && shape.of === 'bool') return
  if (scope.known.has(printExpression(test)) || (shape.is === 'secret' && test.kind === 'name')) return
  scope.problem('condition-not-bool', { expression: printExpression(test), type: describe(shape) })
}

/** The static type of `expr`. Problems are said once; what follows from them is not. */
export function infer(expr: Expr, scope: Static, options: { readonly unsetAllowed?: boolean } = {}): Inferred {
  const found = inferAny(expr, scope)
  if (!found.optional) return found
  if (scope.known.has(printExpression(expr))) return present(found.shape)
  if (options.unsetAllowed) return found
  scope.problem('may-be-unset', { expression: printExpression(expr) })
  return present(found.shape)
}

function inferAny(expr: Expr, scope: Static): Inferred {
  switch (expr.kind) {
    case 'constant':
      return present(
        typeof expr.value === 'string'
          ? { is: 'scalar', of: 'choice', choices: [expr.value] }
          : scalar(typeof expr.value === 'boolean' ? 'bool' : Number.isInteger(expr.value) ? 'int' : 'float'),
      )
    case 'name': {
      const found = scope.lookup(expr.name)
      if (!found) scope.problem('unknown-name', { name: expr.name })
      return found ?? UNKNOWN
    }
    case 'element':
      return scope.element ?? UNKNOWN
    case 'field':
      return fieldOf(infer(expr.of, scope).shape, expr.name, scope)
    case 'index':
      return indexOf(expr, scope)
    case 'call':
      return inferCall(expr.name, expr.args, scope)
    case 'operation':
      return inferOperation(expr, scope)
  }
}

function fieldOf(shape: Shape, name: string, scope: Static): Inferred {
  if (shape.is === 'unknown') return UNKNOWN
  if (shape.is === 'packages') return present(shape.package === null ? { ...shape, package: name } : scalar('path'))
  if (shape.is === 'list') {
    const field = fieldOf(shape.of, name, scope)
    return present(field.shape.is === 'list' ? field.shape : listOf(field.shape))
  }
  if (shape.is === 'record') {
    const field = shape.fields.get(name)
    if (!field)
      scope.problem('unknown-field', { field: name, of: shape.title, fields: [...shape.fields.keys()].join(', ') })
    return field ?? UNKNOWN
  }
  if (shape.is === 'map') return perhaps(shape.of)
  scope.problem('unknown-field', { field: name, of: describe(shape), fields: 'none' })
  return UNKNOWN
}

function indexOf(expr: Expr & { kind: 'index' }, scope: Static): Inferred {
  const { shape } = infer(expr.of, scope)
  const key = infer(expr.key, scope)
  if (expr.key.kind === 'constant' && typeof expr.key.value === 'string' && shape.is !== 'map')
    return fieldOf(shape, expr.key.value, scope)
  if (shape.is === 'map')
    return key.shape.is === 'scalar' || key.shape.is === 'unknown'
      ? present(shape.of)
      : mismatch(scope, 'a text', key.shape)
  if (shape.is === 'packages') scope.problem('package-not-constant', { expression: printExpression(expr) })
  else if (shape.is !== 'unknown')
    scope.problem('unknown-field', { field: printExpression(expr.key), of: describe(shape), fields: 'none' })
  return UNKNOWN
}

function mismatch(scope: Static, wanted: string, given: Shape): Inferred {
  scope.problem('wrong-type', { wanted, given: describe(given) })
  return UNKNOWN
}

function inferCall(name: string, args: readonly Expr[], scope: Static): Inferred {
  const wants = name === 'join' || name === 'where' || name === 'group' ? [2] : name === 'sort' ? [1, 2] : [1]
  if (!wants.includes(args.length)) {
    scope.problem('wrong-arguments', { function: name, wanted: wants.join(' or '), given: args.length })
    return UNKNOWN
  }
  const list = infer(args[0]!, scope).shape
  if (list.is === 'unknown') return UNKNOWN
  if (name === 'count' && list.is === 'map') return present(scalar('int'))
  if (list.is !== 'list') return mismatch(scope, 'a list', list)
  const inside: Static = { ...scope, element: present(list.of) }
  switch (name) {
    case 'count':
      return present(scalar('int'))
    case 'first':
      return perhaps(list.of)
    case 'join': {
      if (list.of.is !== 'scalar' && list.of.is !== 'unknown') return mismatch(scope, 'a list of texts', list)
      const separator = infer(args[1]!, scope).shape
      return separator.is === 'scalar' || separator.is === 'unknown'
        ? present(TEXT)
        : mismatch(scope, 'a text', separator)
    }
    case 'where':
      checkCondition(args[1]!, inside)
      return present(listOf(narrowed(list.of, args[1]!)))
    case 'sort':
      if (args[1]) infer(args[1], inside, { unsetAllowed: true })
      else if (list.of.is !== 'scalar') return mismatch(scope, 'a list of texts, or a field to sort by', list)
      return present(list)
    default: {
      const key = infer(args[1]!, inside, { unsetAllowed: true }).shape
      if (key.is !== 'scalar' && key.is !== 'unknown') return mismatch(scope, 'a field that is a text or number', key)
      const group = record('group', [
        ['key', present(key)],
        ['items', present(listOf(narrowed(list.of, args[1]!)))],
      ])
      return present(listOf(group))
    }
  }
}

/** The elements for which `.field` was asked have it. */
function narrowed(of: Shape, test: Expr): Shape {
  if (of.is !== 'record' || test.kind !== 'field' || test.of.kind !== 'element') return of
  const field = of.fields.get(test.name)
  return field?.optional ? { ...of, fields: new Map([...of.fields, [test.name, present(field.shape)]]) } : of
}

function inferOperation(expr: Expr & { kind: 'operation' }, scope: Static): Inferred {
  const [first, second, third] = expr.args as [Expr, Expr, Expr]
  switch (expr.operator) {
    case 'not':
      checkCondition(first, scope)
      return present(scalar('bool'))
    case 'and':
      checkCondition(first, scope)
      checkCondition(second, knowing(scope, truths(first)))
      return present(scalar('bool'))
    case 'or':
      checkCondition(first, scope)
      checkCondition(second, knowing(scope, falsities(first)))
      return present(scalar('bool'))
    case '?:': {
      checkCondition(first, scope)
      const then = infer(second, knowing(scope, truths(first)), { unsetAllowed: true })
      const otherwise = infer(third, knowing(scope, falsities(first)), { unsetAllowed: true })
      return { shape: unite(then.shape, otherwise.shape), optional: then.optional || otherwise.optional }
    }
    case '??': {
      const left = infer(first, scope, { unsetAllowed: true })
      const right = infer(second, scope, { unsetAllowed: true })
      return { shape: unite(left.shape, right.shape), optional: right.optional }
    }
    case '+': {
      const shapes = [infer(first, scope).shape, infer(second, scope).shape]
      const wrong = shapes.find((shape) => !isNumeric(shape) && shape.is !== 'unknown')
      return wrong
        ? mismatch(scope, 'a number (texts are joined by writing them into one template)', wrong)
        : present(scalar(shapes.some((s) => s.is === 'scalar' && s.of === 'float') ? 'float' : 'int'))
    }
    default:
      return inferComparison(expr.operator, infer(first, scope).shape, infer(second, scope).shape, scope)
  }
}

function inferComparison(operator: string, left: Shape, right: Shape, scope: Static): Inferred {
  for (const shape of [left, right])
    if (shape.is !== 'scalar' && shape.is !== 'unknown') return mismatch(scope, 'a text, number or bool', shape)
  if (operator !== '==' && operator !== '!=')
    for (const shape of [left, right])
      if (!isNumeric(shape) && shape.is !== 'unknown') return mismatch(scope, 'a number', shape)
  if (left.is === 'scalar' && right.is === 'scalar' && left.of === 'choice' && right.of === 'choice') {
    const [many, one] = left.choices!.length >= right.choices!.length ? [left, right] : [right, left]
    const stray = one.choices!.length === 1 ? one.choices!.find((choice) => !many.choices!.includes(choice)) : undefined
    if (stray !== undefined && many.choices!.length > 1)
      scope.problem('never-equal', { value: stray, choices: many.choices!.join(', ') })
  }
  return present(scalar('bool'))
}
