/** From image and container as data to a recipe and the script that drives both. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, hole, joinTexts, literalOf, type Text, text } from '../../contract/text.ts'
import { runDirectory } from '../../lower/kinds.ts'
import { type Instruction, recipe } from '../../syntax/docker-recipe.ts'
import { comment, quoted, word, words } from '../../syntax/posix-shell.ts'
import { CONTAINER_SCRIPT } from './container-script.ts'
import { engineOf, settingsOf } from './index.ts'
import { isList, isRepeated, isSwitch, type Native, type Option } from './schema.ts'
import { copiesOf, stopSeconds } from './translate.ts'

/** A list adds to ours, `null` leaves ours out; anything else takes the place of ours. */
function overriddenOptions(options: readonly Option[], overrides: readonly Override[]): readonly Option[] {
  return overrides.reduce((before, { key, values }): readonly Option[] => {
    const others = before.filter((one) => one.name !== key)
    if (values === null) return others
    if (isSwitch(key)) return literalOf(values[0] ?? []) === 'true' ? [...others, { name: key }] : others
    const given = values.map((value): Option => ({ name: key, value }))
    return [...(isList(key) ? before : others), ...given]
  }, options)
}
/** ENTRYPOINT is last, and what a model adds stands before it: an instruction sees what the ones before it made. */
function overriddenInstructions(
  instructions: readonly Instruction[],
  overrides: readonly Override[],
): readonly Instruction[] {
  let result = [...instructions]
  for (const { key, values } of overrides) {
    const name = key.toUpperCase()
    const at = result.findIndex((one) => one.word === name)
    const given = (values ?? []).map((rest): Instruction => ({ word: name, rest }))
    if (values === null) result = result.filter((one) => one.word !== name)
    else if (at >= 0 && !isRepeated(key)) result.splice(at, 1, ...given)
    else {
      const last = result.findIndex((one) => one.word === 'ENTRYPOINT')
      result.splice(last < 0 ? result.length : last, 0, ...given)
    }
  }
  return result
}

function pathOf(artefact: Artefact): Text {
  return hole({ kind: 'artefact', of: artefact, via: 'store' })
}
function define(name: string, lines: readonly Text[]): readonly Text[] {
  return [
    text(`${name}() {`),
    ...(lines.length > 0 ? lines : [text(':')]).map((one) => concat(text('\t'), one)),
    text('}'),
  ]
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: the recipe, which names every file that the image has and
 * so has another address when one of them changes; and the script, which is all that a host needs to make, start and end the container.
 * Nothing is put where an engine looks, for an engine looks nowhere.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const { engine } = settingsOf(of.container)
  const { create = [], image = [] } = native
  const files = native.files.map(pathOf)
  const recipeFile: Artefact = {
    name: `${name}.Dockerfile`,
    mode: 0o644,
    kind: 'native',
    secret: false,
    content: recipe(
      [
        text(`The image of ${name}. Made by Longrun; changes here are lost.`),
        ...files.map((one) => concat(text('has '), one)),
      ],
      overriddenInstructions(native.instructions, image),
    ),
  }
  const options = overriddenOptions(native.options, create).map(({ name: option, value }) =>
    value ? concat(text(`--${option}=`), quoted(value)) : text(`--${option}`),
  )
  const { launcher, log } = lowered
  const hasDriver = create.some(({ key }) => key === 'log-driver')
  const isOneshot = lowered.kind.is === 'oneshot'
  // An engine that is root's, and is driven by somebody else, would run everything as root.
  const asMe = !of.container.privileged && engine === 'docker'
  const lines: readonly Text[] = [
    text('#!/bin/sh'),
    comment(concat(text(`The container of ${name}. Made by Longrun; changes here are lost.`))),
    concat(
      text('name='),
      word(text(name)),
      text(` seconds=${stopSeconds(lowered)} kind=`),
      text(lowered.kind.is, of.set.get('kind')),
    ),
    concat(text('self='), hole({ kind: 'self' })),
    concat(text('recipe='), pathOf(recipeFile)),
    concat(text('copies='), copiesOf(lowered)),
    ...(isOneshot && launcher
      ? [concat(text('launcher='), pathOf(launcher), text(' records='), word(runDirectory(of.container.name, name)))]
      : []),
    ...(hasDriver ? [] : [text(`driver='${engine === 'docker' ? '{{.LoggingDriver}}' : '{{.Host.LogDriver}}'}'`)]),
    ...(isOneshot && log ? [concat(text('log='), word(log))] : []),
    ...define('engine', [concat(words(engineOf(of.container).map((one) => text(one))), text(' "$@"'))]),
    ...define(
      'files',
      files.map((one) => concat(text('put '), one)),
    ),
    ...define(
      'accounts',
      native.rows.map(({ table, name: row }) => concat(text(`account ${table} `), word(row))),
    ),
    ...define(
      'reloads',
      native.reloadFiles.map((one, index) =>
        concat(
          text('copy '),
          hole({ kind: 'artefact', of: one, via: 'current' }),
          text(index < native.reloadFiles.length - 1 ? ' || return' : ''),
        ),
      ),
    ),
    ...define(
      'directories',
      native.directories.map((one) => concat(text('directory '), word(one))),
    ),
    ...define('create', [
      ...(asMe ? [text('as=')] : []),
      ...(asMe
        ? [text(`engine info --format '{{.SecurityOptions}}' | grep -q rootless || as=--user=$(id -u):$(id -g)`)]
        : []),
      joinTexts(
        [
          text('engine create --label="$label=$self"'),
          ...(asMe ? [text('$as')] : []),
          ...(of.kind.is === 'timer' ? [text('$zone')] : []),
          ...(hasDriver ? [] : [text('$logs')]),
          ...options,
          text('"$image"'),
        ],
        ' \\\n\t\t',
      ),
    ]),
    concat(text('. '), pathOf(CONTAINER_SCRIPT)),
  ]
  const script: Artefact = {
    name: `${name}.container`,
    mode: 0o755,
    kind: 'native',
    secret: false,
    content: concat(joinTexts(lines, '\n'), text('\n')),
  }
  return {
    artefacts: [recipeFile, script],
    links: [],
    script,
    by: [...create, ...image]
      .filter(({ key, values }) => values === null || (isSwitch(key) && literalOf(values[0] ?? []) === 'false'))
      .map((one) => one.at),
  }
}
