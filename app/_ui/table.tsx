/** Tables: dense rows of 34, rows of two lines of 68. Numbers stand right. */
import { classes } from './classes.ts'

export function Table({
  label,
  className,
  children,
}: {
  label: string
  className?: string
  children: React.ReactNode
}) {
  return (
    // On a phone it scrolls sideways: what scrolls must be reached by keys too. It holds what is hidden in it as well (`relative`).
    <div role="group" aria-label={label} tabIndex={0} className="relative max-w-full overflow-x-auto -outline-offset-2">
      <table aria-label={label} className={classes('w-full border-collapse', className)}>
        {children}
      </table>
    </div>
  )
}

export function Head({ children }: { children: React.ReactNode }) {
  return (
    <thead>
      <tr>{children}</tr>
    </thead>
  )
}

interface CellProps {
  readonly number?: boolean
  readonly className?: string
  readonly children?: React.ReactNode
}

export function HeadCell({ number, className, children }: CellProps) {
  return (
    <th
      scope="col"
      className={classes(
        'border-b border-line-2 pr-3 pb-1.5 align-bottom text-data font-medium whitespace-nowrap text-ink-3 last:pr-0',
        number ? 'text-right' : 'text-left',
        className,
      )}
    >
      {children}
    </th>
  )
}

export function Cell({ number, className, children }: CellProps) {
  return (
    <td
      className={classes(
        'border-b border-line-1 pr-3 align-middle last:pr-0',
        number && 'text-right whitespace-nowrap',
        className,
      )}
    >
      {children}
    </td>
  )
}

const ROWS = { dense: 'h-[34px] coarse:h-11', staged: 'h-11', tall: 'h-[68px]' } as const

export function Row({
  height = 'dense',
  className,
  children,
}: {
  height?: keyof typeof ROWS
  className?: string
  children: React.ReactNode
}) {
  return <tr className={classes(ROWS[height], className)}>{children}</tr>
}
