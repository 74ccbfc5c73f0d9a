/** Templates: text with `${expression}` in it, and contents, whose lines may also be directives (`$for`, `$if`, `$insert` ...). */
import { type Expr, ExpressionError, readExpression, readExpressionAt, type SyntaxProblem } from './expression.ts'

export type TemplatePart = string | Expr
export interface Template {
  readonly parts: readonly TemplatePart[]
  /** The expression, where the template is `${expression}` and nothing else: such a template keeps its type. */
  readonly whole: Expr | null
}
export type ContentBlock =
  | { readonly kind: 'text'; readonly parts: readonly TemplatePart[]; readonly line: number }
  | {
      readonly kind: 'for'
      readonly names: readonly string[]
      readonly in: Expr
      readonly do: readonly ContentBlock[]
      readonly line: number
    }
  | {
      readonly kind: 'if'
      readonly test: Expr
      readonly yes: readonly ContentBlock[]
      readonly no: readonly ContentBlock[]
      readonly line: number
    }
  | { readonly kind: 'insert'; readonly name: string; readonly line: number }

/** A problem in a template or content, with the line (0-based) on which it stands. */
export class TemplateError extends Error {
  readonly problem: SyntaxProblem
  readonly line: number
  constructor(problem: SyntaxProblem, line: number) {
    super(problem.expected)
    this.problem = problem
    this.line = line
  }
}

function lineAt(source: string, offset: number): number {
  let line = 0
  for (let i = source.indexOf('\n'); i >= 0 && i < offset; i = source.indexOf('\n', i + 1)) line++
  return line
}

/** `$${` is a literal `${`; a `$` that is not followed by `{` is a `$`. Throws `TemplateError`. */
function readParts(source: string, firstLine: number): TemplatePart[] {
  const parts: TemplatePart[] = []
  let literal = ''
  let from = 0
  for (;;) {
    const open = source.indexOf('${', from)
    if (open < 0) break
    if (open > from && source[open - 1] === '$') {
      literal += `${source.slice(from, open - 1)}\${`
      from = open + 2
      continue
    }
    literal += source.slice(from, open)
    try {
      const { expr, end } = readExpressionAt(source, open + 2)
      if (source[end] !== '}')
        throw new ExpressionError({ expected: '"}"', found: source.slice(end, end + 12) || 'the end', offset: end })
      if (literal) parts.push(literal)
      literal = ''
      parts.push(expr)
      from = end + 1
    } catch (error) {
      if (error instanceof ExpressionError) throw new TemplateError(error.problem, firstLine + lineAt(source, open))
      throw error
    }
  }
  literal += source.slice(from)
  if (literal) parts.push(literal)
  return parts
}

/** Reads a template. Throws `TemplateError`. */
export function readTemplate(source: string): Template {
  const parts = source.includes('${') ? readParts(source, 0) : source ? [source] : []
  const only = parts.length === 1 ? parts[0]! : null
  return { parts, whole: only !== null && typeof only !== 'string' ? only : null }
}

const DIRECTIVE = /^[ \t]*\$(for|if|else|end|insert)(?![A-Za-z0-9_-])[ \t]*(.*?)[ \t]*$/
const ESCAPED_DIRECTIVE = /^([ \t]*)\$(\$(?:for|if|else|end|insert)(?![A-Za-z0-9_-]))/gm
const FOR = /^([A-Za-z_][\w-]*)(?:[ \t]*,[ \t]*([A-Za-z_][\w-]*))?[ \t]+in[ \t]+(.+)$/
const INSERT = /^[A-Za-z_][\w-]*$/

interface Open {
  readonly block: ContentBlock
  readonly yes: ContentBlock[]
  readonly otherwise: ContentBlock[] | null
  current: ContentBlock[]
}

function problem(expected: string, found: string, line: number): TemplateError {
  return new TemplateError({ expected, found: found.trim() || 'nothing', offset: 0 }, line)
}

function readSource(source: string, line: number): Expr {
  try {
    return readExpression(source)
  } catch (error) {
    if (error instanceof ExpressionError) throw new TemplateError(error.problem, line)
    throw error
  }
}

/** Reads the content of a file: directive lines vanish whole, with their indentation and newline. Throws `TemplateError`. */
export function readContent(source: string): readonly ContentBlock[] {
  const top: ContentBlock[] = []
  const open: Open[] = []
  let pending = ''
  let pendingLine = 0
  const into = () => open.at(-1)?.current ?? top
  const flush = () => {
    if (pending)
      into().push({
        kind: 'text',
        parts: readParts(pending.replace(ESCAPED_DIRECTIVE, '$1$2'), pendingLine),
        line: pendingLine,
      })
    pending = ''
  }
  const lines = source.split('\n')
  for (const [line, text] of lines.entries()) {
    const whole = line < lines.length - 1 ? `${text}\n` : text
    const directive = DIRECTIVE.exec(text)
    if (!directive) {
      if (!pending) pendingLine = line
      pending += whole
      continue
    }
    flush()
    const [, word, rest = ''] = directive
    if (word === 'for') {
      const parts = FOR.exec(rest)
      if (!parts) throw problem('"$for name in list" or "$for key, value in map"', rest, line)
      const body: ContentBlock[] = []
      const names = parts[2] ? [parts[1]!, parts[2]] : [parts[1]!]
      const block: ContentBlock = { kind: 'for', names, in: readSource(parts[3]!, line), do: body, line }
      into().push(block)
      open.push({ block, yes: body, otherwise: null, current: body })
    } else if (word === 'if') {
      const yes: ContentBlock[] = []
      const otherwise: ContentBlock[] = []
      const block: ContentBlock = { kind: 'if', test: readSource(rest, line), yes, no: otherwise, line }
      into().push(block)
      open.push({ block, yes, otherwise, current: yes })
    } else if (word === 'insert') {
      if (!INSERT.test(rest)) throw problem('"$insert" with the name of a fragment', rest, line)
      into().push({ kind: 'insert', name: rest, line })
    } else {
      if (rest) throw problem(`"$${word}" alone on its line`, rest, line)
      const last = open.at(-1)
      if (!last) throw problem('an "$if" or "$for" before it', text, line)
      if (word === 'end') open.pop()
      else if (last.otherwise && last.current === last.yes) last.current = last.otherwise
      else throw problem('one "$else" after an "$if"', text, line)
    }
  }
  flush()
  const unclosed = open.at(-1)
  if (unclosed) throw problem(`"$end" for the "$${unclosed.block.kind}" of this line`, 'the end', unclosed.block.line)
  return top
}
