/** From a script as data to its text. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, joinTexts, type Text, text } from '../../contract/text.ts'
import { assignment, word } from '../../syntax/posix-shell.ts'
import { HEADER, type HeaderLine, type Native } from './schema.ts'

function values(of: Override): readonly Text[] {
  return of.values ?? []
}

/** An override takes the place of its key; a new key comes last; `null` leaves it out. */
function overridden(header: readonly HeaderLine[], overrides: readonly Override[]): HeaderLine[] {
  let result = [...header]
  for (const one of overrides) {
    if (!HEADER.has(one.key)) continue
    const there = result.some(({ key }) => key === one.key)
    if (one.values === null) result = result.filter(({ key }) => key !== one.key)
    else if (there) result = result.map((line) => (line.key === one.key ? { key: one.key, values: values(one) } : line))
    else result.push({ key: one.key, values: values(one) })
  }
  return result
}

/** rcorder reads `# KEY: words` from the first such line to the first line of another kind. */
function headerText(header: readonly HeaderLine[]): Text {
  return joinTexts(
    header.map((one) => concat(text(`# ${one.key}: `), joinTexts(one.values, ' '))),
    '\n',
  )
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: one script. rc.subr evaluates the value of each `*_cmd` as
 * shell, so these are names of functions; the launcher's path is a word inside of them, and no text of a model comes near.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { name } = lowered
  const overrides = native.overrides ?? []
  const variables = overrides.filter((one) => !HEADER.has(one.key) && one.values !== null)
  const verbs = ['start', 'stop', 'status', ...(native.reloads ? ['reload'] : [])]
  const description = variables.some((one) => one.key === 'desc') ? [] : [assignment('desc', native.description)]
  const lines: Text[] = [
    text('#!/bin/sh\n'),
    headerText(overridden(native.header, overrides)),
    text('\n# Made by Longrun; changes here are lost. Set variables in rc.conf(5).\n'),
    text('. /etc/rc.subr\n'),
    text(`name=${name}`),
    ...description,
    text(`rcvar=${name}_enable`),
    text(`extra_commands='${verbs.slice(2).join(' ')}'`),
    ...verbs.map((verb) => text(`${verb}_cmd=${name}_${verb}`)),
    ...variables.map((one) => assignment(one.key, joinTexts(values(one), ' '))),
    text(''),
    ...verbs.map((verb) => concat(text(`${name}_${verb}() { `), word(native.script), text(` ${verb}; }`))),
    text('\nload_rc_config "$name"'),
    concat(text(`: "\${${name}_enable:=`), native.boot, text('}"')),
    text('run_rc_command "$1"\n'),
  ]
  const script: Artefact = { name, mode: 0o755, kind: 'native', secret: false, content: joinTexts(lines, '\n') }
  return {
    artefacts: [script],
    links: [{ at: script.name, to: { copy: script } }],
    by: overrides.filter((one) => one.values === null).map((one) => one.at),
  }
}
