/** From options as data to the script that registers the service. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, joinTexts, literalOf, text } from '../../contract/text.ts'
import { quoted, word } from '../../syntax/posix-shell.ts'
import { type Native, type Option, SWITCHES } from './schema.ts'

/** An override takes the place of all options of its name; `null`, or `false` for a switch, leaves them out. */
function overridden(options: readonly Option[], overrides: readonly Override[]): Option[] {
  return overrides.reduce((before: readonly Option[], { key, values }): Option[] => {
    const isSwitch = SWITCHES.has(key)
    const given = (values ?? []).filter((one) => !isSwitch || literalOf(one) === 'true')
    const instead = given.map((value): Option => (isSwitch ? { name: key } : { name: key, value }))
    const first = before.findIndex((one) => one.name === key)
    const others = before.filter((one) => one.name !== key)
    return first < 0 ? [...others, ...instead] : [...others.slice(0, first), ...instead, ...others.slice(first)]
  }, options) as Option[]
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: a script of one command. A value and its option are one
 * word, `--option=value` (getopt_long(3)), so that no value can be read as an option.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { name } = lowered
  const overrides = native.overrides ?? []
  const words = overridden(native.options, overrides).map((one) =>
    one.value ? concat(text(`--${one.name}=`), quoted(one.value)) : word(text(`--${one.name}`)),
  )
  const script: Artefact = {
    name,
    mode: 0o755,
    kind: 'native',
    secret: false,
    content: concat(
      text('#!/bin/sh\n# Registers the service with Windows. Made by Longrun; changes here are lost.\n'),
      joinTexts([text(`exec cygrunsrv --install=${name}`), ...words], ' \\\n\t'),
      text('\n'),
    ),
  }
  return {
    artefacts: [script],
    links: [{ at: name, to: { copy: script } }],
    by: overrides
      .filter((one) => !one.values || one.values.some((value) => literalOf(value) === 'false'))
      .map((one) => one.at),
  }
}
