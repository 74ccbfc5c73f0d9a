/** What a grammar may know of a text before its holes are filled: enough to say whether it can be written. */
import type { Text } from '../contract/text.ts'

/** What stands for a hole: every path that fills one is made of `[A-Za-z0-9/._-]`. */
const PATH = '/p'

/** The literal characters with `/p` for each hole; `null` where a secret stands, whose characters nobody knows yet. */
export function outlineOf(of: Text): string | null {
  let outline = ''
  for (const part of of) {
    if ('s' in part) outline += part.s
    else if (part.hole.kind === 'secret') return null
    else outline += PATH
  }
  return outline
}
