/** Expressions of the constructor language: their tree, how source text becomes one, and the canonical way to print it. */

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '??' | 'and' | 'or' | 'not' | '?:'
export const FUNCTIONS = ['count', 'first', 'join', 'sort', 'group', 'where'] as const
export type FunctionName = (typeof FUNCTIONS)[number]

export type Expr =
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expr; readonly key: Expr }
  /** The element that `sort`, `group` and `where` look at: written as the nothing before `.field`. */
  | { readonly kind: 'element' }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expr[] }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly args: readonly Expr[] }

/** What was wrong with a source text, and where in it. */
export interface SyntaxProblem {
  readonly expected: string
  readonly found: string
  readonly offset: number
}
export class ExpressionError extends Error {
  readonly problem: SyntaxProblem
  constructor(problem: SyntaxProblem) {
    super(`expected ${problem.expected}, found ${problem.found}`)
    this.problem = problem
  }
}

interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol' | 'end'
  readonly text: string
  readonly value?: string | number
  readonly start: number
  readonly end: number
}

const BLANK = /[ \t\r\n]*/y
const NAME = /[A-Za-z_][A-Za-z0-9_-]*/y
const NUMBER = /[0-9]+(?:\.[0-9]+)?/y
const SYMBOL = /==|!=|<=|>=|\?\?|[<>+?:.,()[\]]/y
const STRING = /"(?:[^"\\\n]|\\["\\nt])*"/y
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'not'])
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\' }
/** Nesting in source text is bounded, so that reading it cannot exhaust the stack. */
const MAX_DEPTH = 60

function match(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? null
}

function nextToken(source: string, from: number): Token {
  const start = from + match(BLANK, source, from)!.length
  if (start >= source.length) return { kind: 'end', text: 'the end', start, end: start }
  const make = (kind: Token['kind'], text: string, value?: string | number): Token => ({
    kind,
    text,
    value,
    start,
    end: start + text.length,
  })
  const name = match(NAME, source, start)
  if (name) return WORDS.has(name) ? make('symbol', name) : make('name', name)
  const number = match(NUMBER, source, start)
  if (number) return make('number', number, Number(number))
  const string = match(STRING, source, start)
  if (string)
    return make(
      'string',
      string,
      string.slice(1, -1).replace(/\\(.)/g, (_, c: string) => ESCAPES[c]!),
    )
  const symbol = match(SYMBOL, source, start)
  return symbol ? make('symbol', symbol) : make('end', source[start]!)
}

interface Reader {
  readonly source: string
  token: Token
  depth: number
}

function fail(reader: Reader, expected: string): never {
  throw new ExpressionError({ expected, found: reader.token.text, offset: reader.token.start })
}

function take(reader: Reader): Token {
  const taken = reader.token
  reader.token = nextToken(reader.source, taken.end)
  return taken
}

function accept(reader: Reader, symbol: string): boolean {
  if (reader.token.kind !== 'symbol' || reader.token.text !== symbol) return false
  take(reader)
  return true
}

function expect(reader: Reader, symbol: string): void {
  if (!accept(reader, symbol)) fail(reader, `"${symbol}"`)
}

function operation(operator: Operator, ...args: Expr[]): Expr {
  return { kind: 'operation', operator, args }
}

function readChoice(reader: Reader): Expr {
  if (++reader.depth > MAX_DEPTH) fail(reader, 'less nesting')
  const test = readOr(reader)
  let result = test
  if (accept(reader, '?')) {
    const then = readChoice(reader)
    expect(reader, ':')
    result = operation('?:', test, then, readChoice(reader))
  }
  reader.depth--
  return result
}

function readOr(reader: Reader): Expr {
  let left = readAnd(reader)
  while (accept(reader, 'or')) left = operation('or', left, readAnd(reader))
  return left
}

function readAnd(reader: Reader): Expr {
  let left = readNot(reader)
  while (accept(reader, 'and')) left = operation('and', left, readNot(reader))
  return left
}

