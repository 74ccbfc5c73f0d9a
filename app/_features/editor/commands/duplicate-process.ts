/** Copies a process under a fresh name, on the same hosts, with the same connections. */
import type { SystemDocument } from '#generators/model/document.ts'
import { freshName, processOf, withProcess } from './processes.ts'

/** Numbers pinned by hand are copied too: that they clash is a diagnostic, which says it better than a silent change would. */
export function duplicateProcess(document: SystemDocument, name: string): { document: SystemDocument; name: string } {
  const process = processOf(document, name)
  if (!process) return { document, name }
  const copy = freshName(document, name)
  return { document: withProcess(document, copy, process), name: copy }
}
