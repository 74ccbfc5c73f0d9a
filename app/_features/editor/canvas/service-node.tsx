'use client'
/** A service at near zoom: glyph and run line show reality, frame and tab show the draft. */
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo, useCallback, useSyncExternalStore } from 'react'
import { classes } from '#app/_ui/classes.ts'
import { Glyph } from '#app/_ui/glyph.tsx'
import { RunLine } from '#app/_ui/run-line.tsx'
import { StagedTab } from '#app/_ui/sign.tsx'
import type { Rec } from '../model/records.ts'
import { useBench, useRec } from '../use-bench.tsx'

const LOOKS: Readonly<Record<Rec['look'], string>> = {
  plain: 'border-line-3 bg-raised',
  changed: 'border-[1.5px] border-draft-line bg-raised',
  new: 'border-[1.5px] border-draft-line bg-[color-mix(in_oklab,var(--draft-tint)_45%,var(--raised))]',
  gone: 'border-[1.5px] border-dashed border-draft-line bg-raised bg-hatch',
  ghost: 'border-[1.5px] border-dashed border-draft-line bg-transparent',
  fade: 'border-line-2 bg-[color-mix(in_oklab,var(--raised)_55%,var(--canvas))]',
  failed: 'border-2 border-fail-line bg-raised',
}
const IN_DRAFT: ReadonlySet<Rec['look']> = new Set(['changed', 'new', 'gone', 'ghost'])

/** Its `data` is nothing but the id: what it shows is read from the model. */
export const ServiceNode = memo(function ServiceNode({ id, selected }: NodeProps) {
  const rec = useRec(id)
  const verdict = useVerdict(rec)
  if (!rec) return null
  return (
    <div
      title={rec.instance.length > 22 ? rec.instance : undefined}
      data-draft={IN_DRAFT.has(rec.look) ? '' : undefined}
      data-takes={verdict === 'takes' ? '' : undefined}
      data-refuses={verdict === 'refuses' ? '' : undefined}
      className={classes(
        'relative h-[72px] w-[208px] rounded-node border px-2.5 pt-2 text-ink-1',
        LOOKS[rec.look],
        selected && 'outline-2 outline-offset-2 outline-ink-1 outline-solid',
      )}
    >
      {rec.mark && (
        <StagedTab sign={rec.mark.sign} look={rec.mark.look}>
          {rec.mark.text}
        </StagedTab>
      )}
      <div className={classes('flex h-5 items-center gap-[7px]', rec.errors + rec.warnings > 0 && 'pr-10')}>
        <Glyph name={rec.state} label={rec.words} />
        <span
          className={classes(
            'truncate text-name',
            rec.look === 'gone' && 'text-ink-2 line-through',
            rec.look === 'fade' && 'font-medium text-ink-2',
          )}
        >
          {rec.instance}
        </span>
      </div>
      <div className="mt-px flex h-[18px] items-center gap-1.5 text-data text-ink-2">
        <span className="truncate">{rec.says ?? rec.kind}</span>
        {rec.port && <span className="ml-auto flex-none font-mono text-[12px] text-ink-1">:{rec.port}</span>}
      </div>
      <div className="absolute inset-x-2.5 bottom-1 flex h-4 items-center gap-[7px]">
        <RunLine events={rec.life} from={0} to={1} width={lineWidth(rec.note)} decorative />
        <span className={classes('ml-auto truncate text-micro', rec.state === 'failed' ? 'text-fail' : 'text-ink-2')}>
          {rec.note}
        </span>
      </div>
      <Problems rec={rec} />
      <Handle type="target" position={Position.Left} style={{ top: 36, left: -0.5 }} />
      <Handle type="source" position={Position.Right} style={{ top: 36, right: -0.5 }} />
    </div>
  )
})

/** What the note leaves: measured once, by its letters, because measuring each node costs frames. */
function lineWidth(note: string): number {
  return Math.max(24, 176 - Math.ceil(note.length * 6.4))
}

function Problems({ rec }: { rec: Rec }) {
  const [count, look] = rec.errors > 0 ? [rec.errors, 'failed' as const] : [rec.warnings, 'warning' as const]
  if (count === 0) return null
  return (
    <span
      className={classes(
        'absolute top-2 right-2 flex h-5 items-center gap-1 rounded-chip px-1.5 text-data font-medium',
        look === 'failed' ? 'bg-fail-tint text-fail' : 'bg-warn-tint text-warn',
      )}
    >
      <Glyph name={look} className="size-3" label={look === 'failed' ? 'errors' : 'warnings'} />
      {count}
    </span>
  )
}

/** While an edge is drawn: may it end here? */
function useVerdict(rec: Rec | undefined): 'takes' | 'refuses' | null {
  const { model } = useBench()
  const id = rec?.id ?? ''
  const subscribe = useCallback((listener: () => void) => model.subscribe(id, listener), [model, id])
  return useSyncExternalStore(
    subscribe,
    () => {
      const { connecting } = model
      if (!connecting || !rec || connecting.instance === rec.instance) return null
      return connecting.accepts.has(rec.instance) ? 'takes' : 'refuses'
    },
    () => null,
  )
}
