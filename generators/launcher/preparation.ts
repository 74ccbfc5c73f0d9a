/** Preparation as shell code: each kind of step, every one of which may be run any number of times. */
import type { Ownership, Preparation } from '../contract/chain.ts'
import { concat, literalOf, type Text, text } from '../contract/text.ts'
import { quoted, word } from '../syntax/posix-shell.ts'
import { type Code, dying, type Functions, indent, type Line, line, orDie } from './code.ts'
import { describeProbe, probeLine } from './readiness.ts'
import { type Surroundings, stepLines } from './step.ts'

export interface PreparationContext {
  readonly around: Surroundings
  readonly functions: Functions
  /** Where a `log` probe looks. */
  readonly log?: Text
}

/** The lines that do all of it, in order; the first that fails ends the launcher with 111. */
export function preparationLines(steps: readonly Preparation[], context: PreparationContext): Code {
  return steps.flatMap((step) => one(step, context))
}

function one(step: Preparation, context: PreparationContext): Code {
  switch (step.do) {
    case 'directory': {
      const make = line('mkdir -p -- ', word(step.path))
      return [line(make, ...owned(step.path, step, context, ''), orDie('cannot make the directory', step.path))]
    }
    case 'copy': {
      const copy = line('copy_to ', word(step.from), ' ', word(step.to))
      const whole = line(copy, ...owned(step.to, step, context, '-hR '), orDie('cannot copy to', step.to))
      return step.unless ? unless(step.unless, [whole]) : [whole]
    }
    case 'link':
      return [line('link_at ', word(step.target), ' ', word(step.at), orDie('cannot make the link', step.at))]
    case 'link-into':
      return [
        line(
          'link_into ',
          word(step.target),
          ' ',
          word(step.directory),
          orDie('cannot make a link in', step.directory),
        ),
      ]
    case 'touch':
      return [line('touch -- ', word(step.path), orDie('cannot make', step.path))]
    case 'unless': {
      const mark = step.mark ? [line('touch -- ', word(step.path), orDie('cannot mark', step.path))] : []
      return unless(step.path, [...preparationLines(step.steps, context), ...mark])
    }
    case 'wait': {
      if (step.for.kind === 'ended')
        return [line(`await_end ${step.for.seconds} `, quoted(step.for.process), ' ', word(step.for.records))]
      const name = context.functions.add('probe', [probeLine(step.for, context.around, context.functions, context.log)])
      const until = step.for.kind === 'command' && !step.for.strict ? 'hope' : 'await'
      return [
        line(
          `${until} `,
          text(String(step.for.seconds), step.for.from),
          ' ',
          quoted(describeProbe(step.for)),
          ` ${name}`,
        ),
      ]
    }
    case 'run':
      return run(step, context)
    case 'script': {
      // The text is one word for a shell of its own: what is wrong with it cannot reach the rest of this script.
      const argv = [text('/bin/sh'), text('-ec'), step.text, text('prepare')]
      const name = context.functions.add('step', stepLines(context.around, { argv, environment: step.variables }))
      return [line(asOther(name, step.as, context), ' </dev/null', orDie('a script of the preparation failed'))]
    }
  }
}

function unless(path: Text, code: Code): Code {
  return [line('if [ ! -e ', word(path), ' ]; then'), ...indent(code), line('fi')]
}

function owned(path: Text, of: Ownership, context: PreparationContext, flags: string): Line[] {
  const lines: Line[] = []
  const owner = of.owner && literalOf(of.owner) !== '' ? of.owner : null
  const group = of.group && literalOf(of.group) !== '' ? of.group : null
  if (context.around.mayGive && (owner || group)) {
    const account = concat(owner ?? text(''), ...(group ? [text(':'), group] : []))
    lines.push(line(` && chown ${flags}-- `, word(account), ' ', word(path)))
  }
  if (of.mode !== undefined) lines.push(line(` && chmod ${of.mode.toString(8).padStart(4, '0')} `, word(path)))
  return lines
}

/** A function of this script, as whoever runs it or as another account. */
function asOther(name: string, as: Text | undefined, { around }: PreparationContext): Line {
  if (!as || !around.becoming) return line(`(${name})`)
  const same = around.person && literalOf(around.person.name) === literalOf(as) && literalOf(as) !== null
  const person = same && around.person ? around.person : { name: as }
  return line('(exec ', around.becoming(person), ' "$lr_shell" "$lr_self" ', `${name})`)
}

function run(step: Extract<Preparation, { do: 'run' }>, context: PreparationContext): Code {
  const name = context.functions.add('step', stepLines(context.around, step))
  const call = asOther(name, step.as, context)
  const whole = step.input ? line("printf '%s' ", quoted(step.input), ' | ', call) : line(call, ' </dev/null')
  const what = step.argv[0] ?? text('a program')
  const strict = step.ok.every((status) => status === 0)
  const code: Code = strict
    ? [line(whole, orDie('failed in the preparation:', what))]
    : [whole, line(`case $? in ${step.ok.join(' | ')}) ;; *) `, dying('failed in the preparation:', what), ' ;; esac')]
  return step.unless ? unless(step.unless, code) : code
}
