'use client'
/** The same graph as a tree: host, container, service, what it depends on. Everything the canvas can do, for the keyboard and for those who listen. */
import { ChevronRight, Copy, Plus, Trash2, Unplug } from 'lucide-react'
import { useMemo, useState } from 'react'
import { classes } from '#app/_ui/classes.ts'
import { Glyph } from '#app/_ui/glyph.tsx'
import { ContextMenu, type MenuItems } from '#app/_ui/menu.tsx'
import { Sign } from '#app/_ui/sign.tsx'
import type { EdgeRec } from '../model/model.ts'
import { nameOf, type Rec } from '../model/records.ts'
import { useBench, useRecs, useUi } from '../use-bench.tsx'
import { managerTitle } from '../use-present.ts'
import { useWorkspace } from '../workspace-context.tsx'
import { flatten, onTreeKey, type TreeRow } from './tree-rows.ts'

export function ServiceTree({ className }: { className?: string }) {
  const bench = useBench()
  const recs = useRecs()
  const { selected } = useUi()
  const { document } = bench
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState<string | null>(null)
  const rows = useMemo(
    () => flatten({ system: document.system, recs: [...recs.values()], edges: bench.model.edges, closed }),
    [document, recs, bench, closed],
  )
  const focused =
    rows.find((row) => row.id === current)?.id ??
    rows.find((row) => selected.includes(row.rec ?? ''))?.id ??
    rows[0]?.id
  function toggle(id: string, open: boolean) {
    setClosed((all) => {
      const next = new Set(all)
      if (open) next.delete(id)
      else next.add(id)
      return next
    })
  }
  function choose(row: TreeRow) {
    setCurrent(row.id)
    if (row.edge) bench.select([], row.edge)
    else if (row.rec) {
      bench.select([row.rec])
      bench.goTo(row.rec)
    }
  }
  return (
    <div
      role="tree"
      aria-label="Services by host"
      className={classes('min-h-0 overflow-auto bg-panel py-2 text-data', className)}
      onKeyDown={(event) => {
        const action = onTreeKey(event.key, rows, focused ?? null)
        if (!action) return
        event.preventDefault()
        event.stopPropagation()
        if (action.toggle !== undefined) toggle(action.id, action.toggle)
        else {
          setCurrent(action.id)
          const row = rows.find((one) => one.id === action.id)
          if (action.choose && row) choose(row)
          event.currentTarget.querySelector<HTMLElement>(`[data-row="${CSS.escape(action.id)}"]`)?.focus()
        }
      }}
    >
      {rows.map((row) => (
        <Row
          key={row.id}
          row={row}
          rec={row.rec ? recs.get(row.rec) : undefined}
          edge={row.edge ? bench.model.edges.find((one) => one.id === row.edge) : undefined}
          selected={Boolean(row.rec && !row.edge && selected.includes(row.rec))}
          tabIndex={row.id === focused ? 0 : -1}
          onChoose={() => choose(row)}
          onToggle={() => toggle(row.id, row.open === false)}
        />
      ))}
      {rows.length === 0 && <p className="px-3 py-1 text-ink-3">No host and no service yet.</p>}
    </div>
  )
}

interface RowProps {
  readonly row: TreeRow
  readonly rec: Rec | undefined
  readonly edge: EdgeRec | undefined
  readonly selected: boolean
  readonly tabIndex: number
  readonly onChoose: () => void
  readonly onToggle: () => void
}

function Row({ row, rec, edge, selected, tabIndex, onChoose, onToggle }: RowProps) {
  const items = useActions(row, rec)
  const name = edge ? `depends on ${row.text}, ${POLICY[edge.kind]}` : rec ? nameOf(rec) : row.text
  const item = (
    <div
      role="treeitem"
      data-row={row.id}
      aria-level={row.level}
      aria-expanded={row.open ?? undefined}
      aria-selected={selected}
      aria-setsize={row.of}
      aria-posinset={row.at}
      aria-label={name}
      tabIndex={tabIndex}
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key === ' ') onChoose()
      }}
      style={{ paddingLeft: 4 + row.level * 12 }}
      className="flex h-6 cursor-default items-center gap-1.5 pr-3 whitespace-nowrap -outline-offset-2 hover:bg-hover aria-selected:bg-hover aria-selected:font-semibold coarse:h-11"
    >
      <ChevronRight
        size={12}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation()
          onToggle()
        }}
        className={classes('flex-none text-ink-3', row.open === null && 'invisible', row.open && 'rotate-90')}
      />
      {rec && !edge && <Glyph name={rec.state} className="size-3" />}
      <span
        className={classes(
          'truncate',
          row.level === 1 && 'font-semibold',
          edge && 'text-ink-2',
          rec?.look === 'gone' && 'line-through',
        )}
      >
        {row.level === 2 && row.type ? `${row.text} · ${managerTitle(row.type)}` : row.text}
      </span>
      {rec?.mark && !edge && <Sign name={rec.mark.sign} className="text-draft" />}
      <span className="ml-auto pl-2 font-mono text-ink-3">
        {edge ? POLICY[edge.kind] : rec?.port ? `:${rec.port}` : ''}
      </span>
    </div>
  )
  return items.length > 0 ? <ContextMenu items={items}>{item}</ContextMenu> : item
}

const POLICY = { order: 'waits', reload: 'reloads', restart: 'restarts' } as const

function useActions(row: TreeRow, rec: Rec | undefined): MenuItems {
  const bench = useBench()
  const { fixed } = useWorkspace()
  if (fixed) return []
  if (row.edge) {
    const edge = row.edge
    return [[{ text: 'Disconnect', icon: <Unplug aria-hidden />, onSelect: () => bench.disconnect(edge) }]]
  }
  if (rec) {
    const act = (action: () => void) => () => {
      bench.select([rec.id])
      action()
    }
    return [
      [{ text: 'Duplicate', icon: <Copy aria-hidden />, keys: 'Ctrl D', onSelect: act(() => bench.duplicate()) }],
      [{ text: 'Remove', icon: <Trash2 aria-hidden />, keys: 'Del', onSelect: act(() => bench.remove()) }],
    ]
  }
  if (row.level === 1)
    return [
      [
        {
          text: 'Add a service',
          icon: <Plus aria-hidden />,
          keys: 'N',
          onSelect: () => bench.ui.set({ palette: true, paletteAt: null }),
        },
      ],
    ]
  return []
}
