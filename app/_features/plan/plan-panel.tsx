'use client'
/** The plan: what stops, starts, restarts, reloads and stays, why, in which order, and what must be true before it is confirmed. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, FileText, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { changesAnswer } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Button } from '#app/_ui/button.tsx'
import { DiagnosticRow } from '#app/_ui/diagnostic-row.tsx'
import { difference } from '#app/_ui/difference.ts'
import { Counts } from '#app/_ui/difference-view.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Input } from '#app/_ui/field.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import type { FileChange, PlannedChange } from '#generators/contract/manifest.ts'
import type { PlanCheck, PlanView } from '#server/api/views.ts'
import { useBench, useRecs, useUi } from '../editor/use-bench.tsx'
import { managerTitle } from '../editor/use-present.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { changeCount, countChanges, durationWords, forecast } from './forecast.ts'
import { readable } from './reading-order.ts'
import { type AxisRow, TimeAxis } from './time-axis.tsx'
import { usePlan } from './use-plan.ts'

export function PlanPanel() {
  const bench = useBench()
  const { view } = useWorkspace()
  const { plan, ready, target } = usePlan()
  useEffect(() => {
    const changes = plan.data?.transition.changes
    bench.overlay.set({
      planned: changes ? new Map(changes.map((change) => [change.placement, change])) : null,
      course: null,
    })
    return () => bench.overlay.set({ planned: null, course: null })
  }, [bench, plan.data])
  return (
    <aside aria-label="Plan" className="flex min-h-0 min-w-0 flex-col border-line-1 bg-panel lg:border-l">
      {plan.data ? (
        plan.data.problems.some((problem) => problem.severity === 'error') ? (
          <Refused plan={plan.data} />
        ) : (
          <Planned plan={plan.data} />
        )
      ) : plan.error ? (
        <div className="p-5">
          <EmptyState
            title="The plan could not be made."
            says={plan.error.message}
            ways={[
              { text: 'Plan again', onSelect: () => void plan.refetch() },
              { text: 'Back to the draft', href: `/systems/${encodeURIComponent(view.name)}` },
            ]}
          />
        </div>
      ) : (
        <div className="p-5">
          <p className="mb-3 text-ink-3">
            {ready ? `Asking the hosts what runs${target.kind === 'draft' ? '' : ' now'}.` : 'Saving the draft first.'}
          </p>
          <Skeleton rows={6} height={24} />
        </div>
      )}
    </aside>
  )
}

function Refused({ plan }: { plan: PlanView }) {
  return (
    <div className="min-h-0 overflow-auto">
      <header className="border-b border-line-1 px-5 py-4">
        <AnswerLine size="answer" phrases={[{ text: 'This draft cannot be deployed.', tone: 'failed' }]} />
        <p className="mt-1 text-ink-2">Nothing was changed. Mend what is named here, then plan again.</p>
      </header>
      {plan.problems.map((problem) => (
        <DiagnosticRow key={`${problem.code}${problem.at}${problem.message}`} {...problem} />
      ))}
    </div>
  )
}

/** Its process goes on as it is. */
function isKept(change: PlannedChange['change']): boolean {
  return change === 'keep' || change === 'register'
}

function Planned({ plan }: { plan: PlanView }) {
  const bench = useBench()
  const ui = useUi()
  const recs = useRecs()
  const { changes, files } = plan.transition
  const made = useMemo(() => forecast(plan), [plan])
  const hosts = made.hosts.map(({ host, rows }) => ({
    host,
    says: managersOn(bench.document.system.hosts[host]),
    rows: rows.map((row): AxisRow => {
      const rec = recs.get(row.placement)
      return {
        id: row.placement,
        glyph: rec?.state ?? (row.change === 'start' ? 'not-deployed' : 'running'),
        glyphWords: rec?.words ?? row.change,
        name: row.instance,
        // What had ended before has no line to keep.
        life: rec?.state === 'done' && isKept(row.change) ? [] : row.life,
        result: row.guess ? `${row.result}, guess` : row.result,
        tone: isKept(row.change) ? 'quiet' : 'draft',
        title: row.why ? `${row.change}, because ${row.why}` : undefined,
      }
    }),
  }))
  const touched = changes.filter((change) => change.change !== 'keep')
  return (
    <>
      <div className="min-h-0 flex-1 overflow-auto">
        <header className="border-b border-line-1 px-5 py-4">
          <AnswerLine size="answer" phrases={changesAnswer(countChanges(changes))} />
          <p className="mt-1 text-ink-2">{durationWords(plan)}</p>
        </header>
        <div className="border-b border-line-1 px-5 py-3.5">
          <TimeAxis
            seconds={made.seconds}
            now={null}
            hosts={hosts}
            selected={ui.selected[0] ?? null}
            onSelect={(id) => go(bench, id)}
          />
        </div>
        {touched.length > 0 && (
          <Section where="panel" title="Why" className="px-5">
            <ul className="grid gap-1">
              {made.hosts.flatMap(({ rows }) =>
                rows
                  .filter((row) => row.change !== 'keep')
                  .map((row) => (
                    <li key={row.placement}>
                      <b className="font-semibold">{row.instance}</b>{' '}
                      {row.change === 'register' ? 'is registered anew, same process' : `${row.change}s`}
                      {row.why && <span className="text-ink-2">, because {row.why}</span>}.
                    </li>
                  )),
              )}
            </ul>
            {made.waves.length > 1 && (
              <ol className="mt-3 grid gap-0.5 text-data text-ink-2">
                {made.waves.map((wave, index) => (
                  <li key={wave}>
                    <span className="inline-block w-5 text-ink-3">{index + 1}</span>
                    {wave}
                  </li>
                ))}
              </ol>
            )}
          </Section>
        )}
        {files.length > 0 && <FileList files={files} />}
        <Checks plan={plan} />
      </div>
      <Confirm plan={plan} />
    </>
  )
}

