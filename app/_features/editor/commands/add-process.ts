/** Adds a process: a use of a constructor, or one written by hand. */
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { freshName, withProcess } from './processes.ts'

export interface AddProcess {
  readonly name?: string
  /** `null`: a process written by hand, which starts as a program that does nothing. */
  readonly constructor: string | null
  readonly host: string | null
  readonly container?: string
}

const BY_HAND: ProcessInstance['extends'] = {
  process: { program: '/bin/sleep', arguments: ['86400'], foreground: {} },
}

/** The document with the process added, and the name that it was given. */
export function addProcess(document: SystemDocument, add: AddProcess): { document: SystemDocument; name: string } {
  const name = freshName(document, add.name ?? add.constructor ?? 'command')
  const on = add.host === null ? [] : [add.container ? { host: add.host, container: add.container } : add.host]
  const process: ProcessInstance = add.constructor ? { constructor: add.constructor, on } : { on, extends: BY_HAND }
  return { document: withProcess(document, name, process), name }
}
