/** What stands right of the rail: the bar with the page's name and primary action, then the page. */
import { classes } from './classes.ts'

/** Where the skip link and the keyboard go. */
export const MAIN_ID = 'main'

export interface PageProps {
  /** Left in the bar: a title, and in a system its track. */
  readonly bar: React.ReactNode
  /** Right in the bar; below 641 px it stands in a footer, where the thumb is. The primary action comes last. */
  readonly end?: React.ReactNode
  /** `read`: a page that scrolls, with margins; `fill`: the page arranges its own regions in what is left of the window. */
  readonly layout?: 'read' | 'fill'
  readonly children: React.ReactNode
}

export function Page({ bar, end, layout = 'read', children }: PageProps) {
  return (
    <div className="flex h-dvh min-w-0 flex-col">
      <header className="flex h-[52px] min-w-0 flex-none items-center gap-4 border-b border-line-1 bg-paper px-4 max-sm:pr-24 max-sm:pl-14">
        {bar}
        {end && <div className="ml-auto flex flex-none items-center gap-3 whitespace-nowrap max-sm:hidden">{end}</div>}
      </header>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className={classes(
          'min-h-0 min-w-0 flex-1 outline-none',
          layout === 'read' ? 'overflow-auto' : 'overflow-hidden',
        )}
      >
        {layout === 'read' ? (
          <div className="max-w-[1384px] px-4 pt-5 pb-12 sm:px-10 sm:pt-8">{children}</div>
        ) : (
          children
        )}
      </main>
      {end && (
        <footer className="flex flex-none gap-2 border-t border-line-2 bg-paper p-3 *:flex-1 sm:hidden">{end}</footer>
      )}
    </div>
  )
}

/** `Overview`; the last word of `Hosts / test2`. */
export function BarTitle({ children }: { children: React.ReactNode }) {
  return <span className="min-w-0 truncate text-[15px] leading-5 font-semibold">{children}</span>
}

export function BarNote({ children }: { children: React.ReactNode }) {
  return <span className="truncate text-ink-3 max-lg:hidden">{children}</span>
}
