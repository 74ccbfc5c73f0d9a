/** What a draft changes against the document that runs: per process for the marks, per field for the inspector. */
import type { ProcessInstance, SystemDocument } from '#generators/model/document.ts'
import { constructorOf, placesOf } from '../commands/processes.ts'

export type StagedKind = 'new' | 'changed' | 'moved' | 'removed'
export interface StagedChange {
  readonly instance: string
  readonly kind: StagedKind
  /** Fields that differ, as keys below the process. */
  readonly fields: readonly (readonly string[])[]
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** One entry for each process that differs, in the order of the draft, then what it removes. */
export function stagedChanges(draft: SystemDocument, running: SystemDocument | null): readonly StagedChange[] {
  const changes: StagedChange[] = []
  const before = running?.system.processes ?? {}
  for (const [instance, process] of Object.entries(draft.system.processes)) {
    const to = hostsOf(draft, process)
    const was = Object.hasOwn(before, instance) ? before[instance] : undefined
    if (!was || !running) {
      changes.push({ instance, kind: 'new', fields: [], from: [], to })
      continue
    }
    const from = hostsOf(running, was)
    const moved = from.some((host) => !to.includes(host)) || to.some((host) => !from.includes(host))
    const fields = was === process ? [] : changedFields(was, process)
    if (constructorChanged(draft, running, process)) fields.push(['constructor'])
    if (moved) changes.push({ instance, kind: 'moved', fields, from, to })
    else if (fields.length > 0) changes.push({ instance, kind: 'changed', fields, from, to })
  }
  if (running)
    for (const [instance, process] of Object.entries(before))
      if (!Object.hasOwn(draft.system.processes, instance))
        changes.push({ instance, kind: 'removed', fields: [], from: hostsOf(running, process), to: [] })
  return changes
}

function hostsOf(document: SystemDocument, process: ProcessInstance): string[] {
  return placesOf(document, process).map((place) => place.host)
}

/** The fields in which two forms of a process differ, down to single parameters and slots. */
export function changedFields(before: ProcessInstance, after: ProcessInstance): string[][] {
  const found: string[][] = []
  const deep = new Set(['with', 'at', 'connects', 'extends'])
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (key === 'on') continue
    const [a, b] = [own(before, key), own(after, key)]
    if (!deep.has(key)) {
      if (!same(a, b)) found.push([key])
      continue
    }
    for (const below of new Set([...Object.keys(asMap(a)), ...Object.keys(asMap(b))]))
      if (!same(own(asMap(a), below), own(asMap(b), below))) found.push([key, below])
  }
  return found
}

function constructorChanged(draft: SystemDocument, running: SystemDocument, process: ProcessInstance): boolean {
  const name = constructorOf(process)
  if (name === null || draft.constructors === running.constructors) return false
  const find = (document: SystemDocument) => document.constructors.find((one) => one.constructor === name)
  return !same(find(draft), find(running))
}

function own(map: object, key: string): unknown {
  return Object.hasOwn(map, key) ? (map as Readonly<Record<string, unknown>>)[key] : undefined
}

function asMap(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

/** Equality of plain data; the order of keys does not count, that of lists does. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [keysOfA, keysOfB] = [Object.keys(a), Object.keys(b)]
  return (
    keysOfA.length === keysOfB.length && keysOfA.every((key) => Object.hasOwn(b, key) && same(own(a, key), own(b, key)))
  )
}
