/** From a definition as data to the files that s6-rc-compile reads. */
import type { Container, Link, Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, joinTexts, type Text, text } from '../../contract/text.ts'
import type { Native, Setting } from './schema.ts'

/** An override takes the place of its file; a new one comes last; `null` leaves it out. */
function overridden(settings: readonly Setting[], overrides: readonly Override[]): Setting[] {
  let result = [...settings]
  for (const { key, values } of overrides) {
    const value = values?.[0]
    result = result.filter((one) => one.key !== key)
    if (value) result.push({ key, value })
  }
  return result
}

function native(name: string, content: Text, mode = 0o644): Artefact {
  return { name, mode, kind: 'native', secret: false, content }
}
const line = (value: Text): Text => concat(value, text('\n'))
/** -P: "do not substitute positional parameters"; -S1: `$1` is the first one, for `finish`. */
function script(name: string, options: string, lines: readonly Text[]): Artefact {
  return native(name, line(joinTexts([text(`#!/bin/execlineb ${options}`), ...lines], '\n')), 0o755)
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: the process's longrun and its log's, joined by a pipe
 * that s6-rc holds open, a bundle of the two (`NAME.pipeline`), and its place in the bundle that is brought up at boot.
 */
export function render(definition: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const overrides = definition.overrides ?? []
  const companion = `${name}.log`
  const boot = of.set.get('boot')
  const { up } = definition
  const settings = overridden(definition.settings, overrides).map(({ key, value }) => native(key, line(value)))
  const own: Artefact[] = up
    ? [native('type', text('oneshot\n', of.set.get('kind'))), native('up', line(up)), ...settings]
    : [
        native('type', text('longrun\n')),
        script('run', '-P', definition.run),
        ...(definition.finish ? [script('finish', '-S1', definition.finish)] : []),
        native('producer-for', text(`${companion}\n`)),
        ...settings,
      ]
  const beside: Artefact[] = up
    ? []
    : [
        native('type', text('longrun\n')),
        script('run', '-P', definition.log),
        native('notification-fd', text('3\n')),
        native('consumer-for', text(`${name}\n`)),
        native('pipeline-name', text(`${name}.pipeline\n`)),
      ]
  const links: Link[] = [
    ...own.map((file) => ({ at: `${name}/${file.name}`, to: { copy: file } })),
    ...definition.dependencies.map((one) => ({
      at: `${name}/dependencies.d/${one.name}`,
      to: { copy: native(one.name, one.value) },
    })),
    ...beside.map((file) => ({ at: `${companion}/${file.name}`, to: { copy: file } })),
    ...(of.boot ? [{ at: `default/contents.d/${name}`, to: { copy: native(name, text('', boot)) } }] : []),
  ]
  return {
    artefacts: links.flatMap(({ to }) => ('copy' in to ? [to.copy] : [])),
    links,
    by: [...overrides.filter((one) => one.values === null).map((one) => one.at), ...(boot && !of.boot ? [boot] : [])],
  }
}

/** The bundle of all that is brought up at boot; each process puts itself into it. */
export function renderContainer(_all: readonly Lowered[], _container: Container): Rendered {
  const type = native('type', text('bundle\n'))
  return { artefacts: [type], links: [{ at: 'default/type', to: { copy: type } }] }
}
