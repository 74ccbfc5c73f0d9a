/** What waits for a person, each with the one thing to do about it. */
import { ButtonLink } from '#app/_ui/button.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import type { Waiting } from './overview.ts'

export function Waits({ waiting }: { waiting: readonly Waiting[] }) {
  if (waiting.length === 0) return <p className="py-3 text-ink-3">Nothing.</p>
  return (
    <ul>
      {waiting.map((each) => (
        <li
          key={each.key}
          className="grid grid-cols-[14px_minmax(0,1fr)_max-content] items-start gap-2.5 border-b border-line-1 py-3"
        >
          <Glyph name={each.glyph} className="mt-[3px]" />
          <span className="min-w-0 break-words">
            <b className="block font-semibold">{each.title}</b>
            <span className="block text-data leading-[18px] text-ink-2">{each.says}</span>
          </span>
          <ButtonLink href={each.href} size="small" aria-label={`${each.action}: ${each.title}`}>
            {each.action}
          </ButtonLink>
        </li>
      ))}
    </ul>
  )
}
