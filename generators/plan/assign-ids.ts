/** Numbers from pools: what is assigned stays, the last assignment is remembered, a pool wraps around only at its end. */
import type { AssignIds, IdRequest } from '../contract/passes.ts'
import { at, root } from '../contract/path.ts'
import type { Report } from '../diagnostics/diagnostic.ts'
import type { IdsModel, Pool } from '../model/document.ts'
import { nearest } from '../model/nearest.ts'

/**
 * In: what is wanted of which pool, and what was assigned before. Out: the IDs model, keys in byte order.
 * Diagnostics: `pool-unknown`, `pool-range`, `pool-exhausted`, `id-pinned-twice`, `id-moved`.
 * Follows dydisnix-id-assign, with its defects cured: a step cannot loop for ever, a changed range is kept to, duplicates are
 * told apart, and a number of machine scope is free on all hosts of its instance at once.
 */
export const assignIds: AssignIds = ({ document, requests, previous }, report) => {
  const byPool = new Map<string, IdRequest[]>()
  for (const request of once(requests)) (byPool.get(request.pool) ?? opened(byPool, request.pool)).push(request)
  const assigned: [string, number][] = []
  const last: [string, number][] = []
  const pools = document.system.pools ?? {}
  for (const [name, wanted] of byPool) {
    const pool = Object.hasOwn(pools, name) ? pools[name]! : null
    if (!pool) unknownPool(name, Object.keys(pools), wanted, report)
    else if (pool.min > pool.max)
      report({
        code: 'pool-range',
        severity: 'error',
        at: at(root, 'system', 'pools', name),
        data: { pool: name, min: pool.min, max: pool.max },
      })
    else assignFrom({ name, pool, wanted, previous, assigned, last, report })
  }
  for (const [key, number] of Object.entries(previous.last)) {
    const name = key.split('@')[0]!
    // A pool that nobody uses just now still remembers how far it came.
    if (Object.hasOwn(pools, name) && !byPool.has(name)) last.push([key, number])
  }
  return { assigned: inOrder(assigned), last: inOrder(last) }
}

