/** The product's mark: a start and a long run. */
import { classes } from './classes.ts'

/** Without a label it is decoration: the name stands beside it, or on the link around it. */
export function Mark({ className, label }: { className?: string; label?: string }) {
  return (
    <svg
      viewBox="0 0 32 14"
      role="img"
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={classes('block', className ?? 'w-8')}
    >
      <circle cx="6" cy="7" r="4.25" fill="none" stroke="currentColor" strokeWidth="2.5" />
      <path d="M10.25 7H32" stroke="currentColor" strokeWidth="2.5" />
    </svg>
  )
}
