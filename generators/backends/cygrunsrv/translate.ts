/** From what a process is to the options with which cygrunsrv registers it: `cygrunsrv --help`. */
import type { Lowered } from '../../contract/backend.ts'
import type { StepKind } from '../../contract/chain.ts'
import { concat, joinTexts, literalOf, type Text, text } from '../../contract/text.ts'
import { outlineOf } from '../../syntax/outline.ts'
import { MOST_DEPENDENCIES } from './index.ts'
import type { Native, Option } from './schema.ts'

/** What every splitter of a line into words leaves alone: `--args` is one string, and nobody documents how it is split. */
const PLAIN = /^[A-Za-z0-9/._:=,@+-]+$/
const PATH = /^\/[A-Za-z0-9/._+-]*$/

/**
 * Variables become named values in the registry: their names are alike where only their case differs, an empty value is none, and
 * other than printable ASCII depends on the service's locale. `PATH` always gets /bin in front, so it would not be what the model says.
 */
function holdsVariables(variables: readonly Text[]): boolean {
  const outlines = variables.map(outlineOf)
  const names = outlines.map((one) => one?.split('=', 1)[0]?.toUpperCase())
  return (
    new Set(names).size === names.length &&
    !names.includes('PATH') &&
    outlines.every((one) => /^[A-Za-z_][A-Za-z0-9_]*=[\x20-\x7e]+$/.test(one ?? ''))
  )
}

/** Whether an option can say it; what it cannot, the launcher does. `values` as the contract's `holds` says. */
export function holds(step: StepKind, values: readonly Text[]): boolean {
  switch (step) {
    case 'environment':
      return holdsVariables(values)
    case 'output':
      return values.every((one) => PATH.test(outlineOf(one) ?? ''))
    case 'exec': {
      const [path = null, ...args] = values.map(outlineOf)
      return path !== null && PATH.test(path) && args.every((one) => one !== null && PLAIN.test(one))
    }
    case 'limits':
    case 'umask':
    case 'wait':
    case 'prepare':
    case 'nice':
    case 'user':
    case 'directory':
      return false
  }
}

/** A line in Windows' list of services. */
export function holdsDescription(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && !/[\0-\x1f\x7f]/.test(outline)
}

/** In: a lowered placement whose native steps `holds` said yes to. Out: options in the order of the manual, each with its origins. */
export function translate(lowered: Lowered): Native {
  const { of, native, exec, name } = lowered
  const options: Option[] = []
  const says = (option: string, value?: Text) => options.push(value ? { name: option, value } : { name: option })
  says('path', exec.path)
  if (exec.args.length > 0) says('args', joinTexts(exec.args, ' '))
  says('disp', text(name))
  const blank = literalOf(of.description)?.trim() === ''
  if (!blank && holdsDescription(of.description)) says('desc', of.description)
  says('type', text(of.boot ? 'auto' : 'manual', of.set.get('boot')))
  for (const [variable, value] of native.environment ?? []) says('env', concat(text(`${variable}=`), value))
  says('termsig', text(of.stop.signal.replace(/^SIG/, ''), of.set.get('stop')))
  // Everything else goes to the launcher's writer, and nothing else may open its file.
  if (native.output) {
    says('stdout', native.output)
    says('stderr', native.output)
  }
  // Else Windows ends it at shutdown without a word.
  says('shutdown')
  const beside = lowered.after.filter((one) => one.container === of.container.name)
  for (const one of beside.slice(0, MOST_DEPENDENCIES)) says('dep', text(one.name, one.from))
  return { options }
}