function readNot(reader: Reader): Expr {
  if (!accept(reader, 'not')) return readComparison(reader)
  if (++reader.depth > MAX_DEPTH) fail(reader, 'less nesting')
  const result = operation('not', readNot(reader))
  reader.depth--
  return result
}

const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const

function readComparison(reader: Reader): Expr {
  const left = readDefault(reader)
  for (const operator of COMPARISONS)
    if (accept(reader, operator)) return operation(operator, left, readDefault(reader))
  return left
}

function readDefault(reader: Reader): Expr {
  const left = readSum(reader)
  return accept(reader, '??') ? operation('??', left, readDefault(reader)) : left
}

function readSum(reader: Reader): Expr {
  let left = readPostfix(reader)
  while (accept(reader, '+')) left = operation('+', left, readPostfix(reader))
  return left
}

function readFieldName(reader: Reader): string {
  if (reader.token.kind !== 'name') fail(reader, 'a name after "."')
  return take(reader).text
}

function readPostfix(reader: Reader): Expr {
  let of = readPrimary(reader)
  for (;;) {
    if (accept(reader, '.')) of = { kind: 'field', of, name: readFieldName(reader) }
    else if (accept(reader, '[')) {
      of = { kind: 'index', of, key: readChoice(reader) }
      expect(reader, ']')
    } else return of
  }
}

function isFunction(name: string): name is FunctionName {
  return (FUNCTIONS as readonly string[]).includes(name)
}

function readPrimary(reader: Reader): Expr {
  const { token } = reader
  if (token.kind === 'number' || token.kind === 'string') return { kind: 'constant', value: take(reader).value! }
  if (token.kind === 'name') {
    const name = take(reader).text
    if (name === 'true' || name === 'false') return { kind: 'constant', value: name === 'true' }
    if (reader.token.text !== '(') return { kind: 'name', name }
    if (!isFunction(name))
      throw new ExpressionError({
        expected: `one of the functions ${FUNCTIONS.join(', ')}`,
        found: name,
        offset: token.start,
      })
    take(reader)
    const args: Expr[] = []
    if (!accept(reader, ')')) {
      do args.push(readChoice(reader))
      while (accept(reader, ','))
      expect(reader, ')')
    }
    return { kind: 'call', name, args }
  }
  if (accept(reader, '(')) {
    const inside = readChoice(reader)
    expect(reader, ')')
    return inside
  }
  if (accept(reader, '.')) return { kind: 'field', of: { kind: 'element' }, name: readFieldName(reader) }
  return fail(reader, 'a value')
}

/** Reads the expression that starts at `from`; gives the offset behind it. Throws `ExpressionError`. */
export function readExpressionAt(source: string, from: number): { expr: Expr; end: number } {
  const reader: Reader = { source, token: nextToken(source, from), depth: 0 }
  const expr = readChoice(reader)
  return { expr, end: reader.token.start }
}

/** Reads a source text that is one expression and nothing else. Throws `ExpressionError`. */
export function readExpression(source: string): Expr {
  const { expr, end } = readExpressionAt(source, 0)
  if (end < source.length)
    throw new ExpressionError({
      expected: 'the end of the expression',
      found: source.slice(end, end + 12),
      offset: end,
    })
  return expr
}

/** Canonical text: equal for equal trees. What `$if` has tested is remembered under it. */
export function printExpression(expr: Expr): string {
  switch (expr.kind) {
    case 'constant':
      return typeof expr.value === 'string' ? JSON.stringify(expr.value) : String(expr.value)
    case 'name':
      return expr.name
    case 'element':
      return ''
    case 'field':
      return `${printExpression(expr.of)}.${expr.name}`
    case 'index':
      return `${printExpression(expr.of)}[${printExpression(expr.key)}]`
    case 'call':
      return `${expr.name}(${expr.args.map(printExpression).join(', ')})`
    case 'operation': {
      const [first, second, third] = expr.args.map(printExpression)
      if (expr.operator === 'not') return `(not ${first})`
      return expr.operator === '?:' ? `(${first} ? ${second} : ${third})` : `(${first} ${expr.operator} ${second})`
    }
  }
}
