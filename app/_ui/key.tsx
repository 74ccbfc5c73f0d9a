/** A key on the keyboard. */
import { classes } from './classes.ts'

/** `plain`: on a filled button, where it takes the button's colour. */
export function Key({ children, plain = false }: { children: React.ReactNode; plain?: boolean }) {
  return (
    <kbd
      className={classes(
        'inline-block rounded-chip border border-b-2 px-1 font-sans text-micro',
        plain ? 'border-current' : 'border-line-2 bg-paper text-ink-2',
      )}
    >
      {children}
    </kbd>
  )
}
