/** The values of secrets put into the files that are waiting for them: the last step, done by whoever deploys and kept nowhere else. */
import type { FilledPart, FilledSecret, Manifest } from '../contract/manifest.ts'
import { literalOf, text } from '../contract/text.ts'
import { isRefusal } from '../syntax/format.ts'
import { FORMATS } from '../syntax/formats.ts'

/** Why a file cannot be filled. `missing`: that version is not kept; `refused`: its format has no way to write the value, and why. */
export interface Unfilled {
  readonly secret: string
  readonly version: string
  readonly missing: boolean
  readonly refused: string
}

/** In: the parts of a file, and the values. Out: its text, every value escaped as the format writes it where it stands. */
export function fillParts(
  parts: readonly FilledPart[],
  valueFor: (secret: string, version: string) => string | null,
): string | Unfilled {
  let filled = ''
  for (const part of parts) {
    const written = typeof part === 'string' ? part : fillOne(part, valueFor)
    if (typeof written !== 'string') return written
    filled += written
  }
  return filled
}

function fillOne(
  { secret, version, format, state }: FilledSecret,
  valueFor: (secret: string, version: string) => string | null,
): string | Unfilled {
  const value = valueFor(secret, version)
  if (value === null) return { secret, version, missing: true, refused: '' }
  const writer = FORMATS.get(format)
  if (!writer) throw new Error(`there is no format ${format}`)
  const written = (writer.fill ?? writer.escape)(state, text(value))
  return isRefusal(written) ? { secret, version, missing: false, refused: written.refused } : (literalOf(written) ?? '')
}

export interface NamedSecret {
  readonly name: string
  readonly version: string
}
/** Every version of every secret that the files of a manifest wait for, each once. */
export function namedSecrets(manifest: Manifest | null): readonly NamedSecret[] {
  const named = new Map<string, NamedSecret>()
  for (const { files } of Object.values(manifest?.hosts ?? {}))
    for (const part of files.flatMap(({ secret }) => secret?.parts ?? []))
      if (typeof part !== 'string')
        named.set(`${part.secret} ${part.version}`, { name: part.secret, version: part.version })
  return [...named.values()]
}
