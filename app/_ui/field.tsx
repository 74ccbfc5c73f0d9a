'use client'
/** A labelled control: its label, the old value below it where a draft changed it, and one line for what is wrong. */
import { type ComponentProps, useId } from 'react'
import { classes } from './classes.ts'
import { Glyph } from './glyph.tsx'

export interface FieldProps {
  readonly label: React.ReactNode
  /** Changed in the draft, and what it was until then. `null`: it was not set. */
  readonly was?: { readonly value: string | null; readonly until: string }
  readonly error?: string
  readonly help?: React.ReactNode
  /** `row`: label at the left (inspector); `column`: label above (forms of one page). */
  readonly layout?: 'row' | 'column'
  readonly className?: string
  readonly children: (control: {
    readonly id: string
    readonly 'aria-describedby'?: string
    readonly 'aria-invalid'?: true
  }) => React.ReactNode
}

export function Field({ label, was, error, help, layout = 'row', className, children }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const noted = Boolean(error || help || was)
  return (
    <div
      className={classes(
        'grid items-start gap-x-2.5 py-1',
        layout === 'row' ? 'grid-cols-[112px_minmax(0,1fr)] gap-y-1' : 'gap-y-1',
        className,
      )}
    >
      <label htmlFor={id} className={layout === 'row' ? 'pt-[5px] break-words text-ink-2' : 'text-ink-1'}>
        {label}
      </label>
      {children({
        id,
        ...(noted ? { 'aria-describedby': noteId } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {noted && (
        <div id={noteId} className={classes('grid gap-0.5 text-data', layout === 'row' && 'col-start-2')}>
          {was && (
            <span className="text-ink-3">
              {was.value === null ? 'not set' : <s className="text-was">{was.value || 'empty'}</s>} {was.until}
            </span>
          )}
          {error && (
            <span className="flex items-start gap-1.5 text-fail">
              <Glyph name="failed" className="mt-px" />
              {error}
            </span>
          )}
          {help && !error && <span className="text-ink-3">{help}</span>}
        </div>
      )}
    </div>
  )
}

export interface ControlLook {
  /** Changed in the draft. */
  readonly changed?: boolean
  /** The focused field, and the field that made the lit lines of the preview. */
  readonly lit?: boolean
  readonly large?: boolean
}

/** What every control looks like; for controls that are not an `<input>`. */
export function controlClass(
  { changed = false, lit = false, large = false }: ControlLook = {},
  className?: string,
): string {
  return classes(
    'w-full min-w-0 rounded-control border px-2 text-ink-1 transition-colors duration-(--m-state) aria-invalid:border-fail-line disabled:text-ink-3',
    large ? 'h-10 text-read' : 'h-[30px] text-ui coarse:h-11',
    changed ? 'border-draft-line shadow-[inset_2px_0_0_var(--draft-line)]' : 'border-line-3',
    lit ? 'bg-lit' : 'bg-raised',
    className,
  )
}

export function Input({ changed, lit, large, className, ...rest }: ControlLook & ComponentProps<'input'>) {
  return <input className={controlClass({ changed, lit, large }, className)} autoComplete="off" {...rest} />
}
export function Select({ changed, lit, large, className, ...rest }: ControlLook & ComponentProps<'select'>) {
  return <select className={controlClass({ changed, lit, large }, className)} {...rest} />
}
export function TextArea({
  changed,
  lit,
  className,
  ...rest
}: Omit<ControlLook, 'large'> & ComponentProps<'textarea'>) {
  return (
    <textarea
      className={controlClass({ changed, lit }, classes('h-auto! min-h-[72px] resize-y py-1.5 font-mono', className))}
      spellCheck={false}
      {...rest}
    />
  )
}
