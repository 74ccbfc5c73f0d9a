/**
 * Writer of supervisord's configuration over `Text`. A value passes up to four readers: Python's RawConfigParser with inline comments,
 * `%` expansion, and then shlex in POSIX mode (`command=`) or in its own older mode (`environment=`). Where the manual is silent
 * (supervisord.org/configuration.html) this follows supervisor 4.2: options.py, datatypes.py, and Python's configparser and shlex.
 */
import { concat, joinTexts, mapLiterals, type Text, text } from '../contract/text.ts'
import { outlineOf } from './outline.ts'

export interface Setting {
  readonly key: string
  readonly value: Text
}

/** `[name]` and its settings; `remark` becomes comment lines before them. */
export function section(name: string, settings: readonly Setting[], remark: Text = []): Text {
  return concat(
    remark,
    text(`[${name}]\n`),
    ...settings.map((one) => [...text(`${one.key}=`), ...one.value, ...text('\n')]),
  )
}

/** A comment line: it ends where the line ends, which for Python's text files is also a carriage return. */
export function comment(value: Text): Text {
  return [{ s: '; ' }, ...mapLiterals(value, (s) => s.replace(/[\n\r]+/g, ' ')), { s: '\n' }]
}

/** "%" begins an expansion ("%(ENV_X)s"), "%%" is a single one; `times`: how often the value is expanded. */
function doubled(s: string, times: 1 | 2): string {
  return s.replaceAll('%', '%'.repeat(times * 2))
}

/** What Python's str.isspace() says yes to: stripped from both ends of a value, and what makes `;` or `#` after it a comment. */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
/**
 * Ends a value, loses its rest, or is replaced before the doubled "%" is looked at (`expand_here` of included files): nothing in
 * this grammar can escape that.
 */
const UNWRITABLE = new RegExp(`[\\n\\r\\0]|${SPACE}[;#]|%\\(here\\)s`)
const PADDED = new RegExp(`^${SPACE}|${SPACE}$|^[;#]`)

/**
 * A value that is only expanded: `directory=` and `user=` once, log files twice (`get` and then `expand` in
 * `_processes_from_section`). Ask `holdsPlain` first.
 */
export function plain(value: Text, times: 1 | 2 = 1): Text {
  return mapLiterals(value, (s) => doubled(s, times))
}

/** One line, no blanks at its ends, nothing in it that would begin a comment. */
export function holdsPlain(value: Text): boolean {
  const outline = outlineOf(value)
  return outline !== null && outline !== '' && !UNWRITABLE.test(outline) && !PADDED.test(outline)
}

export function holdsPath(value: Text): boolean {
  return holdsPlain(value) && outlineOf(value)?.startsWith('/') === true
}

/**
 * One word of `command=`: single quotes, in which POSIX-mode shlex takes everything for itself. A pair of quotes adds nothing to a
 * word: before `;` and `#` it keeps them from following a blank, after `%` it keeps "%(here)s" apart, which is replaced in
 * included files however often its "%" is doubled.
 */
export function word(value: Text): Text {
  const inside = mapLiterals(value, (s) => s.replaceAll("'", `'"'"'`).replace(/[;#]/g, "''$&").replaceAll('%', "%%''"))
  return [{ s: "'" }, ...inside, { s: "'" }]
}

export function command(program: Text, args: readonly Text[]): Text {
  return joinTexts([program, ...args].map(word), ' ')
}

/** A newline cannot stand in a value: a continued line loses the blanks at its beginning. The program must not be a bare name. */
export function holdsCommand(program: Text, args: readonly Text[]): boolean {
  return (
    outlineOf(program)?.startsWith('/') === true &&
    [program, ...args].every((one) => {
      const outline = outlineOf(one)
      return outline !== null && !/[\n\r\0]/.test(outline)
    })
  )
}

/** `KEY="value",...` for `environment=`: `dict_of_key_value_pairs` in datatypes.py. Ask `holdsAssignment` of each first. */
export function assignments(variables: Iterable<readonly [string, Text]>): Text {
  return joinTexts(
    Array.from(variables, ([name, value]) => {
      const quote = outlineOf(value)?.includes('"') ? "'" : '"'
      return concat(text(`${name}=${quote}`), plain(value), text(quote))
    }),
    ',',
  )
}

/**
 * In the older mode of shlex nothing can be escaped: a value goes into quotes that it does not hold, and quotes at its ends are
 * stripped with ours (`strip('\'"')`). A name must be one token. `of`: `NAME=value`.
 */
export function holdsAssignment(of: Text): boolean {
  const outline = outlineOf(of)
  const [, value] = /^[A-Za-z_][A-Za-z0-9_]*=([\s\S]*)$/.exec(outline ?? '') ?? []
  return (
    value !== undefined &&
    !UNWRITABLE.test(value) &&
    !/^['"]|['"]$/.test(value) &&
    !(value.includes('"') && value.includes("'"))
  )
}
