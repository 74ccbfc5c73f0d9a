'use client'
/** A deployment while it runs, and the same page afterwards: the answer, every process on one axis, what happens now, what happened. */
import Link from 'next/link'
import { useEffect, useMemo, useState } from 'react'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { duration } from '#app/_ui/duration.ts'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { useBench, useUi } from '../editor/use-bench.tsx'
import { managerTitle } from '../editor/use-present.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { axisEnd } from '../plan/forecast.ts'
import { type AxisRow, TimeAxis } from '../plan/time-axis.tsx'
import { type Course, type CourseRow, type CourseStep, courseAnswer, onRequest, stepWords } from './course.ts'
import { type Live, useFollowing, useLive } from './use-live.ts'

export function LivePanel({ number }: { number: number }) {
  const live = useLive()
  const { view } = useWorkspace()
  const { error } = useFollowing(number)
  useOverlay(live?.course ?? null)
  return (
    <aside
      aria-label={`Deployment ${number}`}
      className="flex min-h-0 min-w-0 flex-col border-line-1 bg-panel lg:border-l"
    >
      {live ? (
        <Following live={live} />
      ) : error ? (
        <div className="p-5">
          <EmptyState
            title={`There is no deployment ${number}.`}
            says={error}
            ways={[{ text: 'Back to the draft', href: `/systems/${encodeURIComponent(view.name)}` }]}
          />
        </div>
      ) : (
        <div className="p-5">
          <Skeleton rows={6} height={24} />
        </div>
      )}
    </aside>
  )
}

/** What happens stands on the nodes too, until it is over: then the reports of the hosts are shown again. */
function useOverlay(course: Course | null): void {
  const bench = useBench()
  useEffect(() => {
    if (!course) return
    const over = course.outcome !== null
    const says = course.rows
      .filter((row) => !over || row.failed)
      .map(
        (row) =>
          [
            row.placement,
            {
              says: nodeWords(row),
              mark: row.failed ? { sign: 'stop' as const, look: 'failed' as const, text: 'failed' } : null,
              failed: row.failed,
              reality: {
                state: row.state,
                words: row.words,
                pid: row.pid,
                note: row.pid === null ? row.words : duration(0),
                life: row.life.map((event, index, all) => ({ ...event, at: index / Math.max(1, all.length) })),
              },
            },
          ] as const,
      )
    bench.overlay.set({ planned: null, course: new Map(says) })
  }, [bench, course])
  useEffect(() => () => bench.overlay.set({ planned: null, course: null }), [bench])
  const failed = course?.failure?.placement ?? null
  useEffect(() => {
    if (failed) bench.select([failed])
  }, [bench, failed])
}

function nodeWords(row: CourseRow): string {
  if (row.failed) return row.result
  if (row.untouched) return row.pid === null ? 'untouched' : `untouched, PID ${row.pid}`
  return row.pid === null ? row.words : `${row.words}, PID ${row.pid}`
}

/** The clock of the page, ticking only while something happens. */
function useClock(running: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [running])
  return now
}

function Following({ live }: { live: Live }) {
  const bench = useBench()
  const { view } = useWorkspace()
  const { selected } = useUi()
  const { course, deployment } = live
  const now = useClock(live.outcome === null)
  const elapsed = course.begun === 0 ? 0 : Math.max(0, ((course.ended ?? now) - course.begun) / 1000)
  const seconds = axisEnd(elapsed)
  const hosts = useMemo(
    () =>
      [...Map.groupBy(course.rows, (row) => row.host)].map(([host, rows]) => ({
        host,
        says: course.hostSays.get(host) ?? managersOn(bench.document.system.hosts[host]),
        rows: rows.map(axisRow),
      })),
    [course, bench],
  )
  return (
    <>
      <div className="min-h-0 flex-1 overflow-auto">
        <header className="border-b border-line-1 px-5 py-4">
          <AnswerLine
            size="answer"
            live
            phrases={courseAnswer(course, now, {
              undeploying: deployment.target.kind === 'nothing',
              newest: view.newest,
            })}
          />
          <p className="mt-1 text-ink-2">
            Deployment {live.number} by {deployment.by}
            {deployment.reason && `: ${deployment.reason}`}.
          </p>
          {course.failure && <FailureNote course={course} />}
        </header>
        {hosts.length > 0 && (
          <div className="border-b border-line-1 px-5 py-3.5">
            <TimeAxis
              seconds={seconds}
              now={elapsed}
              hosts={hosts}
              selected={selected[0] ?? null}
              onSelect={(id) => {
                bench.select([id])
                bench.goTo(id)
                bench.ui.set({ dock: 'log', dockOpen: true })
              }}
            />
          </div>
        )}
        {course.steps.length > 0 && <Steps steps={course.steps} over={live.outcome !== null} />}
      </div>
      <footer className="flex flex-none items-center gap-3 border-t border-line-1 px-5 py-3">
        {live.outcome === null ? (
          <span className="text-ink-2">Safe to close this page. It goes on.</span>
        ) : (
          <>
            <span className="text-ink-2">
              {deployment.target.kind === 'nothing' && live.outcome === 'succeeded'
                ? 'The draft stays as it is.'
                : afterwards(course)}
            </span>
            <span className="ml-auto">
              {course.generation !== null && live.outcome === 'succeeded' ? (
                <ButtonLink href={`/systems/${encodeURIComponent(view.name)}/generations`}>Generations</ButtonLink>
              ) : (
                // On a phone it stands right below, in the bar.
                <ButtonLink href={`/systems/${encodeURIComponent(view.name)}`} className="max-sm:hidden">
                  Open draft
                </ButtonLink>
              )}
            </span>
          </>
        )}
      </footer>
    </>
  )
}

