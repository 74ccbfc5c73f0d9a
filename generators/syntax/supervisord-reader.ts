/** Reads supervisord's configuration back: Python's RawConfigParser with inline comments, then `%` expansion (supervisor's options.py). */

export interface ReadSetting {
  readonly key: string
  readonly value: string
  readonly line: number
}
export interface ReadSection {
  readonly name: string
  readonly line: number
  readonly settings: readonly ReadSetting[]
}

/** In: a file's text. Out: its sections in order; or the number of a line that the parser refuses. */
export function readConfiguration(
  text: string,
): { readonly sections: readonly ReadSection[] } | { readonly wrong: number } {
  const sections: { name: string; line: number; settings: { key: string; value: string; line: number }[] }[] = []
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1
    if (/^\s*([#;]|$)/.test(raw)) continue
    // configparser, "inline_comment_prefixes": a prefix counts after a blank only.
    const content = raw.replace(/\s[;#].*$/, '').trimEnd()
    const section = sections.at(-1)
    const before = section?.settings.at(-1)
    if (/^\s/.test(raw) && before) {
      before.value += `\n${content.trim()}`
      continue
    }
    const [, name] = /^\[([^\]]+)\]/.exec(content) ?? []
    if (name !== undefined) {
      sections.push({ name, line, settings: [] })
      continue
    }
    const [, key, value] = /^([^=:]+?)\s*[=:]\s*([\s\S]*)$/.exec(content) ?? []
    if (key === undefined || value === undefined || !section) return { wrong: line }
    section.settings.push({ key: key.toLowerCase(), value, line })
  }
  return { sections }
}

/** `%%` is one, `%(name)s` what is known by that name. In: text, what is known. Out: text, and names that nobody knows here. */
export function expanded(
  text: string,
  known: Readonly<Record<string, string>>,
): { readonly text: string; readonly unknown: readonly string[] } {
  const unknown: string[] = []
  const read = text.replace(/%%|%\(([^)]*)\)(\d*)[sd]/g, (whole, name: string | undefined, width: string) => {
    if (name === undefined) return '%'
    const value = known[name]
    if (value === undefined) unknown.push(whole)
    return value?.padStart(Number(width), '0') ?? whole
  })
  return { text: read, unknown }
}

/**
 * `KEY="value",KEY2=value` as supervisor's `dict_of_key_value_pairs` reads it: quotes are taken off both ends, nothing is escaped.
 * `null` where it would refuse.
 */
export function readAssignments(value: string): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>()
  const pair = /\s*([\w.-]+)\s*=\s*("[^"]*"|'[^']*'|[^,"'\s]*)\s*(,|$)/y
  while (pair.lastIndex < value.trimEnd().length) {
    const [, name, quoted] = pair.exec(value) ?? []
    if (name === undefined || quoted === undefined) return null
    found.set(name, quoted.replace(/^(["'])([\s\S]*)\1$/, '$2'))
  }
  return found
}
