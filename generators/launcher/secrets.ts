/**
 * The secrets of a script: their values stand in a file of their own that only whoever starts the script may read, never in the
 * script. It reads them into variables while it is still root, and unsets them before it becomes anything else.
 */
import { type Artefact, hole, type Part, secretsIn } from '../contract/text.ts'
import { quoted, word } from '../syntax/posix-shell.ts'
import { type Code, define, dying, line, toText } from './code.ts'

/** Whether a text in a tree of lists, maps and plain objects holds a secret. */
export function readsSecrets(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (readsSecrets(value[index])) return true
    return false
  }
  if (value instanceof Map) {
    for (const member of value.values()) if (readsSecrets(member)) return true
    return false
  }
  if ('hole' in value) return isSecret(value as Part)
  // Of text, by far the most; beside the characters there is only where they come from.
  if ('s' in value) return false
  for (const key in value) if (key !== 'from' && readsSecrets((value as Record<string, unknown>)[key])) return true
  return false
}

/**
 * In: the lines of a script whose words may hold secrets, each inside of single quotes as `posix-shell` writes them; the name of the
 * file that is to hold the values. Out: the same lines with a variable in the place of each, behind the functions `read_secrets` and
 * `forget_secrets`. Lines without secrets stay as they are.
 */
export function withSecrets(code: Code, file: string): Code {
  if (!code.some((one) => one.some(isSecret))) return code
  const names = [...new Set(code.flatMap(secretsIn))].sort()
  const variable = (name: string) => `lr_secret_${names.indexOf(name) + 1}`
  const origins = new Map<string, Part['from']>()
  for (const part of code.flat())
    if ('hole' in part && part.hole.kind === 'secret')
      origins.set(part.hole.name, origins.get(part.hole.name) ?? part.from)
  const all = names.map(variable).join(' ')
  const assigned = (name: string) => quoted(hole({ kind: 'secret', name, format: 'raw', state: '' }, origins.get(name)))
  const values: Artefact = {
    name: file,
    mode: 0o600,
    kind: 'launcher',
    secret: true,
    content: toText([...names.map((name) => line(`${variable(name)}=`, assigned(name))), line(`export ${all}`)]),
  }
  const path = word(hole({ kind: 'artefact', of: values, via: 'store' }))
  return [
    // `.` ends the whole shell where it cannot read, with a status that says nothing.
    ...define('read_secrets', [
      line('[ -r ', path, ' ] || ', dying('its secrets are not there: deploy it again')),
      line('. ', path),
    ]),
    ...define('forget_secrets', [line(`unset ${all}`)]),
    ...code.map((one) => one.map((part) => asVariable(part, variable))),
  ]
}

function isSecret(part: Part): boolean {
  return 'hole' in part && part.hole.kind === 'secret'
}

/** Out of the single quotes, the variable in double ones, and back into them. */
function asVariable(part: Part, variable: (name: string) => string): Part {
  if (!('hole' in part) || part.hole.kind !== 'secret') return part
  const s = `'"$${variable(part.hole.name)}"'`
  return part.from ? { s, from: part.from } : { s }
}