function opened(byPool: Map<string, IdRequest[]>, pool: string): IdRequest[] {
  const list: IdRequest[] = []
  byPool.set(pool, list)
  return list
}
/** In byte order of the owner, each owner once for each pool. */
function once(requests: readonly IdRequest[]): IdRequest[] {
  const first = new Map<string, IdRequest>()
  for (const request of requests) {
    const key = keyOf(request)
    if (!first.has(key)) first.set(key, request)
  }
  return inKeyOrder([...first]).map(([, request]) => request)
}
function keyOf(request: IdRequest): string {
  return `${request.pool}/${request.owner}`
}
function inOrder(entries: readonly [string, number][]): Record<string, number> {
  return Object.fromEntries(inKeyOrder(entries))
}
/** Requests come sorted by pool and owner, so there is mostly nothing to do. */
function inKeyOrder<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  const sorted = entries.every(([key], index) => index === 0 || entries[index - 1]![0] <= key)
  return sorted ? entries : [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
function unknownPool(name: string, known: readonly string[], wanted: readonly IdRequest[], report: Report): void {
  const meant = nearest(name, known)
  const hint = meant ? `Did you mean ${meant}?` : 'Add it to the pools of the system.'
  for (const request of wanted)
    report({
      code: 'pool-unknown',
      severity: 'error',
      at: request.at,
      data: { pool: name, owner: request.owner, hint },
    })
}

interface Assignment {
  readonly name: string
  readonly pool: Pool
  readonly wanted: readonly IdRequest[]
  readonly previous: IdsModel
  readonly assigned: [string, number][]
  readonly last: [string, number][]
  readonly report: Report
}

function assignFrom({ name, pool, wanted, previous, assigned, last, report }: Assignment): void {
  const taken = new Taken(name, pool, previous.last)
  const open: IdRequest[] = []
  for (const request of wanted) if (request.pinned !== undefined) pin(request, request.pinned, taken, report)
  for (const request of wanted) {
    if (request.pinned !== undefined) continue
    const before = previous.assigned[keyOf(request)]
    const stays =
      before !== undefined && before >= pool.min && before <= pool.max && taken.owner(before, request) === null
    if (!stays) {
      open.push(request)
      continue
    }
    taken.take(before, request)
    assigned.push([keyOf(request), before])
  }
  for (const request of open) {
    const number = taken.next(request)
    const before = previous.assigned[keyOf(request)]
    if (number === null) {
      const size = Math.floor((pool.max - pool.min) / (pool.step ?? 1)) + 1
      const data = { pool: name, owner: request.owner, min: pool.min, max: pool.max, size }
      report({
        code: 'pool-exhausted',
        severity: 'error',
        at: request.at,
        related: [at(root, 'system', 'pools', name)],
        data,
      })
      continue
    }
    taken.take(number, request)
    assigned.push([keyOf(request), number])
    if (before !== undefined)
      report({
        code: 'id-moved',
        severity: 'info',
        at: request.at,
        data: { pool: name, owner: request.owner, before, number },
      })
  }
  last.push(...taken.lastAssignments())
}

function pin(request: IdRequest, number: number, taken: Taken, report: Report): void {
  const other = taken.owner(number, request)
  if (other) {
    const data = { pool: request.pool, number, owner: request.owner, other: other.owner }
    report({ code: 'id-pinned-twice', severity: 'warning', at: request.at, related: [other.at], data })
  }
  taken.take(number, request)
}

/** The numbers of one pool that are taken, and where: everywhere, or host by host where the scope is machine. */
class Taken {
  readonly #name: string
  readonly #pool: Pool
  readonly #step: number
  readonly #byScope = new Map<string, Map<number, IdRequest>>()
  readonly #last = new Map<string, number>()
  /** Sets of hosts that had no number left: numbers are only ever taken, so they never have one again. */
  readonly #full = new Set<string>()

  constructor(name: string, pool: Pool, last: IdsModel['last']) {
    this.#name = name
    this.#pool = pool
    this.#step = Math.max(1, pool.step ?? 1)
    for (const [key, number] of Object.entries(last)) {
      const machine = key.startsWith(`${name}@`)
      if (pool.scope === 'machine' ? machine : key === name) this.#last.set(key, number)
    }
  }
  #scopes(request: IdRequest): readonly string[] {
    return this.#pool.scope === 'machine' ? request.hosts.map((host) => `${this.#name}@${host}`) : [this.#name]
  }
  /** Who has this number where `request` needs it. */
  owner(number: number, request: IdRequest): IdRequest | null {
    for (const scope of this.#scopes(request)) {
      const owner = this.#byScope.get(scope)?.get(number)
      if (owner) return owner
    }
    return null
  }
  take(number: number, request: IdRequest): void {
    for (const scope of this.#scopes(request)) {
      let numbers = this.#byScope.get(scope)
      if (!numbers) {
        numbers = new Map()
        this.#byScope.set(scope, numbers)
      }
      if (!numbers.has(number)) numbers.set(number, request)
    }
  }
  /** The next free number after the last one given, on the grid that starts at `min`; `null` once around without success. */
  next(request: IdRequest): number | null {
    const { min, max } = this.#pool
    const scopes = this.#scopes(request)
    const place = scopes.join(' ')
    if (this.#full.has(place)) return null
    const count = Math.floor((max - min) / this.#step) + 1
    const given = scopes
      .map((scope) => this.#last.get(scope))
      .filter((number) => number !== undefined && number >= min && number <= max)
    const start = given.length === 0 ? 0 : Math.floor((Math.max(...(given as number[])) - min) / this.#step) + 1
    for (let tried = 0; tried < count; tried++) {
      const number = min + ((start + tried) % count) * this.#step
      if (this.owner(number, request)) continue
      for (const scope of scopes) this.#last.set(scope, number)
      return number
    }
    this.#full.add(place)
    return null
  }
  lastAssignments(): Iterable<[string, number]> {
    return this.#last
  }
}
