'use client'
/** Below a deployment: the log of the selected process, the one that failed first, and every event as it came. */
import { ChevronDown, ChevronUp } from 'lucide-react'
import { Button } from '#app/_ui/button.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { LogView } from '#app/_ui/log-view.tsx'
import { Tabs } from '#app/_ui/tabs.tsx'
import { useBench, useUi } from '../editor/use-bench.tsx'
import { type Course, nameOf, stepWords } from './course.ts'
import { ProcessLog } from './process-log.tsx'
import { useLive } from './use-live.ts'

export function LiveDock() {
  const bench = useBench()
  const live = useLive()
  const { dock, dockOpen, selected } = useUi()
  const placement = selected[0] ?? live?.course.failure?.placement ?? live?.course.rows[0]?.placement ?? null
  const row = live?.course.rows.find((one) => one.placement === placement)
  const tab = dock === 'events' ? 'events' : 'log'
  return (
    <section aria-label="Dock" className="flex min-h-0 min-w-0 flex-col border-t border-line-2 bg-panel">
      <Tabs
        label="Details"
        value={tab}
        onChange={(value) => bench.ui.set({ dock: value === 'events' ? 'events' : 'log', dockOpen: true })}
        className="h-full"
        items={[
          {
            value: 'log',
            text: row ? (
              <>
                <Glyph name={row.state} label={row.words} /> {row.instance} on {row.host}
              </>
            ) : (
              'Log'
            ),
          },
          { value: 'events', text: `Events ${live?.course.steps.length ?? 0}` },
        ]}
        end={
          <Button
            look="quiet"
            size="small"
            square
            aria-label={dockOpen ? 'Close the dock' : 'Open the dock'}
            onClick={() => bench.ui.set({ dockOpen: !dockOpen })}
          >
            {dockOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronUp size={16} aria-hidden />}
          </Button>
        }
      >
        {dockOpen && live && (
          <div className="h-full min-h-0">
            {tab === 'events' ? (
              <Events course={live.course} />
            ) : (
              <Log key={placement} course={live.course} placement={placement} over={live.outcome === 'succeeded'} />
            )}
          </div>
        )}
      </Tabs>
    </section>
  )
}

/** A failed process's last lines came with the deployment and stay with it; a running one is read on its host. */
function Log({ course, placement, over }: { course: Course; placement: string | null; over: boolean }) {
  if (placement === null) return <p className="p-4 text-ink-3">Select a service to read its log.</p>
  const lines = course.logs.get(placement)
  const { failure } = course
  const failed = course.rows.some((row) => row.placement === placement && row.failed)
  if (failed && !lines)
    return <p className="p-4 text-ink-2">{nameOf(placement).instance} wrote nothing before it ended.</p>
  if (lines)
    return (
      <div className="grid h-full min-h-0 sm:grid-cols-[minmax(180px,272px)_minmax(0,1fr)]">
        <div
          role="region"
          aria-label={`Why ${nameOf(placement).instance} failed`}
          tabIndex={0}
          className="overflow-auto border-r border-line-1 px-4 py-3 -outline-offset-2"
        >
          {failure?.placement === placement ? (
            <>
              <p className="font-semibold break-words whitespace-pre-line text-fail">{failure.what}</p>
              <p className="mt-2 text-ink-2">
                <span className="text-ink-3">Way out</span> {failure.wayOut}
              </p>
            </>
          ) : (
            <p className="text-ink-2">The last lines that {nameOf(placement).instance} wrote.</p>
          )}
        </div>
        <LogView label={`Last lines of ${nameOf(placement).instance}`} lines={lines} className="h-full" />
      </div>
    )
  return over ? (
    <ProcessLog placement={placement} className="h-full" />
  ) : (
    <p className="p-4 text-ink-3">Its log can be read here once it runs, and is shown by itself if it fails.</p>
  )
}

function Events({ course }: { course: Course }) {
  return (
    <div
      role="region"
      aria-label="Events"
      tabIndex={0}
      className="h-full overflow-auto bg-sunk px-4 py-2 font-mono text-code -outline-offset-2"
    >
      {course.steps.map((step) => (
        <p key={step.key} className="grid grid-cols-[64px_88px_minmax(0,1fr)] gap-2">
          <span className="text-ink-3">{step.at.toFixed(1)} s</span>
          <span className="truncate">{step.host}</span>
          <span className={step.phase === 'failed' || step.phase === 'undo-failed' ? 'font-bold text-fail' : ''}>
            {stepWords(step)}
            {step.detail && ` · ${step.detail}`}
            {step.phase === 'undone' && ' · taken back'}
          </span>
        </p>
      ))}
      {course.steps.length === 0 && <p className="text-ink-3">Nothing has happened yet.</p>}
    </div>
  )
}
