/** Checks a file's content against its format: where each value stands in the grammar, and that every branch leaves it where it began. */
import { type Text, text } from '../contract/text.ts'
import type { Fragment } from '../model/document.ts'
import type { Format } from '../syntax/format.ts'
import { below, type Checking, checkString, inLoop, iterated, sayTemplateError, standingAt } from './checking.ts'
import { printExpression } from './expression.ts'
import { checkCondition, falsities, infer, knowing, truths } from './infer.ts'
import type { Block } from './nodes.ts'
import { describe, isClosed } from './shapes.ts'
import { type ContentBlock, readContent, type TemplatePart } from './template.ts'

export interface ContentContext {
  readonly format: Format
  /** The constructor's own fragments, and where they stand. */
  readonly fragments: Readonly<Record<string, Fragment>>
  readonly fragmentsScope: Checking
  /** Fragments that are being inserted: none may insert itself. */
  readonly inserting: readonly string[]
}

/** Blocks of `content`, which stands at the scope's place, and the state of the grammar behind it. */
export function compileContent(
  content: string,
  scope: Checking,
  context: ContentContext,
  from: string,
): { blocks: readonly Block[]; state: string } {
  let parsed: readonly ContentBlock[] = []
  try {
    parsed = readContent(checkString(content, scope))
  } catch (error) {
    sayTemplateError(error, scope)
  }
  return compileBlocks(parsed, scope, context, from)
}

function compileBlocks(
  parsed: readonly ContentBlock[],
  scope: Checking,
  context: ContentContext,
  from: string,
): { blocks: Block[]; state: string } {
  const blocks: Block[] = []
  let state = from
  for (const block of parsed) {
    if (block.kind === 'text') for (const part of block.parts) state = compilePart(part, scope, context, state, blocks)
    else if (block.kind === 'for') {
      const inner = inLoop(scope, block.names, iterated(block.in, scope))
      const body = compileBlocks(block.do, inner, context, state)
      if (body.state !== state)
        scope.problem('loop-changes-state', { line: block.line + 1, format: context.format.title })
      blocks.push({ kind: 'for', names: block.names, in: block.in, do: body.blocks, at: scope.at })
    } else if (block.kind === 'if') {
      checkCondition(block.test, scope)
      const then = compileBlocks(block.yes, narrowed(scope, truths(block.test)), context, state)
      const otherwise = compileBlocks(block.no, narrowed(scope, falsities(block.test)), context, state)
      if (then.state !== otherwise.state)
        scope.problem('branches-differ-in-state', { line: block.line + 1, format: context.format.title })
      state = then.state
      blocks.push({ kind: 'if', test: block.test, yes: then.blocks, no: otherwise.blocks, at: scope.at })
    } else state = compileInsert(block.name, scope, context, state, blocks)
  }
  return { blocks, state }
}

function narrowed(scope: Checking, facts: readonly string[]): Checking {
  return { ...scope, known: knowing(scope, facts).known }
}

/** A value counts as one ordinary character: what follows it is inside the same word. */
function compilePart(
  part: TemplatePart,
  scope: Checking,
  { format }: ContentContext,
  state: string,
  into: Block[],
): string {
  if (typeof part === 'string') {
    const written: Text = text(part, scope.at)
    into.push({ kind: 'literal', text: written })
    return format.lex(state, part)
  }
  const { shape } = infer(part, scope)
  if (shape.is !== 'scalar' && shape.is !== 'secret' && shape.is !== 'unknown')
    scope.problem('not-text', { type: describe(shape) })
  else if (format.bare(state) && !isClosed(shape))
    scope.problem('open-text-in-bare-word', {
      expression: printExpression(part),
      type: describe(shape),
      format: format.title,
    })
  into.push({ kind: 'value', expr: part, state, at: scope.at })
  return format.lex(state, 'x')
}

function compileInsert(name: string, scope: Checking, context: ContentContext, state: string, into: Block[]): string {
  const { format, fragments, fragmentsScope, inserting } = context
  const own = Object.hasOwn(fragments, name) ? fragments[name]! : null
  if (own) {
    const place = below(fragmentsScope, fragments, name)
    if (inserting.includes(name)) scope.problem('fragment-inserts-itself', { name })
    else if (own.format && own.format !== format.id)
      scope.problem('fragment-of-other-format', { name, given: own.format, wanted: format.id })
    else {
      const inner = {
        ...narrowed(standingAt(place, place.locate(own, 'content', place.at)), [...scope.known]),
        locals: scope.locals,
        loops: scope.loops,
      }
      const body = compileContent(own.content, inner, { ...context, inserting: [...inserting, name] }, state)
      into.push(...body.blocks)
      return body.state
    }
    return state
  }
  const found = scope.lookup(name)
  if (!found) scope.problem('unknown-fragment', { name })
  else if (found.shape.is !== 'fragment')
    scope.problem('wrong-type', { wanted: 'a fragment', given: describe(found.shape) })
  else if (found.shape.format !== format.id)
    scope.problem('fragment-of-other-format', { name, given: found.shape.format, wanted: format.id })
  else {
    infer({ kind: 'name', name }, scope)
    into.push({ kind: 'insert', expr: { kind: 'name', name }, state, at: scope.at })
  }
  return state
}
