/**
 * Writer of systemd unit files over `Text`: sections, plain values, quoted words and command lines.
 * Grammar: systemd.syntax(7); specifiers: systemd.unit(5), "Specifiers"; command lines: systemd.service(5), "Command lines".
 */
import { concat, joinTexts, mapLiterals, type Text, text } from '../contract/text.ts'
import { outlineOf } from './outline.ts'

export interface Directive {
  readonly key: string
  readonly value: Text
}
export interface Section {
  readonly name: string
  readonly directives: readonly Directive[]
}

/** systemd.syntax(7): lines above about 1 MB are refused; a key and the paths that fill holes need some of it. */
const LONGEST_LINE = 1_000_000
/**
 * Invalid UTF-8 to systemd as they stand. Escaped byte by byte a program would get them, but `systemctl show` of its unit then fails
 * with "Invalid argument" (seen with 252), so nothing could be said of it any more.
 */
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u
const CONTROL = /[\0-\x1f\x7f]/

/** Section after section, with an empty line between; a section without directives is left out. */
export function unitFile(sections: readonly Section[]): Text {
  const written = sections
    .filter((section) => section.directives.length > 0)
    .map((section) =>
      concat(
        text(`[${section.name}]\n`),
        ...section.directives.map((one) => [...text(`${one.key}=`), ...one.value, ...text('\n')]),
      ),
    )
  return joinTexts(written, '\n')
}

/** "%" begins a specifier, "%%" is a single one: systemd.unit(5), "Specifiers". */
function withoutSpecifiers(s: string): string {
  return s.replaceAll('%', '%%')
}

/**
 * A value that is read as it stands, but for specifiers: `Description=`, `WorkingDirectory=`, `PIDFile=`, paths of output.
 * Ask `holdsPlain` first.
 */
export function plain(value: Text): Text {
  return mapLiterals(value, withoutSpecifiers)
}

/**
 * systemd.syntax(7): blanks around a value are ignored, a last backslash joins the next line, and nothing here can be escaped;
 * a carriage return ends a line like a newline does.
 */
export function holdsPlain(value: Text): boolean {
  const outline = outlineOf(value)
  return (
    outline !== null &&
    outline !== '' &&
    !/[\n\r\0]|^[ \t]|[ \t\\]$/.test(outline) &&
    !NONCHARACTER.test(outline) &&
    outline.length < LONGEST_LINE / 4
  )
}

/** A path setting: absolute, and "must not contain a '..' path component": systemd.exec(5), "Paths". */
export function holdsPath(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && holdsPlain(value) && outline.startsWith('/') && !outline.split('/').includes('..')
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' }

/** systemd.syntax(7), "Quoting": C escapes within double quotes. */
function escaped(s: string): string {
  return s.replace(/[\\"\0-\x1f\x7f]/g, (c) => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

function quoted(value: Text, map: (s: string) => string): Text {
  return [{ s: '"' }, ...mapLiterals(value, map), { s: '"' }]
}

/**
 * One argument of a command line. Three readers follow each other: unquoting, specifiers (`%`), variables (`$`, where "$$" is a
 * literal one: systemd.service(5)). A quoted `;` separates nothing.
 */
export function argument(value: Text): Text {
  return quoted(value, (s) => withoutSpecifiers(escaped(s)).replaceAll('$', '$$$$'))
}

/** `program` and its arguments; `prefix` is one of the "special executable prefixes". Ask `holdsCommand` first. */
export function command(program: Text, args: readonly Text[], prefix: '' | '+' | '-' = ''): Text {
  return concat(text(prefix), joinTexts([quoted(program, withoutSpecifiers), ...args.map(argument)], ' '))
}

/**
 * The program must be absolute, may contain spaces, "but control characters are not allowed" (systemd.service(5)); quotes and
 * backslashes are refused too (`string_is_safe`), and a "$" cannot be doubled, because the path itself is not expanded.
 */
export function holdsCommand(program: Text, args: readonly Text[]): boolean {
  const path = outlineOf(program)
  if (path === null || !/^\/[^\0-\x1f\x7f"'\\$]*[^/\0-\x1f\x7f"'\\$]$/.test(path) || NONCHARACTER.test(path))
    return false
  let length = path.length
  for (const one of args) {
    const outline = outlineOf(one)
    if (outline === null || NONCHARACTER.test(outline)) return false
    length += escaped(outline).length * 2
  }
  return length < LONGEST_LINE
}

/** One `NAME=value` of `Environment=`: quoted as a whole, specifiers expanded, "$" without meaning: systemd.exec(5). */
export function assignment(name: string, value: Text): Text {
  return quoted(concat(text(`${name}=`), value), (s) => withoutSpecifiers(escaped(s)))
}

/**
 * Names: letters, digits and underscores, no leading digit. Values: "non-printable characters are currently rejected", of which
 * newline and tab are not (`env_value_is_valid`). `of`: `NAME=value`.
 */
export function holdsAssignment(of: Text): boolean {
  const outline = outlineOf(of)
  if (outline === null) return false
  const [, value] = /^[A-Za-z_][A-Za-z0-9_]*=([\s\S]*)$/.exec(outline) ?? []
  return (
    value !== undefined &&
    !CONTROL.test(value.replace(/[\n\t]/g, '')) &&
    !NONCHARACTER.test(value) &&
    escaped(outline).length * 2 < LONGEST_LINE
  )
}

/** Names of users and groups as systemd takes them without a warning, or a number: systemd.exec(5), "User=, Group=". */
export function holdsAccount(name: Text): boolean {
  const outline = outlineOf(name)
  return outline !== null && /^([a-zA-Z_][a-zA-Z0-9_-]{0,30}|\d{1,10})$/.test(outline)
}
