'use client'
/** The bar of a system: its name, the track, whether it is saved, and the one primary action of the mode. */
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Key } from '#app/_ui/key.tsx'
import { BarTitle } from '#app/_ui/page.tsx'
import { Time } from '#app/_ui/time.tsx'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { Mode, SystemLife } from '#app/_ui/track.ts'
import { TrackLine } from '#app/_ui/track-line.tsx'
import { LiveEnd } from '../live/live-end.tsx'
import { useLive } from '../live/use-live.ts'
import { useBench, useDraft, useResult } from './use-bench.tsx'
import { useStaged } from './use-present.ts'
import { useWorkspace } from './workspace-context.tsx'

export function WorkspaceBar() {
  const { view } = useWorkspace()
  return (
    <>
      <BarTitle>{view.title || view.name}</BarTitle>
      <TrackLine life={useLife()} />
    </>
  )
}

function useLife(): SystemLife {
  const { view, mode } = useWorkspace()
  const { document } = useDraft()
  const staged = useStaged(document, view)
  const errors = useErrors()
  const live = useLive()
  const at: Mode = mode === 'plan' ? 'plan' : mode === 'deployment' ? 'deployment' : 'draft'
  const base = { system: view.name, generation: view.generation, newest: view.newest, at }
  if (mode === 'deployment' && live && live.outcome === null)
    return {
      ...base,
      changes: null,
      deployment: {
        number: live.number,
        state: live.goingBack ? (live.asked ? 'stopping' : 'going-back') : 'advancing',
        done: live.done,
        of: live.of,
      },
    }
  return {
    ...base,
    changes: staged.size,
    empty: Object.keys(document.system.processes).length === 0 && view.generation === null,
    errors,
    plan: mode === 'plan' ? 'current' : 'none',
  }
}

export function useErrors(): number {
  const result = useResult()
  return result?.compiled.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length ?? 0
}

export function WorkspaceEnd() {
  const { view, mode } = useWorkspace()
  const base = `/systems/${encodeURIComponent(view.name)}`
  switch (mode) {
    case 'plan':
      return <ButtonLink href={base}>Back to draft</ButtonLink>
    case 'deployment':
      return <LiveEnd />
    default:
      return <DraftEnd base={base} />
  }
}

function DraftEnd({ base }: { base: string }) {
  const bench = useBench()
  const { view } = useWorkspace()
  const { document } = useDraft()
  const errors = useErrors()
  const changes = useStaged(document, view).size
  return (
    <>
      <SavedState />
      {errors > 0 ? (
        <Button
          look="ink"
          onClick={() => bench.ui.set({ dock: 'diagnostics', dockOpen: true, diagnostic: 0, narrow: 'graph' })}
        >
          Show {errors}&nbsp;{errors === 1 ? 'error' : 'errors'}
        </Button>
      ) : changes === 0 ? (
        <Tooltip says={view.generation === null ? 'Nothing is drawn yet' : `The draft is what ${view.generation} runs`}>
          <Button aria-disabled className="text-ink-3">
            Review plan
          </Button>
        </Tooltip>
      ) : (
        <ButtonLink look="draft" href={`${base}/plan`}>
          Review plan
          <span className="max-lg:hidden">
            <Key plain>Ctrl ↵</Key>
          </span>
        </ButtonLink>
      )}
    </>
  )
}

function SavedState() {
  const { saving, role } = useWorkspace()
  if (role === 'viewer') return <span className="text-ink-3 max-sm:hidden">You may look, not change</span>
  switch (saving.state) {
    case 'saved':
      return (
        <span className="text-ink-2 max-sm:hidden">
          Saved <Time at={saving.at} />
        </span>
      )
    case 'saving':
    case 'waiting':
      return <span className="text-ink-2 max-sm:hidden">Saving</span>
    case 'failed':
      return (
        <span className="flex items-center gap-2 text-fail" role="alert">
          <span className="max-w-[260px] truncate" title={saving.says}>
            Not saved: {saving.says}
          </span>
          <Button size="small" onClick={saving.again}>
            Save again
          </Button>
        </span>
      )
    case 'conflict':
      return (
        <span className="flex items-center gap-2" role="alert">
          <span className="max-w-[300px] truncate text-warn" title={saving.says}>
            {saving.says}
          </span>
          <Button size="small" onClick={saving.takeTheirs}>
            Take theirs
          </Button>
          <Button size="small" onClick={saving.keepMine}>
            Save mine over it
          </Button>
        </span>
      )
  }
}
