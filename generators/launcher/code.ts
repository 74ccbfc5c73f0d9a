/** Shell code as lines of text, and the functions of one script that must be a process of their own. */
import { concat, joinTexts, type Part, type Text, text } from '../contract/text.ts'
import { quoted } from '../syntax/posix-shell.ts'

export type Line = Text
export type Code = readonly Line[]

/** A line from literal shell and texts that are already words. */
export function line(...pieces: readonly (string | Text)[]): Line {
  return joinTexts(pieces, '')
}

const TAB: Part = { s: '\t' }
/** One tab deeper. Only the first line of a word that holds newlines is moved, so the word stays what it is. */
export function indent(code: Code): Code {
  return code.map((one) => (one.length > 0 ? [TAB, ...one] : one))
}

export function define(name: string, body: Code): Code {
  return [line(`${name}() {\n\t`, body.length > 0 ? joinTexts(body, '\n\t') : 'return 0', '\n}')]
}

/** The whole script. */
export function toText(code: Code): Text {
  return joinTexts([...code, []], '\n')
}

/** Ends the launcher with 111, the status that says that the program was never run. */
export function dying(what: string, of?: Text): Text {
  return line('die 111 ', quoted(of ? concat(text(`${what} `), of) : text(what)))
}
export function orDie(what: string, of?: Text): Text {
  return line(' || ', dying(what, of))
}

/** Functions that a script runs as a process of its own, by calling itself with the function's name. */
export interface Functions {
  /** Adds a function, gives its name: `step_1`, `probe_2` ... */
  add(kind: 'step' | 'probe', body: Code): string
  readonly names: readonly string[]
  readonly code: Code
}
export function functions(): Functions {
  const names: string[] = []
  const code: Line[] = []
  return {
    add(kind, body) {
      const name = `${kind}_${names.length + 1}`
      names.push(name)
      code.push(...define(name, body))
      return name
    },
    names,
    code,
  }
}