function go(bench: ReturnType<typeof useBench>, id: string): void {
  bench.select([id])
  bench.goTo(id)
}

function managersOn(
  host: { readonly containers: Readonly<Record<string, { readonly type: string }>> } | undefined,
): string {
  return [...new Set(Object.values(host?.containers ?? {}).map(({ type }) => managerTitle(type)))].join(', ')
}

function FileList({ files }: { files: readonly FileChange[] }) {
  const bench = useBench()
  const { file } = useUi()
  const shown = readable(files)
  return (
    <Section
      where="panel"
      title="Files"
      count={`${shown.length} ${shown.length === 1 ? 'changes' : 'change'}`}
      className="px-5"
    >
      <ul>
        {shown.map((change) => {
          const { added, removed } = difference(change.before, change.after)
          return (
            <li key={change.path}>
              <button
                type="button"
                aria-pressed={file === change.path}
                onClick={() => bench.ui.set({ file: change.path, dockOpen: true })}
                className="-mx-2 flex min-h-6 w-[calc(100%+16px)] items-center gap-2 rounded-chip px-2 text-left hover:bg-hover aria-pressed:bg-hover aria-pressed:font-semibold coarse:min-h-11"
                title={change.path}
              >
                <FileText size={15} strokeWidth={1.75} className="flex-none text-ink-3" aria-hidden />
                <span className="truncate">{change.path.split('/').at(-1)}</span>
                <span className="truncate text-data text-ink-3">{change.placement?.split('@')[1]?.split('/')[0]}</span>
                <span className="ml-auto">
                  <Counts added={added} removed={removed} />
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

function Checks({ plan }: { plan: PlanView }) {
  if (plan.checks.length === 0) return null
  return (
    <Section where="panel" title="Before you confirm" className="px-5">
      <ul className="grid gap-1">
        {plan.checks.map((check) => (
          <CheckRow key={`${check.id}${check.host}`} check={check} />
        ))}
      </ul>
    </Section>
  )
}

function CheckRow({ check }: { check: PlanCheck }) {
  return (
    <li className="flex gap-2">
      {check.ok ? (
        <Check size={16} className="mt-0.5 flex-none text-run" aria-label="passed" />
      ) : (
        <Glyph name="failed" label="not passed" className="mt-[3px]" />
      )}
      <span className="min-w-0">
        {check.says}
        {!check.ok && check.wayOut && <span className="block text-ink-2">{check.wayOut}</span>}
      </span>
      {check.host && <span className="ml-auto flex-none text-data text-ink-3">{check.host}</span>}
    </li>
  )
}

function Confirm({ plan }: { plan: PlanView }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const { view, role } = useWorkspace()
  const { plan: query } = usePlan()
  const [reason, setReason] = useState('')
  const start = useMutation(
    trpc.deployments.start.mutationOptions({
      onSuccess: async ({ number }) => {
        await queries.invalidateQueries({ queryKey: trpc.systems.get.queryKey({ id: view.id }) })
        router.push(`/systems/${encodeURIComponent(view.name)}/deployments/${number}`)
      },
    }),
  )
  const count = changeCount(plan.transition.changes)
  const blocked = plan.checks.some((check) => !check.ok)
  const nothing = plan.transition.empty
  const words =
    plan.target.kind === 'nothing'
      ? 'Undeploy'
      : plan.target.kind === 'generation'
        ? `Go back to ${plan.target.number}`
        : `Deploy ${count === 0 ? '' : `${count} `}${count === 1 ? 'change' : 'changes'}`
  return (
    <form
      className="flex-none border-t border-line-1 bg-panel px-5 py-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!blocked && !nothing) start.mutate({ systemId: view.id, target: plan.target, digest: plan.digest, reason })
      }}
    >
      {start.error && (
        <p role="alert" className="mb-2 flex items-start gap-2 text-warn">
          <TriangleAlert size={16} className="mt-0.5 flex-none" aria-hidden />
          <span>{start.error.message}</span>
          <Button size="small" className="ml-auto" onClick={() => void query.refetch().then(() => start.reset())}>
            Plan again
          </Button>
        </p>
      )}
      <div className="flex gap-2 max-sm:flex-col">
        <Input
          aria-label="Why"
          placeholder="Why? Kept with the generation"
          className="h-8 flex-1 max-sm:flex-none"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button look="draft" type="submit" disabled={blocked || nothing || start.isPending || role === 'viewer'}>
          {nothing ? 'Nothing to deploy' : start.isPending ? 'Starting' : words}
        </Button>
      </div>
      {blocked && <p className="mt-1.5 text-data text-ink-2">A check has not passed; it names the way out.</p>}
    </form>
  )
}
