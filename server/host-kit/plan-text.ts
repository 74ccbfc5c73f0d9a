/** A host's part of a plan as the calls that the kit reads: every word in single quotes, so that it reaches exec byte for byte. */
import type { Command } from '#generators/contract/backend.ts'
import type { Action, HostPlan, ManifestAccount } from '#generators/contract/manifest.ts'
import { literalOf, text } from '#generators/contract/text.ts'
import { quoted } from '#generators/syntax/posix-shell.ts'

/** A word of the kit's files. NUL cannot stand in one: no process could be given it. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new Error('a word of a command holds NUL')
  return literalOf(quoted(text(word))) ?? "''"
}
function call(name: string, ...words: readonly (string | number)[]): string {
  return [name, ...words.map((word) => (typeof word === 'number' ? String(word) : quote(word)))].join(' ')
}

/** `feed` and the words of the command itself; its environment through `env`, the one way that allows every name. */
function commandWords(command: Command): { readonly feed: readonly string[]; readonly words: readonly string[] } {
  const environment = Object.entries(command.environment ?? {}).map(([name, value]) => `${name}=${value}`)
  return {
    feed: command.stdin === undefined ? [] : [call('feed', command.stdin)],
    words: environment.length > 0 ? ['env', ...environment, ...command.argv] : command.argv,
  }
}
function statuses(command: Command): string {
  return (command.ok ?? [0]).join(',')
}

/** Questions for `ask` and `hello`; commands that may change something are an error of ours. */
export function questionText(commands: readonly Command[]): string {
  return commands
    .flatMap((command, index) => {
      if (command.changes) throw new Error(`not a question: ${command.argv.join(' ')}`)
      const { feed, words } = commandWords(command)
      return [...feed, call('ask', index, command.seconds, ...words)]
    })
    .map((line) => `${line}\n`)
    .join('')
}

function account(of: ManifestAccount): string {
  const number = of.id === undefined ? '' : String(of.id)
  if (of.kind === 'group') return call('group', of.name, number)
  const create = of.createHome ? 'yes' : 'no'
  return call(
    'user',
    of.name,
    number,
    of.group ?? '',
    of.home ?? '',
    create,
    of.shell ?? '',
    of.description ?? '',
    ...(of.groups ?? []),
  )
}

/** Numbers the paths of a plan: `restore` finds what an earlier action kept under the path's number. */
function pathNumbers(): (path: string) => number {
  const numbers = new Map<string, number>()
  return (path) => {
    const number = numbers.get(path) ?? numbers.size + 1
    numbers.set(path, number)
    return number
  }
}

function actionLines(action: Action, number: (path: string) => number): readonly string[] {
  switch (action.do) {
    case 'install':
      return [call('install_file', number(action.at), action.at, action.from, action.mode.toString(8), action.bytes)]
    case 'link':
      return [call('install_link', number(action.at), action.at, action.to)]
    case 'remove':
      return [call('remove', number(action.at), action.at)]
    case 'restore':
      return [call('restore', number(action.at), action.at)]
    case 'directory':
      return [
        call(
          'directory',
          action.path,
          action.mode === undefined ? '' : action.mode.toString(8),
          action.owner ?? '',
          action.group ?? '',
        ),
      ]
    case 'account':
      return [account(action.account)]
    case 'free':
      return [call('free', action.port)]
    case 'run': {
      const { feed, words } = commandWords(action.command)
      return [...feed, call('run', action.command.seconds, statuses(action.command), ...words)]
    }
    case 'await': {
      const { feed, words } = commandWords(action.command)
      return [
        ...feed,
        call('await', action.seconds, action.command.seconds, statuses(action.command), action.says, ...words),
      ]
    }
  }
}

function body(name: string, actions: readonly Action[], number: (path: string) => number): string[] {
  const lines = actions.flatMap((action) => actionLines(action, number))
  return [`${name}() {`, ...lines.map((line) => `\t${line} || return`), '\treturn 0', '}']
}

/** The two files of a plan: forward (`step_<id>`, `forward`) and back (`back_<i>`, `backward`). */
export function planText(plan: HostPlan): { readonly forward: string; readonly back: string } {
  const number = pathNumbers()
  const forward = [
    ...plan.steps.flatMap((step) => body(`step_${step.id}`, step.do, number)),
    'forward() {',
    ...plan.steps.map((step) => `\t${call('step', step.id, step.wave, step.phase)}`),
    '\treturn 0',
    '}',
  ]
  const back = [
    ...plan.back.flatMap((step, index) => body(`back_${index}`, step.do, number)),
    'backward() {',
    ...plan.back.map((step, index) => `\t${call('back', index, step.of)}`),
    '\treturn 0',
    '}',
  ]
  return { forward: `${forward.join('\n')}\n`, back: `${back.join('\n')}\n` }
}
