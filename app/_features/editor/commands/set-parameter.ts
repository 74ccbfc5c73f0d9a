/** Gives a parameter a value, or takes it back to what the constructor or a pool gives. */
import type { Literal, SystemDocument } from '#generators/model/document.ts'
import { setIn } from './set-at-path.ts'

/** `undefined` removes the value. With `host`: the value that holds on that host only. */
export function setParameter(
  document: SystemDocument,
  instance: string,
  parameter: string,
  value: Literal | undefined,
  host?: string,
): SystemDocument {
  const place = host === undefined ? ['with'] : ['at', host]
  return setIn(document, ['system', 'processes', instance, ...place, parameter], value)
}

/** What a change of the other end means for this process, for all that stand in one slot. */
export function setSlotPolicy(
  document: SystemDocument,
  instance: string,
  slot: string,
  onChange: 'order' | 'restart' | 'reload',
  slotDocument: object,
): SystemDocument {
  const at = ['system', 'processes', instance, 'extends', 'connects', slot]
  return setIn(document, at, { ...slotDocument, onChange })
}
