/** The rows of the tree beside the canvas, and what keys do on them. */
import type { System } from '#generators/model/document.ts'
import type { EdgeRec } from '../model/model.ts'
import type { Rec } from '../model/records.ts'

export interface TreeRow {
  readonly id: string
  readonly level: 1 | 2 | 3 | 4
  readonly text: string
  /** Of a container: the id of its process manager. */
  readonly type: string | null
  readonly rec: string | null
  readonly edge: string | null
  /** `null`: nothing below it. */
  readonly open: boolean | null
  readonly at: number
  readonly of: number
}
export interface TreeInput {
  readonly system: System
  readonly recs: readonly Rec[]
  readonly edges: readonly EdgeRec[]
  readonly closed: ReadonlySet<string>
}

/** Host, container, service, dependency; what stands nowhere comes last. Services begin closed where they depend on much. */
export function flatten({ system, recs, edges, closed }: TreeInput): TreeRow[] {
  const rows: TreeRow[] = []
  const outgoing = Map.groupBy(edges, (edge) => edge.from)
  const hosts = [...Object.keys(system.hosts), ...(recs.some((rec) => rec.host === null) ? [null] : [])]
  hosts.forEach((host, index) => {
    const id = `host:${host ?? ''}`
    const own = recs.filter((rec) => rec.host === host)
    const containers = host ? Object.entries(system.hosts[host]?.containers ?? {}) : []
    const open = !closed.has(id)
    rows.push({ ...blank, id, level: 1, text: host ?? 'on no host', open, at: index + 1, of: hosts.length })
    if (!open) return
    const groups =
      containers.length > 0
        ? containers.map(([name, container]) => ({ name, type: container.type }))
        : [{ name: '', type: null }]
    groups.forEach((group, position) => {
      const containerId = `${id}/${group.name}`
      const within = containers.length > 0 ? own.filter((rec) => rec.container === group.name) : own
      const shown = !closed.has(containerId)
      if (group.name)
        rows.push({
          ...blank,
          id: containerId,
          level: 2,
          text: group.name,
          type: group.type,
          open: shown,
          at: position + 1,
          of: groups.length,
        })
      if (shown || !group.name)
        for (const [at, rec] of within.entries()) pushService(rows, rec, at + 1, within.length, outgoing, closed)
    })
  })
  return rows
}

const blank = { type: null, rec: null, edge: null } as const

function pushService(
  rows: TreeRow[],
  rec: Rec,
  at: number,
  of: number,
  outgoing: ReadonlyMap<string, readonly EdgeRec[]>,
  closed: ReadonlySet<string>,
): void {
  const own = outgoing.get(rec.id) ?? []
  const id = `service:${rec.id}`
  const open = own.length === 0 ? null : !closed.has(id)
  rows.push({ ...blank, id, level: 3, text: rec.instance, rec: rec.id, open, at, of })
  if (open)
    own.forEach((edge, index) => {
      rows.push({
        id: `edge:${edge.id}`,
        level: 4,
        text: edge.toInstance,
        type: null,
        rec: rec.id,
        edge: edge.id,
        open: null,
        at: index + 1,
        of: own.length,
      })
    })
}

export interface TreeAction {
  readonly id: string
  readonly choose?: boolean
  readonly toggle?: boolean
}

/** Arrows, Home, End and Enter, as the tree pattern of WAI-ARIA has them. */
export function onTreeKey(key: string, rows: readonly TreeRow[], current: string | null): TreeAction | null {
  const index = rows.findIndex((row) => row.id === current)
  const row = rows[index]
  const go = (to: TreeRow | undefined): TreeAction | null => (to ? { id: to.id } : null)
  switch (key) {
    case 'ArrowDown':
      return go(rows[index + 1])
    case 'ArrowUp':
      return go(rows[index - 1])
    case 'Home':
      return go(rows[0])
    case 'End':
      return go(rows.at(-1))
    case 'ArrowRight':
      if (!row || row.open === null) return null
      return row.open ? go(rows[index + 1]) : { id: row.id, toggle: true }
    case 'ArrowLeft':
      if (!row) return null
      if (row.open) return { id: row.id, toggle: false }
      return go(rows.slice(0, index).findLast((above) => above.level < row.level))
    case 'Enter':
      return row ? { id: row.id, choose: true } : null
    default:
      return null
  }
}
