/** One diagnostic in a list: glyph, bold sentence, where, way out, code. */
import Link from 'next/link'
import { classes } from './classes.ts'
import { Glyph } from './glyph.tsx'

export interface DiagnosticRowProps {
  readonly code: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  readonly wayOut: string
  /** Path of the field, as people read it. */
  readonly at: string
  /** Jumps to the field. */
  readonly onSelect?: () => void
  /** One click that mends it, or a page where it can be. */
  readonly fix?: { readonly title: string } & ({ readonly apply: () => void } | { readonly href: string })
  readonly selected?: boolean
  /** What the sign says to those who do not see it; by default what the severity means in a list of a draft. */
  readonly word?: string
  /** Whether it keeps its distance from the sides, as in a dock; a reading page has margins of its own. */
  readonly inset?: boolean
}
const FIX = 'font-sans font-medium text-ink-1 underline underline-offset-3'
const GLYPH = { error: 'failed', warning: 'warning', info: 'open' } as const
const WORD = { error: 'Error', warning: 'Warning', info: 'Lost' } as const

export function DiagnosticRow({
  code,
  severity,
  message,
  wayOut,
  at,
  onSelect,
  fix,
  selected,
  word = WORD[severity],
  inset = true,
}: DiagnosticRowProps) {
  return (
    <div
      className={classes('grid grid-cols-[14px_minmax(0,1fr)] gap-2.5 py-2', inset && 'px-4', selected && 'bg-hover')}
    >
      <Glyph name={GLYPH[severity]} label={word} className="mt-[3px]" />
      <div className="min-w-0 break-words">
        {onSelect ? (
          <button type="button" onClick={onSelect} className="text-left font-semibold hover:underline">
            {message}
          </button>
        ) : (
          <b className="font-semibold">{message}</b>
        )}{' '}
        <span className="text-ink-2">{wayOut}</span>
        <div className="flex flex-wrap items-center gap-x-3 font-mono text-code text-ink-3">
          <span className="min-w-0 break-all">{at}</span>
          <Link href={`/help/diagnostics/${code}`} className="underline hover:text-ink-1">
            {code}
          </Link>
          {fix && 'href' in fix && (
            <Link href={fix.href} className={FIX}>
              {fix.title}
            </Link>
          )}
          {fix && 'apply' in fix && (
            <button type="button" onClick={fix.apply} className={FIX}>
              {fix.title}
            </button>
          )}
        </div>
      </div>
    </div>
  )
}
