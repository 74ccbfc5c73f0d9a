'use client'
/** The panel beside the canvas: what about the selection; the system itself where nothing is selected. */
import { X } from 'lucide-react'
import { Button } from '#app/_ui/button.tsx'
import { instanceOf } from '../editor/bench.ts'
import { processOf } from '../editor/commands/processes.ts'
import { useBench, useDraft, useUi } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { ConstructorPanel } from './constructor-panel.tsx'
import { EdgePanel } from './edge-panel.tsx'
import { GonePanel } from './gone-panel.tsx'
import { ProcessPanel } from './process-panel.tsx'
import { SeveralPanel } from './several-panel.tsx'
import { SystemPanel } from './system-panel.tsx'

export function DraftPanel() {
  const bench = useBench()
  const { selected, selectedEdge, constructorOpen } = useUi()
  const chosen = selected.length > 0 || selectedEdge !== null
  return (
    <aside
      id="inspector"
      aria-label="Inspector"
      className={`relative flex min-h-0 min-w-0 flex-col overflow-auto border-line-1 bg-panel lg:border-l ${
        chosen
          ? 'max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-20 max-lg:max-h-[70dvh] max-lg:border-t max-lg:shadow-float'
          : 'max-sm:hidden'
      }`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented)
          document.querySelector<HTMLElement>('.react-flow__node.selected')?.focus({ preventScroll: true })
      }}
    >
      {chosen && (
        <Button
          look="quiet"
          size="small"
          square
          aria-label="Close the inspector"
          className="absolute top-3 right-3 lg:hidden"
          onClick={() => bench.select([])}
        >
          <X size={16} aria-hidden />
        </Button>
      )}
      {constructorOpen ? <ConstructorPanel name={constructorOpen} /> : <Selection />}
    </aside>
  )
}

function Selection() {
  const { selected, selectedEdge } = useUi()
  const { document } = useDraft()
  const { view } = useWorkspace()
  if (selectedEdge) return <EdgePanel id={selectedEdge} />
  if (selected.length > 1) return <SeveralPanel ids={selected} />
  const name = instanceOf(selected)
  if (name === null) return <SystemPanel />
  const process = processOf(document, name)
  if (process) return <ProcessPanel key={name} name={name} process={process} id={selected[0] ?? ''} />
  const ran = view.runningDocument && processOf(view.runningDocument, name)
  return ran ? <GonePanel name={name} process={ran} /> : <SystemPanel />
}
