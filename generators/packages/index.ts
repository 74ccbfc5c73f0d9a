/** What provides a program or a shared file: the names and paths under which hosts may have what constructors ask for. */
import type { Constructor } from '../model/document.ts'
import { PROGRAM_NAMES, SHARE_PATHS } from './names.ts'

/** `bin.<package>.<program>`: `names` are tried in order in the host's search path, then in directories of the package's own. */
export interface WantedProgram {
  readonly package: string
  readonly program: string
  readonly names: readonly string[]
}
/** `share.<package>.<place>`: `paths` are tried in order. */
export interface WantedShare {
  readonly package: string
  readonly place: string
  readonly paths: readonly string[]
}
export interface Wanted {
  readonly programs: readonly WantedProgram[]
  readonly shares: readonly WantedShare[]
}

const WORD = String.raw`(?:\.([\w-]+)|\["([^"]+)"\])`
const REFERENCE = new RegExp(String.raw`\b(bin|share)${WORD}${WORD}`, 'g')

/**
 * The programs and shared files that documents refer to, each once: collected from their text, so it is known before anything is
 * evaluated (language.md, rule 13). `HostFacts.programs` is keyed `package.program`, and `package:place` for shared files.
 */
export function wantedBy(constructors: Iterable<Constructor>): Wanted {
  const programs = new Map<string, WantedProgram>()
  const shares = new Map<string, WantedShare>()
  for (const document of constructors)
    for (const text of textsOf(document))
      for (const [, kind, dotted, quoted, dottedOf, quotedOf] of text.matchAll(REFERENCE)) {
        const [name, member] = [dotted ?? quoted!, dottedOf ?? quotedOf!]
        if (kind === 'bin') {
          const key = `${name}.${member}`
          programs.set(key, { package: name, program: member, names: PROGRAM_NAMES[key] ?? [member] })
        } else {
          const key = `${name}:${member}`
          shares.set(key, { package: name, place: member, paths: SHARE_PATHS[key] ?? [`/usr/share/${name}/${member}`] })
        }
      }
  return { programs: [...programs.values()], shares: [...shares.values()] }
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const item of value) yield* textsOf(item)
  else if (value !== null && typeof value === 'object')
    for (const member of Object.values(value)) yield* textsOf(member)
}
