/** From a header as data to the init script, and the order of all of them where no init looks at the headers. */
import type { Container, Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, isEmpty, joinTexts, mapLiterals, type Text, text } from '../../contract/text.ts'
import { word } from '../../syntax/posix-shell.ts'
import { isSystem } from './index.ts'
import type { HeaderLine, Native } from './schema.ts'

/** An override takes the place of its key; a new key comes last; `null` leaves it out. */
function overridden(header: readonly HeaderLine[], overrides: readonly Override[]): HeaderLine[] {
  let result = [...header]
  for (const { key, values } of overrides) {
    const there = result.some((one) => one.key === key)
    if (values === null) result = result.filter((one) => one.key !== key)
    else if (there) result = result.map((one) => (one.key === key ? { key, values } : one))
    else result.push({ key, values })
  }
  return result
}

const WIDTH = 'Short-Description:'.length + 1

/** The marks are exact, and lines between them begin with "# ": LSB 5.0, 22.2. */
function headerText(header: readonly HeaderLine[]): Text {
  const lines = header.map(({ key, values }) => {
    const value = joinTexts(
      values.map((one) => mapLiterals(one, (s) => s.replace(/[\r\n]+/g, ' '))),
      ' ',
    )
    return isEmpty(value) ? concat(text(`# ${key}:`), value) : concat(text(`# ${`${key}:`.padEnd(WIDTH)} `), value)
  })
  return joinTexts([text('### BEGIN INIT INFO'), ...lines, text('### END INIT INFO')], '\n')
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: one script, self-contained: it needs no functions of a
 * distribution, because everything that it does stands in the launcher's script, which it becomes.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const overrides = native.overrides ?? []
  const script: Artefact = {
    name: lowered.name,
    mode: 0o755,
    kind: 'native',
    secret: false,
    content: concat(
      text('#!/bin/sh\n'),
      headerText(overridden(native.header, overrides)),
      text(
        '\n# Knows start, stop, restart, try-restart, reload, force-reload and status. Made by Longrun; changes here are lost.\nexec ',
      ),
      word(native.script),
      text(' "$@"\n'),
    ),
  }
  return {
    artefacts: [script],
    links: [{ at: script.name, to: { copy: script } }],
    by: overrides.filter((one) => one.values === null).map((one) => one.at),
  }
}

/** Starts or stops all that stand in a directory of our own, for cron's @reboot or by hand. */
const RC: Artefact = {
  name: 'rc',
  mode: 0o755,
  kind: 'native',
  secret: false,
  content: text(`#!/bin/sh
# Starts all processes of this directory in their order, stops them in the reverse one, or shows them. Made by Longrun.
# No init looks here: to have them started at boot, let cron do it (crontab -e, "@reboot" and this file with "start").
cd "$(dirname "$0")/rc.d" || exit 1
code=0
case \${1-} in
start) for script in S*; do [ ! -x "$script" ] || "./$script" start || code=1; done ;;
stop) for script in K*; do [ ! -x "$script" ] || "./$script" stop || code=1; done ;;
status) for script in K*; do [ ! -x "$script" ] || "./$script" status || code=1; done ;;
*)
	echo "usage: $0 start|stop|status" >&2
	exit 2
	;;
esac
exit $code
`),
}

/**
 * In: everything of one container. Out: nothing where init orders the scripts by their headers (insserv, startpar); else an
 * `rc` and its links, numbered so that they sort right: as wide as the widest number, two digits at least.
 */
export function renderContainer(all: readonly Lowered[], container: Container): Rendered {
  if (isSystem(container)) return { artefacts: [], links: [] }
  const levels = levelsOf(all)
  let deepest = 0
  for (const level of levels.values()) deepest = Math.max(deepest, level)
  const width = Math.max(2, String(deepest + 1).length)
  const number = (level: number) => String(level + 1).padStart(width, '0')
  const links = all.flatMap((one) => {
    const level = levels.get(one.name) ?? 0
    const to = { link: `../${one.name}` }
    const stop = { at: `rc.d/K${number(deepest - level)}${one.name}`, to }
    return one.of.boot ? [{ at: `rc.d/S${number(level)}${one.name}`, to }, stop] : [stop]
  })
  return { artefacts: [RC], links: [{ at: RC.name, to: { copy: RC } }, ...links] }
}

/** How many others each one has to come after, at least; order is acyclic, and what is not there has no level. */
function levelsOf(all: readonly Lowered[]): ReadonlyMap<string, number> {
  const byName = new Map(all.map((one) => [one.name, one]))
  const levels = new Map<string, number>()
  // A stack of our own: a chain of ten thousand is ten thousand deep. What is met again on the way, a circle, is passed over.
  const open = new Set<string>()
  const way: { readonly of: Lowered; next: number; level: number }[] = []
  const enter = (of: Lowered) => {
    open.add(of.name)
    way.push({ of, next: 0, level: 0 })
  }
  for (const first of all) {
    if (!levels.has(first.name)) enter(first)
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const edge = top.of.after[top.next]
      if (!edge) {
        levels.set(top.of.name, top.level)
        open.delete(top.of.name)
        way.pop()
        continue
      }
      const other = edge.container === top.of.of.container.name ? byName.get(edge.name) : undefined
      const level = other && levels.get(other.name)
      if (other && level === undefined && !open.has(other.name)) {
        enter(other)
        continue
      }
      if (level !== undefined) top.level = Math.max(top.level, level + 1)
      top.next += 1
    }
  }
  return levels
}
