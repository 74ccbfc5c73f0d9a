'use client'
/** The dock of the draft: the text that it becomes, what is wrong with it, its numbers, itself as text, and the log of what runs. */
import { ChevronDown, ChevronUp } from 'lucide-react'
import { Button } from '#app/_ui/button.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Tabs } from '#app/_ui/tabs.tsx'
import type { DockTab } from '../editor/ui.ts'
import { useBench, useRec, useResult, useUi } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { ProcessLog } from '../live/process-log.tsx'
import { SystemText } from '../text/system-text.tsx'
import { DiagnosticList } from './diagnostic-list.tsx'
import { IdsTable } from './ids-table.tsx'
import { PreviewTab } from './preview-tab.tsx'

export function DraftDock() {
  const bench = useBench()
  const { view } = useWorkspace()
  const { dock, dockOpen, selected } = useUi()
  const result = useResult()
  const rec = useRec(selected[0] ?? '')
  const counts = countOf(result?.compiled.diagnostics ?? [])
  const tab: DockTab = dock === 'events' ? 'preview' : dock
  return (
    <section aria-label="Dock" className="flex min-h-0 min-w-0 flex-col border-t border-line-2 bg-panel max-sm:hidden">
      <Tabs
        label="Details"
        value={tab}
        onChange={(value) => bench.ui.set({ dock: value as DockTab, dockOpen: true })}
        className="h-full"
        items={[
          { value: 'preview', text: 'Preview' },
          {
            value: 'diagnostics',
            text: (
              <>
                Diagnostics
                {counts.errors > 0 && <Count glyph="failed" label="errors" n={counts.errors} />}
                {counts.warnings > 0 && <Count glyph="warning" label="warnings" n={counts.warnings} />}
                {counts.errors + counts.warnings === 0 && counts.losses > 0 && (
                  <span className="text-ink-3">{counts.losses}</span>
                )}
              </>
            ),
          },
          { value: 'ids', text: 'IDs' },
          { value: 'text', text: 'Text' },
          ...(view.generation !== null ? [{ value: 'log', text: 'Log' }] : []),
        ]}
        end={
          <>
            <span className="text-data text-ink-3 max-lg:hidden">
              {result ? `compiled in ${Math.max(1, Math.round(result.ms))} ms` : 'compiling'}
            </span>
            <Button
              look="quiet"
              size="small"
              square
              aria-label={dockOpen ? 'Close the dock' : 'Open the dock'}
              onClick={() => bench.ui.set({ dockOpen: !dockOpen })}
            >
              {dockOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
            </Button>
          </>
        }
      >
        {dockOpen && (
          <div className="h-full min-h-0">
            {tab === 'preview' && <PreviewTab />}
            {tab === 'diagnostics' && <DiagnosticList />}
            {tab === 'ids' && <IdsTable columns className="h-full" />}
            {tab === 'text' && <SystemText className="h-full" />}
            {tab === 'log' &&
              (rec ? (
                <ProcessLog key={rec.id} placement={rec.id} className="h-full" />
              ) : (
                <p className="p-4 text-ink-3">Select a service to read its log.</p>
              ))}
          </div>
        )}
      </Tabs>
    </section>
  )
}

function Count({ glyph, label, n }: { glyph: 'failed' | 'warning'; label: string; n: number }) {
  return (
    <span className="flex items-center gap-1">
      <Glyph name={glyph} label={label} />
      {n}
    </span>
  )
}

function countOf(diagnostics: readonly { readonly severity: 'error' | 'warning' | 'info' }[]) {
  const count = (severity: string) => diagnostics.filter((one) => one.severity === severity).length
  return { errors: count('error'), warnings: count('warning'), losses: count('info') }
}
