'use client'
/** The difference between two texts: what goes is struck through, what comes stands on the draft's or on a neutral tint. */
import { useMemo, useState } from 'react'
import { classes } from './classes.ts'
import { type DifferenceLine, difference } from './difference.ts'

export interface DifferenceViewProps {
  readonly label: string
  readonly before: string | null
  readonly after: string | null
  /** `draft`: what comes does not run yet; `history`: both are past. */
  readonly look?: 'draft' | 'history'
  readonly className?: string
}

const SIGN = { same: '', added: '+', removed: '−' } as const

export function DifferenceView({ label, before, after, look = 'draft', className }: DifferenceViewProps) {
  const { lines } = useMemo(() => difference(before, after), [before, after])
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const shown = lines.flatMap((line, index): readonly (readonly [string, DifferenceLine, number])[] =>
    line.kind === 'fold' && open.has(index)
      ? line.lines.map((inner, i) => [`${index}.${i}`, inner, index] as const)
      : [[String(index), line, index] as const],
  )
  return (
    <section
      aria-label={label}
      tabIndex={0}
      className={classes('min-h-0 overflow-auto bg-sunk py-1.5 font-mono text-code -outline-offset-2', className)}
    >
      <div className="w-max min-w-full">
        {shown.map(([key, line, index]) =>
          line.kind === 'fold' ? (
            <button
              key={key}
              type="button"
              onClick={() => setOpen(new Set([...open, index]))}
              className="block w-full py-0.5 pl-[58px] text-left font-sans text-data text-ink-3 hover:bg-hover hover:text-ink-1"
            >
              {line.count} lines alike
            </button>
          ) : (
            <div
              key={key}
              className={classes(
                'grid grid-cols-[40px_18px_minmax(0,1fr)] items-baseline pr-3 whitespace-pre',
                line.kind === 'removed' && 'bg-was-tint text-was',
                line.kind === 'added' && (look === 'draft' ? 'bg-draft-tint' : 'bg-mute-tint'),
              )}
            >
              <span className="pr-2.5 text-right text-[11px] text-ink-3 select-none">{line.after ?? line.before}</span>
              <span
                className={classes('font-bold select-none', line.kind === 'added' && look === 'draft' && 'text-draft')}
              >
                {SIGN[line.kind]}
              </span>
              {line.kind === 'removed' ? (
                <s>{line.text}</s>
              ) : line.kind === 'added' ? (
                <ins className="no-underline">{line.text}</ins>
              ) : (
                <span>{line.text}</span>
              )}
            </div>
          ),
        )}
      </div>
    </section>
  )
}

/** `+3 −2`, in the colours of the two sides. */
export function Counts({
  added,
  removed,
  look = 'draft',
}: {
  added: number
  removed: number
  look?: 'draft' | 'history'
}) {
  return (
    <span className="font-mono text-micro whitespace-nowrap">
      <span className={look === 'draft' ? 'text-draft' : 'text-ink-1'}>+{added}</span>{' '}
      <span className="text-was">−{removed}</span>
    </span>
  )
}
