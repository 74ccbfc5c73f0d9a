/** Numbers by service and pool, in two generations. */
import type { IdsModel } from '#generators/model/document.ts'

export interface IdRow {
  readonly pool: string
  /** `instance.parameter`, `user:<name>` ... as the assignment names it. */
  readonly owner: string
  readonly before: number | null
  readonly after: number | null
}

/** What differs comes first; within that by owner and pool. */
export function idRows(before: IdsModel | null, after: IdsModel | null): readonly IdRow[] {
  const keys = new Set([...Object.keys(before?.assigned ?? {}), ...Object.keys(after?.assigned ?? {})])
  const differs = (row: IdRow) => row.before !== row.after
  return [...keys]
    .map((key) => {
      const slash = key.indexOf('/')
      return {
        pool: key.slice(0, slash),
        owner: key.slice(slash + 1),
        before: before?.assigned[key] ?? null,
        after: after?.assigned[key] ?? null,
      }
    })
    .sort(
      (a, b) =>
        Number(differs(b)) - Number(differs(a)) ||
        (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : a.pool < b.pool ? -1 : 1),
    )
}

/** `3 new, 2 released`. */
export function idWords(rows: readonly IdRow[]): string {
  const fresh = rows.filter(({ before, after }) => before === null && after !== null).length
  const released = rows.filter(({ before, after }) => before !== null && after === null).length
  const moved = rows.filter(({ before, after }) => before !== null && after !== null && before !== after).length
  return (
    [fresh && `${fresh} new`, released && `${released} released`, moved && `${moved} changed`]
      .filter(Boolean)
      .join(', ') || 'alike'
  )
}
