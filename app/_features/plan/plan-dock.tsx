'use client'
/** The file under review: what the host has now against what the plan puts there, with previous and next. */
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { difference } from '#app/_ui/difference.ts'
import { Counts, DifferenceView } from '#app/_ui/difference-view.tsx'
import { useBench, useUi } from '../editor/use-bench.tsx'
import { readable } from './reading-order.ts'
import { usePlan } from './use-plan.ts'

export function PlanDock() {
  const bench = useBench()
  const { file, dockOpen } = useUi()
  const { plan, target } = usePlan()
  const files = readable(plan.data?.transition.files ?? [])
  const at = Math.max(
    0,
    files.findIndex((change) => change.path === file),
  )
  const change = files[at]
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea')) return
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      const next = files[at + step]
      if (step !== 0 && next && !event.ctrlKey && !event.metaKey) bench.ui.set({ file: next.path })
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  })
  const move = (by: number) => bench.ui.set({ file: files[at + by]?.path ?? null })
  const counts = change ? difference(change.before, change.after) : null
  return (
    <section aria-label="File under review" className="flex min-h-0 min-w-0 flex-col border-t border-line-2 bg-panel">
      <header className="flex h-9 flex-none items-center gap-2 border-b border-line-1 px-4">
        {change && counts ? (
          <>
            <h2 className="truncate font-semibold" title={change.path}>
              {change.path.split('/').at(-1)}
            </h2>
            <Counts added={counts.added} removed={counts.removed} />
            <span className="truncate text-data text-ink-3 max-lg:hidden">{change.path}</span>
            <span className="ml-auto flex-none text-data text-ink-3">
              {plan.data?.from ?? 'nothing'} against {target.kind === 'generation' ? target.number : target.kind}, file{' '}
              {at + 1} of {files.length}
            </span>
            <Button
              look="quiet"
              size="small"
              square
              aria-label="Previous file"
              disabled={at === 0}
              onClick={() => move(-1)}
            >
              <ChevronUp size={16} aria-hidden />
            </Button>
            <Button
              look="quiet"
              size="small"
              square
              aria-label="Next file"
              disabled={at >= files.length - 1}
              onClick={() => move(1)}
            >
              <ChevronDown size={16} aria-hidden />
            </Button>
          </>
        ) : (
          <h2 className="text-ink-3">{plan.data ? 'No file changes.' : 'Files'}</h2>
        )}
      </header>
      {dockOpen && change && (
        <DifferenceView label={change.path} before={change.before} after={change.after} className="flex-1" />
      )}
    </section>
  )
}
