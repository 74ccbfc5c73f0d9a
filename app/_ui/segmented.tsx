'use client'
/** One choice of a few, all visible. */
import { classes } from './classes.ts'

export interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly text: React.ReactNode; readonly disabled?: boolean }[]
  readonly onChange: (value: Value) => void
  readonly className?: string
}

export function Segmented<Value extends string>({ label, value, options, onChange, className }: SegmentedProps<Value>) {
  return (
    <fieldset
      aria-label={label}
      className={classes(
        'inline-flex h-7 flex-none rounded-control border border-line-3 bg-raised coarse:h-11',
        className,
      )}
    >
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          disabled={option.disabled}
          onClick={() => onChange(option.value)}
          className={classes(
            'flex grow items-center justify-center gap-[5px] px-[9px] text-data font-medium whitespace-nowrap text-ink-2 first:rounded-l-[3px] last:rounded-r-[3px] hover:bg-hover disabled:text-ink-3 aria-pressed:bg-ink-1 aria-pressed:text-on-ink',
            index > 0 && 'border-l border-line-2',
          )}
        >
          {option.text}
        </button>
      ))}
    </fieldset>
  )
}
