/** From a script as data to the file that openrc-run runs. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, joinTexts, type Text, text } from '../../contract/text.ts'
import { assignment } from '../../syntax/posix-shell.ts'
import type { Native, Setting } from './schema.ts'

/** An override takes the place of its variable; a new one comes last; `null` leaves it out. */
function overridden(settings: readonly Setting[], overrides: readonly Override[], userChange: boolean): Setting[] {
  let result = [...settings]
  for (const { key, values } of overrides) {
    if (key === 'command_user' && !userChange) continue
    const value = values === null ? null : joinTexts(values, ' ')
    const there = result.some((one) => one.key === key)
    if (value === null) result = result.filter((one) => one.key !== key)
    else if (there) result = result.map((one) => (one.key === key ? { key, value } : one))
    else result.push({ key, value })
  }
  return result
}

function define(name: string, body: readonly Text[]): Text[] {
  return [[], text(`${name}() {`), ...body.map((one) => concat(text('\t'), one)), text('}')]
}

/** Of OpenRC's own answer the number of the process is missing, and that there may be none: 32 is its word for crashed. */
const STATUS = [
  'supervise_status || return',
  'child=$(service_get_value child_pid)',
  `if [ -z "$child" ] || [ ! -e "/proc/$child" ]; then`,
  `	eerror 'process: none'`,
  '	return 32',
  'fi',
  'einfo "process: $child"',
].map((one) => text(one))

/**
 * In: what `translate` made, with overrides where the model has some. Out: one script. It says nothing outside functions but
 * assignments, because OpenRC runs all of it whenever it looks for dependencies.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const overrides = native.overrides ?? []
  const { gate, once } = native
  const exports = [...native.environment].map(([key, value]) => concat(text('export '), assignment(key, value)))
  const lines: Text[] = [
    text('#!/sbin/openrc-run'),
    text('# Made by Longrun; changes here are lost.'),
    ...overridden(native.settings, overrides, of.container.userChange).map(({ key, value }) => assignment(key, value)),
    ...(native.reload ? [text('extra_started_commands=reload')] : []),
    ...define('depend', [
      text('use localmount net'),
      ...(native.wants.length > 0 ? [concat(text('want '), joinTexts(native.wants, ' '))] : []),
    ]),
    // In a shell of its own: nothing else here is to see these variables.
    ...(exports.length > 0
      ? define('start', [text('('), ...exports.map(indented), text('\tsupervise_start'), text(')')])
      : []),
    // It is supervised from here on, and may become ready later: no reason to lose it.
    ...(gate ? define('start_post', [concat(gate, text(' || ewarn "${RC_SVCNAME} runs, but is not ready"'))]) : []),
    ...(once ? runsOnce(once) : define('status', STATUS)),
    ...(native.reload ? define('reload', [native.reload]) : []),
    [],
  ]
  const script: Artefact = { name, mode: 0o755, kind: 'native', secret: false, content: joinTexts(lines, '\n') }
  const boot = of.set.get('boot')
  return {
    artefacts: [script],
    links: [{ at: name, to: { copy: script } }],
    by: [
      ...(boot && (of.container.privileged || !of.boot) ? [boot] : []),
      ...overrides.filter((one) => one.values === null).map((one) => one.at),
    ],
  }
}

/** Byte for byte what a oneshot is given elsewhere: nothing of OpenRC's own environment, and nothing on standard input. */
function runsOnce({ script, log, from }: NonNullable<Native['once']>): Text[] {
  const run = concat(
    text('/usr/bin/env -i PATH="$PATH" HOME="${HOME:-/}" ', from),
    script,
    text(' </dev/null >>'),
    log,
    text(' 2>&1'),
  )
  return [
    ...define('start', [text('ebegin "Running ${RC_SVCNAME}"'), run, text('eend $?')]),
    ...define('stop', [concat(script, text(' forget'))]),
  ]
}

function indented(one: Text): Text {
  return concat(text('\t'), one)
}
