'use client'
/** What the draft changes against what runs, one chip a process; a click goes there. */
import { Button } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Sign } from '#app/_ui/sign.tsx'
import { useUndo } from '#app/_ui/toast.tsx'
import { useBench, useDraft } from '../use-bench.tsx'
import { useStaged } from '../use-present.ts'
import { useWorkspace } from '../workspace-context.tsx'

const MOST = 8

export function StagedStrip() {
  const bench = useBench()
  const { document } = useDraft()
  const { view, fixed } = useWorkspace()
  const offerUndo = useUndo()
  const staged = [...useStaged(document, view).values()]
  if (staged.length === 0 || !view.runningDocument) return null
  const discard = () => {
    const running = view.runningDocument
    if (!running) return
    bench.draft.apply('Discarded the draft', { document: running, layout: bench.draft.present.layout })
    offerUndo('Discarded the draft.', () => bench.draft.undo())
  }
  return (
    <section
      aria-label="Changes in the draft"
      className="absolute inset-x-3 top-2.5 flex h-10 items-center gap-2 overflow-hidden rounded-node border border-line-2 bg-raised pr-1.5 pl-3 whitespace-nowrap shadow-float max-sm:hidden"
    >
      <h2 className="mr-1 font-semibold text-draft">
        {staged.length}&nbsp;{staged.length === 1 ? 'change' : 'changes'}
      </h2>
      <div className="flex min-w-0 items-center gap-2 overflow-hidden">
        {staged.slice(0, MOST).map((change) => (
          <button
            key={change.instance}
            type="button"
            aria-label={`${change.instance}, ${change.kind}`}
            onClick={() => {
              const id = [...bench.model.nodes.values()].find((rec) => rec.instance === change.instance)?.id
              if (!id) return
              bench.select([id])
              bench.goTo(id)
            }}
          >
            <Chip look={change.kind === 'removed' ? 'removed' : 'draft'} icon={<Sign name={change.kind} />}>
              {change.instance}
            </Chip>
          </button>
        ))}
        {staged.length > MOST && <span className="text-ink-3">and {staged.length - MOST} more</span>}
      </div>
      {!fixed && (
        <Button look="quiet" size="small" className="ml-auto" onClick={discard}>
          Discard all
        </Button>
      )}
    </section>
  )
}
