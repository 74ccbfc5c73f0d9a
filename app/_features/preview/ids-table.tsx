'use client'
/** The numbers: which pool gave which number to whom, and why; a map of each pool. */
import { Pin } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { classes } from '#app/_ui/classes.ts'
import { Section } from '#app/_ui/section.tsx'
import { processOf } from '../editor/commands/processes.ts'
import { useBench, useDraft } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { type PoolView, poolsOf } from './pools.ts'

/** `columns`: pools side by side, where there is room. */
export function IdsTable({ columns = false, className }: { columns?: boolean; className?: string }) {
  const { document } = useDraft()
  const { view } = useWorkspace()
  const bench = useBench()
  const pools = useMemo(() => {
    const catalogue = bench.catalogueOf(document)
    return poolsOf(document, view.runningDocument?.ids ?? null, (instance, parameter) => {
      const process = processOf(document, instance)
      return process ? catalogue.shapeOf(process).parameters[parameter]?.assign : undefined
    })
  }, [bench, document, view.runningDocument])
  if (pools.length === 0)
    return (
      <p className="p-4 text-ink-3">
        The system has no pools. Write some in its text, and ports and users are assigned from them.
      </p>
    )
  return (
    <div
      role="region"
      aria-label="IDs"
      tabIndex={0}
      className={classes(
        'grid min-h-0 content-start gap-x-8 overflow-auto -outline-offset-2',
        columns && 'xl:grid-cols-2',
        className,
      )}
    >
      {pools.map((pool) => (
        <Pool key={pool.name} pool={pool} />
      ))}
    </div>
  )
}

function Pool({ pool }: { pool: PoolView }) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  return (
    <Section
      where="panel"
      title={pool.name}
      count={`${pool.min} to ${pool.max}, ${pool.entries.length} used, one number ${pool.scope === 'machine' ? 'a host' : 'everywhere'}`}
    >
      <PoolMap pool={pool} />
      <table className="mt-2 w-full text-data">
        <thead className="sr-only">
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Whose</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {pool.entries.map((entry) => (
            <tr key={entry.owner} className="h-6">
              <td className={classes('w-14 font-mono', entry.fresh && 'text-draft')}>{entry.number}</td>
              <td className="pr-3">
                <button
                  type="button"
                  className="text-left hover:underline"
                  onClick={() => entry.instance && bench.selectInstance(entry.instance)}
                >
                  {entry.words}
                </button>
              </td>
              <td className="text-ink-3">{entry.why}</td>
              <td className="w-6">
                {!fixed && entry.instance && entry.parameter && !entry.pinned && (
                  <Button
                    look="quiet"
                    size="small"
                    square
                    aria-label={`Pin ${entry.words} at ${entry.number}`}
                    title="Pin it"
                    onClick={() => bench.setParameter(entry.instance!, entry.parameter!, entry.number)}
                  >
                    <Pin size={13} aria-hidden />
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-1 text-data text-ink-3">{pool.next}</p>
    </Section>
  )
}

const CELLS: Readonly<Record<string, string>> = {
  free: 'border-line-2',
  used: 'border-ink-2 bg-ink-2',
  fresh: 'border-draft bg-draft',
}

function PoolMap({ pool }: { pool: PoolView }) {
  return (
    <div
      role="img"
      aria-label={`${pool.entries.length} of ${pool.max - pool.min + 1} numbers of ${pool.name} are used`}
      className="flex max-w-[234px] flex-wrap gap-0.5"
    >
      {pool.cells.map((cell) => (
        <span
          key={cell.from}
          title={cell.title}
          className={classes('size-[11px] rounded-[1px] border', CELLS[cell.state])}
        />
      ))}
    </div>
  )
}
