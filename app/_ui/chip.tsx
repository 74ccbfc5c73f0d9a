/** Chips: references, states and counts that stand inside a line of text or a field. */
import { X } from 'lucide-react'
import { classes } from './classes.ts'

export type ChipLook = 'plain' | 'assigned' | 'draft' | 'removed' | 'warn' | 'fail' | 'run'
const LOOKS: Readonly<Record<ChipLook, string>> = {
  plain: 'bg-mute-tint text-ink-1',
  assigned: 'text-ink-2 ring-1 ring-inset ring-line-2',
  draft: 'bg-draft-tint text-draft ring-1 ring-inset ring-draft-line',
  removed: 'border border-dashed border-draft-line text-draft line-through',
  warn: 'bg-warn-tint text-warn',
  fail: 'bg-fail-tint text-fail',
  run: 'bg-run-tint text-run',
}

export interface ChipProps {
  readonly look?: ChipLook
  /** 12 px: a lucide icon, a glyph or a sign. */
  readonly icon?: React.ReactNode
  /** The quieter second word: the property of `webapp1 port`. */
  readonly detail?: React.ReactNode
  readonly title?: string
  readonly className?: string
  readonly children: React.ReactNode
  /** Makes the cross at the end; `removeLabel` names what it removes. */
  readonly onRemove?: () => void
  readonly removeLabel?: string
}

export function Chip({ look = 'plain', icon, detail, title, className, children, onRemove, removeLabel }: ChipProps) {
  return (
    <span
      title={title}
      className={classes(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-chip px-1.5 align-middle text-data font-medium whitespace-nowrap [&>svg]:size-3 [&>svg]:flex-none',
        LOOKS[look],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
      {detail && <span className="font-normal text-ink-3">{detail}</span>}
      {onRemove && (
        <button
          type="button"
          onClick={onRemove}
          aria-label={removeLabel ?? 'Remove'}
          className="-mr-1 grid size-4 place-items-center rounded-chip text-ink-3 hover:text-ink-1"
        >
          <X size={11} aria-hidden />
        </button>
      )}
    </span>
  )
}