function axisRow(row: CourseRow): AxisRow {
  return {
    id: row.placement,
    glyph: row.state,
    glyphWords: row.words,
    name: row.instance,
    life: row.life,
    result: row.failed && row.result.length > 20 ? 'failed' : row.result,
    tone: row.failed ? 'failed' : row.untouched ? 'quiet' : 'plain',
    title: row.untouched ? `${row.instance} was not touched` : row.result,
  }
}

function managersOn(
  host: { readonly containers: Readonly<Record<string, { readonly type: string }>> } | undefined,
): string {
  return [...new Set(Object.values(host?.containers ?? {}).map(({ type }) => managerTitle(type)))].join(', ')
}

function FailureNote({ course }: { course: Course }) {
  const { failure } = course
  if (!failure || onRequest(course)) return null
  return (
    <div role="alert" className="mt-3 overflow-hidden rounded-node border border-fail-line">
      <p className="flex gap-2 bg-fail-tint px-3 py-2">
        <Glyph name="failed" className="mt-[3px]" />
        <b className="min-w-0 font-semibold break-words whitespace-pre-line">{failure.what}</b>
      </p>
      <p className="px-3 py-2 text-ink-2 break-words">
        <span className="text-ink-3">Way out</span> {failure.wayOut}
      </p>
    </div>
  )
}

const PHASES = {
  begun: { glyph: 'starting', words: 'under way' },
  done: { glyph: 'done', words: 'done' },
  failed: { glyph: 'failed', words: 'failed' },
  undone: { glyph: 'stopped', words: 'taken back' },
  'undo-failed': { glyph: 'failed', words: 'could not be taken back' },
} as const

function Steps({ steps, over }: { steps: readonly CourseStep[]; over: boolean }) {
  const under = steps.filter((step) => step.phase === 'begun')
  const shown = over ? steps : [...under, ...steps.filter((step) => step.phase !== 'begun').toReversed()]
  return (
    <Section where="panel" title={over ? 'What happened' : 'What happens'} count={steps.length} className="px-5">
      <ol className="grid gap-0.5">
        {shown.slice(0, 60).map((step) => (
          <li key={step.key} className="flex min-h-6 items-center gap-2">
            <Glyph
              name={step.failed ? 'failed' : PHASES[step.phase].glyph}
              label={step.failed ? 'failed' : PHASES[step.phase].words}
            />
            <span className="min-w-0 truncate" title={step.detail ?? step.says}>
              {stepWords(step)}
              {step.phase === 'undone' && (
                <span className="text-ink-3">, {step.failed ? 'failed and taken back' : 'taken back'}</span>
              )}
            </span>
            <span className="ml-auto flex-none pl-2 text-data text-ink-3">
              {step.host}
              {step.seconds !== null && ` · ${duration(step.seconds)}`}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function afterwards(course: Course): React.ReactNode {
  switch (course.outcome) {
    case 'succeeded':
      return 'Every process answered before the next one was told to start.'
    case 'rollback-failed':
      return (
        <>
          A host is between two generations. <Link href="/hosts">Look at the hosts</Link>, then deploy again.
        </>
      )
    case 'waiting':
      return 'It is decided. The host that cannot be reached follows when it is back.'
    default:
      return 'Your changes stay in the draft.'
  }
}
