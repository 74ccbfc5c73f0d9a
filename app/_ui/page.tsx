/** What stands right of the rail: the bar, then the page. */
import { classes } from './classes.ts'

/** Ids of the two landmarks that a skip link and the keyboard jump to. */
export const MAIN_ID = 'main'

export function Bar({ children, end }: { children: React.ReactNode; end?: React.ReactNode }) {
  return (
    <header className="flex h-[52px] min-w-0 items-center gap-4 border-b border-line-1 bg-paper pr-4 pl-14 sm:pl-4">
      {children}
      {end && <div className="ml-auto flex flex-none items-center gap-3 whitespace-nowrap">{end}</div>}
    </header>
  )
}

/** `Overview`, or `Hosts / test2`: the last word is where one is. */
export function BarTitle({ children }: { children: React.ReactNode }) {
  return <span className="min-w-0 truncate text-[15px] leading-5 font-semibold">{children}</span>
}

export function BarNote({ children }: { children: React.ReactNode }) {
  return <span className="truncate text-ink-3 max-sm:hidden">{children}</span>
}

/** `read`: a page that scrolls, with margins; `fill`: the page arranges its own regions in what is left of the window. */
export function Page({
  bar,
  layout = 'read',
  children,
}: {
  bar: React.ReactNode
  layout?: 'read' | 'fill'
  children: React.ReactNode
}) {
  return (
    <div className="grid h-dvh min-w-0 grid-rows-[52px_minmax(0,1fr)]">
      {bar}
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className={classes('min-h-0 min-w-0 outline-none', layout === 'read' ? 'overflow-auto' : 'overflow-hidden')}
      >
        {layout === 'read' ? (
          <div className="max-w-[1384px] px-4 pt-5 pb-12 sm:px-10 sm:pt-8">{children}</div>
        ) : (
          children
        )}
      </main>
    </div>
  )
}
