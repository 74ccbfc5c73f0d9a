/** Plain bytes: a file with no grammar, in which every value stands as it is. */
import type { Format } from './format.ts'

export const raw: Format = {
  id: 'raw',
  title: 'plain text',
  start: 'text',
  lex: (state) => state,
  bare: () => false,
  escape: (_, of) => of,
}
