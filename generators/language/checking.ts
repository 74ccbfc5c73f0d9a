/** Where the checker stands: the names in scope, the place in the document, and how problems found there are said. */
import type { Path } from '../contract/path.ts'
import { checkCharacters } from '../contract/text.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import { type Expr, ExpressionError, readExpression } from './expression.ts'
import { infer, type Static } from './infer.ts'
import { type Inferred, listOf, type Shape, scalar, UNKNOWN } from './shapes.ts'
import { readTemplate, type Template, TemplateError } from './template.ts'
import { excerpt } from './values.ts'

/** Loops may stand this deep in each other. */
export const MAX_LOOP_DEPTH = 6
/** Data may nest this deep. */
export const MAX_DATA_DEPTH = 40

/** Where in the authored documents a key of a flattened one was written. */
export type Locate = (parent: object, key: string | number, from: Path) => Path

export interface Checking extends Static {
  readonly report: Report
  readonly at: Path
  readonly locals: ReadonlyMap<string, Inferred>
  readonly loops: number
  readonly depth: number
  readonly locate: Locate
  readonly global: (name: string) => Inferred | null
}

export function makeChecking(options: {
  report: Report
  at: Path
  locate: Locate
  global: (name: string) => Inferred | null
}): Checking {
  const base = { ...options, locals: new Map<string, Inferred>(), loops: 0, depth: 0, known: new Set<string>() }
  return withMethods(base)
}

function withMethods(base: Omit<Checking, 'lookup' | 'problem'>): Checking {
  return {
    ...base,
    lookup: (name) => base.locals.get(name) ?? base.global(name),
    problem: (code, data) => base.report({ code, severity: 'error', at: base.at, data }),
  }
}

/** The same scope, at another place. */
export function standingAt(scope: Checking, place: Path): Checking {
  return place === scope.at ? scope : withMethods({ ...scope, at: place })
}

/** The place of `key` in `parent`, which itself is at the scope's place. */
export function below(scope: Checking, parent: object, key: string | number): Checking {
  const inner = standingAt(scope, scope.locate(parent, key, scope.at))
  return { ...inner, depth: scope.depth + 1 }
}

/** The scope inside a loop. A loop's name may not hide another: one namespace without shadowing. */
export function inLoop(scope: Checking, names: readonly string[], over: Shape): Checking {
  if (scope.loops >= MAX_LOOP_DEPTH) scope.problem('loops-too-deep', { limit: MAX_LOOP_DEPTH })
  const shapes = loopShapes(scope, names, over)
  const locals = new Map(scope.locals)
  for (const [index, name] of names.entries()) {
    if (scope.lookup(name)) scope.problem('name-taken', { name })
    locals.set(name, shapes[index] ?? UNKNOWN)
  }
  return withMethods({ ...scope, locals, loops: scope.loops + 1 })
}

function loopShapes(scope: Checking, names: readonly string[], over: Shape): Inferred[] {
  const one = (shape: Shape): Inferred => ({ shape, optional: false })
  if (over.is === 'list') return names.length === 1 ? [one(over.of)] : [one(scalar('int')), one(over.of)]
  if (over.is === 'map') return names.length === 1 ? [one(over.of)] : [one(scalar('text')), one(over.of)]
  if (over.is !== 'unknown') scope.problem('not-a-list', { type: over.is })
  return names.map(() => UNKNOWN)
}

/** Reads and refuses what cannot be text at all. */
export function checkString(source: string, scope: Checking): string {
  const wrong = checkCharacters(source)
  if (!wrong) return source
  scope.problem(wrong === 'nul' ? 'text-with-nul' : 'text-not-unicode', {
    text: excerpt(source.replace(/\0/g, '\\0').toWellFormed()),
  })
  return ''
}

export function readTemplateHere(source: string, scope: Checking): Template {
  try {
    return readTemplate(checkString(source, scope))
  } catch (error) {
    sayTemplateError(error, scope)
    return { parts: [], whole: null }
  }
}

export function sayTemplateError(error: unknown, scope: Checking): void {
  if (!(error instanceof TemplateError)) throw error
  const { expected, found } = error.problem
  scope.problem('template-syntax', { expected, found: excerpt(found), line: error.line + 1 })
}

/** Reads a text that is an expression as a whole (`when`, `$in`, `$if`). `null` after a problem. */
export function readExpressionHere(source: unknown, scope: Checking): Expr | null {
  if (typeof source === 'boolean') return { kind: 'constant', value: source }
  if (typeof source !== 'string') {
    scope.problem('wrong-type', { wanted: 'an expression', given: Array.isArray(source) ? 'a list' : typeof source })
    return null
  }
  try {
    return readExpression(checkString(source, scope))
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    scope.problem('expression-syntax', {
      expected: error.problem.expected,
      found: excerpt(error.problem.found),
      column: error.problem.offset + 1,
    })
    return null
  }
}

/** The shape of what a loop goes over. */
export function iterated(expr: Expr, scope: Checking): Shape {
  const { shape } = infer(expr, scope)
  return shape.is === 'record' ? listOf({ is: 'unknown' }) : shape
}
