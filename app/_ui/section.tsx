/** A headed section of a page or panel: name, count, and what stands at the right end of its line. */
import { classes } from './classes.ts'

export interface SectionProps {
  readonly title: string
  readonly count?: React.ReactNode
  readonly end?: React.ReactNode
  /** `page`: on a reading page, with a line below the head; `panel`: in a side panel, with a line below the section. */
  readonly where?: 'page' | 'panel'
  readonly className?: string
  readonly children: React.ReactNode
}

export function Section({ title, count, end, where = 'page', className, children }: SectionProps) {
  return (
    <section
      aria-label={title}
      className={classes(
        'min-w-0',
        where === 'panel' && 'border-b border-line-1 px-4 py-3.5 last:border-b-0',
        className,
      )}
    >
      <h2
        className={classes(
          'flex min-h-6 items-center gap-2 text-ui font-semibold',
          where === 'page' ? 'border-b border-line-2 pb-1.5' : 'mb-2',
        )}
      >
        {title}
        {count !== undefined && <span className="font-normal text-ink-3">{count}</span>}
        {end && <span className="ml-auto font-normal">{end}</span>}
      </h2>
      {children}
    </section>
  )
}
