/** Pools as people ask about them: which numbers are taken, by whom, and why just these. */
import type { IdsModel, Pool, SystemDocument } from '#generators/model/document.ts'

export interface PoolEntry {
  readonly owner: string
  readonly number: number
  readonly instance: string | null
  readonly parameter: string | null
  /** `webapp1, port on test1`. */
  readonly words: string
  readonly why: string
  readonly pinned: boolean
  /** Not in what runs. */
  readonly fresh: boolean
}
export interface PoolCell {
  readonly from: number
  readonly state: 'free' | 'used' | 'fresh'
  readonly title: string
}
export interface PoolView {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly scope: 'global' | 'machine'
  readonly entries: readonly PoolEntry[]
  readonly cells: readonly PoolCell[]
  readonly next: string
}
/** Beyond so many numbers a cell stands for a block of them. */
const MOST_CELLS = 108

/** `poolOf`: from which pool a parameter of a process would be given, so that numbers pinned by hand are shown in it too. */
export function poolsOf(
  document: SystemDocument,
  running: IdsModel | null,
  poolOf: (instance: string, parameter: string) => string | undefined = () => undefined,
): readonly PoolView[] {
  const pinned = pinnedNumbers(document, poolOf)
  return Object.entries(document.system.pools ?? {}).map(([name, pool]) =>
    viewOf(name, pool, { ...pinned, ...document.ids.assigned }, document, running),
  )
}

function pinnedNumbers(
  document: SystemDocument,
  poolOf: (instance: string, parameter: string) => string | undefined,
): Record<string, number> {
  const pinned: Record<string, number> = {}
  for (const [instance, process] of Object.entries(document.system.processes))
    for (const [parameter, value] of Object.entries(process.with ?? {})) {
      const pool = poolOf(instance, parameter)
      if (pool !== undefined && typeof value === 'number') pinned[`${pool}/${instance}.${parameter}`] = value
    }
  return pinned
}

function viewOf(
  name: string,
  pool: Pool,
  numbers: Readonly<Record<string, number>>,
  document: SystemDocument,
  running: IdsModel | null,
): PoolView {
  const entries = Object.entries(numbers)
    .filter(([key]) => key.startsWith(`${name}/`))
    .map(([key, number]) => entryOf(key.slice(name.length + 1), number, document, running?.assigned[key] === number))
    .toSorted((a, b) => a.number - b.number)
  return {
    name,
    min: pool.min,
    max: pool.max,
    scope: pool.scope ?? 'global',
    entries,
    cells: cellsOf(pool, entries),
    next: nextWords(name, pool, document.ids, entries),
  }
}

function entryOf(owner: string, number: number, document: SystemDocument, known: boolean): PoolEntry {
  const account = /^(user|group):(.*)$/.exec(owner)
  if (account) {
    const instance = Object.hasOwn(document.system.processes, account[2] ?? '') ? (account[2] ?? null) : null
    return {
      owner,
      number,
      instance,
      parameter: null,
      words: `${account[1]} ${account[2]}`,
      why: known ? 'kept since it was first given' : 'the next free one',
      pinned: false,
      fresh: !known,
    }
  }
  const [, instance = owner, parameter = '', host] = /^([^.@]+)\.([^@]+)(?:@(.*))?$/.exec(owner) ?? []
  const process = document.system.processes[instance]
  const pinned = process?.with !== undefined && Object.hasOwn(process.with, parameter)
  return {
    owner,
    number,
    instance: process ? instance : null,
    parameter: host ? null : parameter,
    words: `${instance}, ${parameter}${host ? ` on ${host}` : ''}`,
    why: pinned ? 'pinned by hand' : known ? 'kept since it was first given' : 'the next free one',
    pinned,
    fresh: !known,
  }
}

function cellsOf(pool: Pool, entries: readonly PoolEntry[]): PoolCell[] {
  const size = Math.max(1, Math.ceil((pool.max - pool.min + 1) / MOST_CELLS))
  const cells: PoolCell[] = []
  for (let from = pool.min; from <= pool.max; from += size) {
    const to = Math.min(pool.max, from + size - 1)
    const within = entries.filter((entry) => entry.number >= from && entry.number <= to)
    const state = within.some((entry) => entry.fresh) ? 'fresh' : within.length > 0 ? 'used' : 'free'
    const range = size === 1 ? String(from) : `${from} to ${to}`
    cells.push({
      from,
      state,
      title: within.length > 0 ? `${range}: ${within.map((entry) => entry.words).join('; ')}` : `${range}: free`,
    })
  }
  return cells
}

/** Per pool, or per pool and host where a number need only be free on one machine. */
function lastGiven(name: string, ids: IdsModel): number | undefined {
  const all = Object.entries(ids.last).filter(([key]) => key === name || key.startsWith(`${name}@`))
  return all.length > 0 ? Math.max(...all.map(([, number]) => number)) : undefined
}

/** Why the next number will be what it will be. */
function nextWords(name: string, pool: Pool, ids: IdsModel, entries: readonly PoolEntry[]): string {
  const last = lastGiven(name, ids)
  const taken = new Set(entries.map((entry) => entry.number))
  const step = pool.step ?? 1
  const start = last === undefined ? pool.min : last + step
  for (let tries = 0, number = start; tries <= (pool.max - pool.min) / step; tries += 1, number += step) {
    const candidate = number > pool.max ? pool.min + ((number - pool.min) % (pool.max - pool.min + 1)) : number
    if (!taken.has(candidate))
      return last === undefined
        ? `The next is ${candidate}.`
        : `The next is ${candidate}, because ${last} was the last one given.`
  }
  return 'No number is free.'
}
