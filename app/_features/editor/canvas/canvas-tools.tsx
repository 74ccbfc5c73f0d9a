'use client'
/** What floats over the canvas: tools at the left, zoom at the right, the legend, and what the draft stages. */
import { useReactFlow, useStore } from '@xyflow/react'
import { LayoutDashboard, ListTree, Map as MapIcon, Maximize, Minus, Plus, Redo2, Undo2 } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import { useBench, useUi } from '../use-bench.tsx'

const FLOAT = 'absolute rounded-node border border-line-2 bg-raised shadow-float'

export function Tools({ fixed }: { fixed: boolean }) {
  const bench = useBench()
  const ui = useUi()
  useSyncExternalStore(
    bench.draft.subscribe,
    () => bench.draft.present,
    () => bench.draft.present,
  )
  const { undoes, redoes } = bench.draft
  return (
    <div
      role="toolbar"
      aria-label="Tools"
      aria-orientation="vertical"
      className={`${FLOAT} top-16 left-3 grid w-9 gap-px p-[3px] max-sm:hidden`}
    >
      {!fixed && (
        <Tool
          says="Add a service"
          keys="N"
          pressed={ui.palette}
          onClick={() => bench.ui.set({ palette: !ui.palette, paletteAt: null })}
        >
          <Plus size={16} strokeWidth={1.75} aria-hidden />
        </Tool>
      )}
      <Tool says="The graph as a tree" keys="T" pressed={ui.tree} onClick={() => bench.ui.set({ tree: !ui.tree })}>
        <ListTree size={16} strokeWidth={1.75} aria-hidden />
      </Tool>
      {!fixed && (
        <Tool says="Tidy up" keys="Shift T" onClick={() => bench.tidy()}>
          <LayoutDashboard size={16} strokeWidth={1.75} aria-hidden />
        </Tool>
      )}
      <Tool says="Legend" keys="L" pressed={ui.legend} onClick={() => bench.ui.set({ legend: !ui.legend })}>
        <MapIcon size={16} strokeWidth={1.75} aria-hidden />
      </Tool>
      {!fixed && (
        <>
          <hr className="mx-0.5 my-[3px] border-line-1" />
          <Tool
            says={undoes ? `Undo: ${undoes}` : 'Nothing to undo'}
            keys="Ctrl Z"
            disabled={!undoes}
            onClick={() => bench.draft.undo()}
          >
            <Undo2 size={16} strokeWidth={1.75} aria-hidden />
          </Tool>
          <Tool
            says={redoes ? `Redo: ${redoes}` : 'Nothing to redo'}
            keys="Ctrl Shift Z"
            disabled={!redoes}
            onClick={() => bench.draft.redo()}
          >
            <Redo2 size={16} strokeWidth={1.75} aria-hidden />
          </Tool>
        </>
      )}
    </div>
  )
}

interface ToolProps {
  readonly says: string
  readonly keys: string
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: React.ReactNode
}

function Tool({ says, keys, pressed, disabled, onClick, children }: ToolProps) {
  return (
    <Tooltip says={`${says}, ${keys}`} side="right">
      <button
        type="button"
        aria-label={says}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
        className="grid h-[30px] w-7 place-items-center rounded-control text-ink-2 hover:bg-hover hover:text-ink-1 disabled:text-line-3 disabled:hover:bg-transparent aria-pressed:bg-ink-1 aria-pressed:text-on-ink coarse:h-11"
      >
        {children}
      </button>
    </Tooltip>
  )
}

export function Zoom() {
  const bench = useBench()
  const flow = useReactFlow()
  const zoom = useStore((state) => Math.round(state.transform[2] * 100))
  return (
    <fieldset aria-label="Zoom" className={`${FLOAT} right-3 bottom-5 flex h-8 items-center text-data text-ink-2`}>
      <Button look="quiet" size="small" square aria-label="Zoom out" onClick={() => flow.zoomOut()}>
        <Minus size={16} aria-hidden />
      </Button>
      <span className="w-11 text-center">{zoom} %</span>
      <Button look="quiet" size="small" square aria-label="Zoom in" onClick={() => flow.zoomIn()}>
        <Plus size={16} aria-hidden />
      </Button>
      <Button look="quiet" size="small" square aria-label="Fit all" onClick={() => bench.fitTo('all')} className="ml-1">
        <Maximize size={15} aria-hidden />
      </Button>
    </fieldset>
  )
}

/** What a line says: how the left end answers a change of the right one. */
export function Legend() {
  return (
    <section
      aria-label="Legend"
      className="pointer-events-none absolute bottom-4 left-4 grid gap-1.5 text-data text-ink-2 max-xl:hidden"
    >
      <h2 className="font-semibold text-ink-1">When the right end changes, the left end</h2>
      <LegendLine says="only waits for it to start">
        <path d="M2 6h50" strokeWidth="2" strokeDasharray="0.1 5" strokeLinecap="round" />
      </LegendLine>
      <LegendLine says="reloads">
        <path d="M2 6h50" strokeWidth="1.5" />
      </LegendLine>
      <LegendLine says="restarts">
        <path d="M2 4.25h50M2 7.75h50" strokeWidth="1.5" />
      </LegendLine>
    </section>
  )
}

function LegendLine({ says, children }: { says: string; children: React.ReactNode }) {
  return (
    <p className="flex items-center gap-3">
      <svg width="60" height="12" fill="none" className="stroke-line-3" aria-hidden="true">
        {children}
        <path d="m47 2 7 4-7 4" strokeWidth="1.5" />
      </svg>
      {says}
    </p>
  )
}
