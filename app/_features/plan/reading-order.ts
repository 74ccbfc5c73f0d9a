/** The order in which changed files are read: what people wrote or would write first, what only scripts of ours read last. */
import type { FileChange } from '#generators/contract/manifest.ts'

/** Each file once, though several processes may use it, in the order of reading. */
export function readable(files: readonly FileChange[]): readonly FileChange[] {
  return inReadingOrder([...new Map(files.map((file) => [file.path, file])).values()])
}

export function inReadingOrder<File extends FileChange>(files: readonly File[]): readonly File[] {
  return files.toSorted((a, b) => rankOf(a) - rankOf(b))
}

function rankOf({ path, before, after }: FileChange): number {
  const text = after ?? before ?? ''
  if (text.startsWith('-> ')) return 3
  if (/\.(launch|ready)$|\/launcher\.sh$/.test(path)) return 2
  return text.startsWith('#!') ? 1 : 0
}
