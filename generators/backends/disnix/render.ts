/** From a component as data to the two files of it: what Dysnomia's module reads, and the program that it runs. */
import type { Lowered, Rendered } from '../../contract/backend.ts'
import type { Override } from '../../contract/overrides.ts'
import { type Artefact, concat, hole, type Text, text } from '../../contract/text.ts'
import { assignment, comment, word } from '../../syntax/posix-shell.ts'
import { NOT_STARTED, OWN_CONTAINER } from './index.ts'
import type { Native } from './schema.ts'

/** The directory of a component below that of the container, and in it the one file that the module reads. */
export function componentOf(lowered: Pick<Lowered, 'name' | 'of'>): string {
  return `components/${lowered.of.container.properties.container ?? OWN_CONTAINER}/${lowered.name}`
}

const line = (value: Text): Text => concat(value, text('\n'))

/**
 * The module takes a PID file that is there for a process that runs, and kills what an old one names, whoever has that number by
 * now. So the file is made true when the module reads this, which it does before it looks.
 */
const MADE_TRUE = `# The module reads this file as shell before it looks at the PID file, which is made true here: an old one goes, whoever has its
# number now, and that of a process that runs comes back.
"$process" pid
`

/**
 * Starts the process and says its number, or only says it. The launcher knows it by number and birth, and answers as an init
 * script: "NAME: running (pid 1, up 2 s)".
 */
const PROGRAM = `case \${1-} in
'')
	"$launcher" start || {
		code=$?
		echo '${NOT_STARTED}' >&2
		exit $code
	}
	;;
pid) ;;
*)
	echo "usage: $0 [pid]" >&2
	exit 2
	;;
esac
said=$("$launcher" status)
case $?,$said in
[03],*' (pid '*)
	pid=\${said##*' (pid '}
	pid=\${pid%%[!0-9]*}
	mkdir -p "\${file%/*}" && printf '%s\\n' "$pid" >"$file.$$" && mv -f "$file.$$" "$file"
	;;
[013],*) rm -f "$file" ;;
*)
	printf '%s\\n' "$said" >&2
	exit 4
	;;
esac
`

function assigned(overrides: readonly Override[]): Text {
  return concat(...overrides.flatMap(({ key, values }) => (values?.[0] ? [line(assignment(key, values[0]))] : [])))
}

/**
 * In: what `translate` made, with overrides where the model has some. Out: `etc/dysnomia/process/NAME` of the component, and the
 * program that it names, in the store.
 */
export function render(native: Native, lowered: Lowered): Rendered {
  const { of, name } = lowered
  const overrides = native.overrides ?? []
  const boot = of.boot ? undefined : of.set.get('boot')
  const program: Artefact = {
    name: `${name}.activate`,
    mode: 0o755,
    kind: 'native',
    secret: false,
    content: concat(
      text(`#!/bin/sh\n# ${name}: what Dysnomia runs to activate it. Made by Longrun; changes here are lost.\n`),
      line(assignment('launcher', native.launcher)),
      line(assignment('file', native.pidFile)),
      text(PROGRAM),
    ),
  }
  const component: Artefact = {
    name,
    mode: 0o644,
    kind: 'native',
    secret: false,
    content: concat(
      line(comment(native.description)),
      text("# For Dysnomia's module `process`. Made by Longrun; changes here are lost.\n"),
      line(concat(text('process='), word(hole({ kind: 'artefact', of: program, via: 'store' })))),
      line(assignment('pidFile', native.pidFile)),
      assigned(overrides),
      text(MADE_TRUE),
    ),
  }
  return {
    artefacts: [component, program],
    links: [{ at: `${componentOf(lowered)}/etc/dysnomia/process/${name}`, to: { copy: component } }],
    // What is not to be started at boot is not.
    by: [...(boot ? [boot] : []), ...overrides.filter((one) => one.values === null).map((one) => one.at)],
  }
}
