/** A light tokenizer for configuration files: four colours, and right about strings and comments before anything else. */
export type TokenKind = 'key' | 'str' | 'num' | 'com' | 'plain'
export interface Token {
  readonly s: string
  readonly kind: TokenKind
}

const HASH_COMMENTS = /^(\s*)(#.*)$/
const SEMICOLON_COMMENTS = /^(\s*)([#;].*)$/
const SECTION = /^(\s*)(\[[^\]]*\])(\s*)$/
const ASSIGNMENT = /^(\s*)([A-Za-z_][\w.-]*)(\s*[=:])(.*)$/
const SHELL_WORDS =
  /\b(if|then|else|elif|fi|for|in|do|done|while|until|case|esac|function|return|exit|export|local|set|shift|exec|trap|readonly|unset)\b/
const WORDS = /("(?:[^"\\]|\\.)*"?|'[^']*'?|\$\{[^}]*\}|\$\w+|\b\d+(?:\.\d+)?\b|[A-Za-z_][\w-]*|[^"'$\w]+|.)/g
const INI_LIKE: ReadonlySet<string> = new Set(['ini', 'toml'])

/** One line in pieces; joined they are the line again, byte for byte. */
export function tokenize(line: string, format: string): Token[] {
  const ini = INI_LIKE.has(format)
  const comment = (ini ? SEMICOLON_COMMENTS : HASH_COMMENTS).exec(line)
  if (comment) return pieces([comment[1], 'plain'], [comment[2], 'com'])
  if (ini) {
    const section = SECTION.exec(line)
    if (section) return pieces([section[1], 'plain'], [section[2], 'key'], [section[3], 'plain'])
  }
  const assignment = ini || format === 'yaml' ? ASSIGNMENT.exec(line) : null
  if (assignment)
    return [
      ...pieces([assignment[1], 'plain'], [assignment[2], 'key'], [assignment[3], 'plain']),
      ...words(assignment[4] ?? '', format),
    ]
  return words(line, format)
}

function words(text: string, format: string): Token[] {
  const shell = format === 'shell'
  let first = !shell
  return [...text.matchAll(WORDS)].map(([s]) => {
    const kind = kindOf(s, shell, first)
    if (/\w/.test(s)) first = false
    if (/[;{}]/.test(s)) first = !shell
    return { s, kind }
  })
}

function kindOf(s: string, shell: boolean, first: boolean): TokenKind {
  if (s.startsWith('"') || s.startsWith("'")) return 'str'
  if (s.startsWith('$')) return 'num'
  if (/^\d/.test(s)) return 'num'
  if (shell) return SHELL_WORDS.test(s) && /^\w+$/.test(s) ? 'key' : 'plain'
  return first && /^[A-Za-z_]/.test(s) ? 'key' : 'plain'
}

function pieces(...parts: readonly (readonly [string | undefined, TokenKind])[]): Token[] {
  return parts.flatMap(([s, kind]) => (s ? [{ s, kind }] : []))
}

/** Colours laid over pieces with origins: each result has one of both. */
export function overlay<P extends { readonly s: string }>(
  tokens: readonly Token[],
  parts: readonly P[],
): (P & { readonly kind: TokenKind })[] {
  const result: (P & { readonly kind: TokenKind })[] = []
  let token = 0
  let used = 0
  for (const part of parts) {
    let left = part.s
    while (left !== '') {
      const here = tokens[token]
      const room = here ? here.s.length - used : left.length
      const s = left.slice(0, room)
      result.push({ ...part, s, kind: here?.kind ?? 'plain' })
      left = left.slice(s.length)
      used += s.length
      if (here && used === here.s.length) {
        token += 1
        used = 0
      }
    }
  }
  return result
}
