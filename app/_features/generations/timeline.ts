/** Generations as columns and processes as rows: what each process did in each generation, as the life that a run line draws. */
import type { LifeEvent } from '#app/_ui/run-line.ts'
import type { GenerationSummary } from '#server/api/views.ts'

export interface TimelineRow {
  readonly placement: string
  readonly instance: string
  readonly host: string
  /** In columns: generation i stands at i + 0.5, so that the line reads from 0 to the number of columns. */
  readonly events: readonly LifeEvent[]
  /** What it did in each column; `null`: it is not in that generation. */
  readonly cells: readonly (Cell | null)[]
}
export interface Cell {
  readonly change: string
  readonly pid: number | null
}

/** In: generations in any order. Out: one row a placement, by host and name. */
export function timeline(generations: readonly GenerationSummary[]): readonly TimelineRow[] {
  const ordered = inOrder(generations)
  const placements = new Map<string, { instance: string; host: string }>()
  for (const { processes } of ordered)
    for (const { placement, instance, host } of processes) placements.set(placement, { instance, host })
  return [...placements]
    .map(([placement, { instance, host }]) => {
      const cells = ordered.map(({ processes }): Cell | null => {
        const found = processes.find((process) => process.placement === placement)
        return found && found.change !== 'stop' ? { change: found.change, pid: found.pid } : null
      })
      return { placement, instance, host, cells, events: eventsOf(cells) }
    })
    .sort((a, b) => compare(a.host, b.host) || compare(a.instance, b.instance))
}

export function inOrder(generations: readonly GenerationSummary[]): readonly GenerationSummary[] {
  return [...generations].sort((a, b) => a.number - b.number)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What ends stands left of its column's line, what begins stands on it. */
const BEFORE = 0.05

function eventsOf(cells: readonly (Cell | null)[]): readonly LifeEvent[] {
  return cells.flatMap((cell, index): readonly LifeEvent[] => {
    const at = index + 0.5
    const was = index > 0 ? (cells[index - 1] ?? null) : null
    if (!cell) return was ? [{ at: at - BEFORE, kind: 'stop' }] : []
    if (!was)
      return [
        { at, kind: 'start' },
        { at, kind: 'ready' },
      ]
    if (cell.change === 'restart' || cell.change === 'start')
      return [
        { at: at - BEFORE, kind: 'stop' },
        { at, kind: 'start' },
        { at, kind: 'ready' },
      ]
    return cell.change === 'reload' ? [{ at, kind: 'reload' }] : []
  })
}

export type Became =
  | 'new'
  | 'removed'
  | 'moved-here'
  | 'moved-away'
  | 'restarted'
  | 'reloaded'
  | 'untouched'
  | 'unchanged'
  | 'absent'
export interface Compared {
  readonly row: TimelineRow
  readonly became: Became
  /** `restarted, PID 955`. */
  readonly says: string
}

/** What became of each row from column `a` to column `b`; with one column, what it did in that one. */
export function compareColumns(rows: readonly TimelineRow[], a: number, b: number): readonly Compared[] {
  const here = (row: TimelineRow, column: number) => row.cells[column] ?? null
  const twin = (row: TimelineRow, column: number) =>
    rows.find(
      (other) =>
        other !== row && other.instance === row.instance && here(other, column) && !here(other, column === a ? b : a),
    )
  return rows.map((row) => {
    const [before, after] = [here(row, a), here(row, b)]
    if (!after) {
      if (!before) return { row, became: 'absent', says: '' }
      const to = twin(row, b)
      return to
        ? { row, became: 'moved-away', says: `moved to ${to.host}` }
        : { row, became: 'removed', says: 'removed' }
    }
    const pid = after.pid === null ? '' : `, PID ${after.pid}`
    if (!before) {
      const from = twin(row, a)
      return from
        ? { row, became: 'moved-here', says: `moved from ${from.host}` }
        : { row, became: 'new', says: `new${pid}` }
    }
    const between = row.cells.slice(Math.min(a, b) + 1, Math.max(a, b) + 1)
    const did = (change: string) => between.some((cell) => cell?.change === change)
    if (between.some((cell) => cell === null) || did('restart') || did('start'))
      return { row, became: 'restarted', says: `restarted${pid}` }
    if (did('reload')) return { row, became: 'reloaded', says: `reloaded${pid}` }
    // Untouched is said only where the PID proves it.
    return after.pid !== null && after.pid === before.pid
      ? { row, became: 'untouched', says: `untouched${pid}` }
      : { row, became: 'unchanged', says: `unchanged${pid}` }
  })
}
