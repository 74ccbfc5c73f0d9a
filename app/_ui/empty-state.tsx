/** What is not there, the next step, and at most three ways on. */
import Link from 'next/link'

export interface Way {
  readonly text: string
  readonly detail?: string
  readonly icon?: React.ReactNode
  readonly href?: string
  readonly onSelect?: () => void
}

const WAY =
  'flex min-h-11 w-full items-center gap-2.5 border-b border-line-1 text-left no-underline hover:bg-hover [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-ink-2'

function Inside({ way }: { way: Way }) {
  return (
    <>
      {way.icon}
      <span className="font-medium">{way.text}</span>
      {way.detail && <span className="ml-auto pl-3 text-right text-data text-ink-3">{way.detail}</span>}
    </>
  )
}

export function EmptyState({
  title,
  says,
  ways = [],
}: {
  title: string
  says?: React.ReactNode
  ways?: readonly Way[]
}) {
  return (
    <div className="max-w-[440px]">
      <p className="text-answer">{title}</p>
      {says && <p className="mt-1 text-read text-ink-2">{says}</p>}
      {ways.length > 0 && (
        <ul className="mt-5 border-t border-line-2">
          {ways.slice(0, 3).map((way) => (
            <li key={way.text}>
              {way.href ? (
                <Link href={way.href} className={WAY}>
                  <Inside way={way} />
                </Link>
              ) : (
                <button type="button" onClick={way.onSelect} className={WAY}>
                  <Inside way={way} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
