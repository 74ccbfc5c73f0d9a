'use client'
/** On a phone: the answer, what is staged, and every service by host with its run line. Looking and approving, not drawing. */
import { ListTree, Workflow } from 'lucide-react'
import { count, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { RunLine } from '#app/_ui/run-line.tsx'
import { Segmented } from '#app/_ui/segmented.tsx'
import { StagedSquare } from '#app/_ui/sign.tsx'
import { ExportSystem } from '../export/export-system.tsx'
import type { Rec } from './model/records.ts'
import type { StagedChange } from './model/staging.ts'
import { useBench, useDraft, useRecs, useUi } from './use-bench.tsx'
import { managerTitle, useStaged } from './use-present.ts'
import { useWorkspace } from './workspace-context.tsx'

export function NarrowList() {
  const bench = useBench()
  const { view, mode } = useWorkspace()
  const { document } = useDraft()
  const { narrow } = useUi()
  const recs = [...useRecs().values()]
  const staged = [...useStaged(document, view).values()]
  if (mode !== 'draft') return null
  return (
    <div className="sm:hidden">
      <div className="px-4 pt-4 pb-3">
        <AnswerLine size="answer" phrases={draftAnswer(staged, view.generation)} />
      </div>
      <div className="px-4 pb-2.5">
        <Segmented
          label="View"
          value={narrow}
          onChange={(value) => bench.ui.set({ narrow: value })}
          options={[
            {
              value: 'list',
              text: (
                <>
                  <ListTree size={16} aria-hidden /> List
                </>
              ),
            },
            {
              value: 'graph',
              text: (
                <>
                  <Workflow size={16} aria-hidden /> Graph
                </>
              ),
            },
          ]}
        />
      </div>
      {narrow === 'list' && (
        <>
          {view.generation !== null && staged.length > 0 && (
            <section className="px-4" aria-label="Staged">
              <h2 className="border-b border-draft-line pb-1 font-semibold text-draft">Staged</h2>
              <ul>
                {staged.map((change) => (
                  <li key={change.instance} className="flex h-11 items-center gap-2.5 border-b border-line-1">
                    <StagedSquare sign={change.kind} />
                    <span className="min-w-0">
                      <b className="block truncate font-semibold">{change.instance}</b>
                      <span className="block truncate text-data text-ink-2">{stagedWords(change)}</span>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {Object.entries(document.system.hosts).map(([host, { containers }]) => (
            <section key={host} className="px-4 pt-2.5 pb-1" aria-label={host}>
              <h2 className="border-b border-line-2 pb-1 font-semibold">
                {host}{' '}
                <span className="font-normal text-ink-3">
                  {[...new Set(Object.values(containers).map(({ type }) => managerTitle(type)))].join(', ')}
                </span>
              </h2>
              <ul>
                {recs
                  .filter((rec) => rec.host === host)
                  .map((rec) => (
                    <ServiceRow key={rec.id} rec={rec} />
                  ))}
              </ul>
            </section>
          ))}
          {Object.keys(document.system.processes).length > 0 && (
            <div className="px-4 py-4">
              <ExportSystem />
            </div>
          )}
        </>
      )}
    </div>
  )
}

function ServiceRow({ rec }: { rec: Rec }) {
  const bench = useBench()
  return (
    <li>
      <button
        type="button"
        onClick={() => bench.select([rec.id])}
        className="grid h-9 w-full grid-cols-[20px_112px_minmax(0,1fr)_max-content] items-center gap-2 text-left coarse:h-11"
      >
        <Glyph name={rec.state} label={rec.words} />
        <span className="truncate font-medium">{rec.instance}</span>
        <RunLine events={rec.life} from={0} to={1} ground="paper" decorative />
        <span className="text-data text-ink-2">{rec.note}</span>
      </button>
    </li>
  )
}

function draftAnswer(staged: readonly StagedChange[], generation: number | null) {
  if (generation === null)
    return [
      phrase(
        staged.length > 0
          ? `Nothing runs. ${count(staged.length, 'service waits', 'services wait')}.`
          : 'Nothing runs, nothing is drawn.',
      ),
    ]
  if (staged.length === 0) return [phrase(`${generation} runs as recorded.`)]
  return [phrase(`${count(staged.length, 'change waits', 'changes wait')}.`, 'draft')]
}

/** `new on test2`, `test1 to test2`, `port, dnsName`. */
export function stagedWords(change: StagedChange): string {
  switch (change.kind) {
    case 'new':
      return change.to.length > 0 ? `new on ${change.to.join(', ')}` : 'new, on no host yet'
    case 'moved':
      return `${change.from.join(', ') || 'no host'} to ${change.to.join(', ') || 'no host'}`
    case 'removed':
      return 'removed, data is kept'
    case 'changed':
      return change.fields.map((field) => field.at(-1)).join(', ')
  }
}
