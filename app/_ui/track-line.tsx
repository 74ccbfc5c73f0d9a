/** Draws a system's track in the bar. On narrow screens only the current station is left. */
import Link from 'next/link'
import { classes } from './classes.ts'
import { Glyph } from './glyph.tsx'
import { type Station, type SystemLife, track } from './track.ts'

const JOINTS: Readonly<Record<Station['joint'], string>> = {
  run: 'border-solid border-run-line',
  draft: 'border-dotted border-draft-line',
  fail: 'border-solid border-fail-line',
  none: 'border-dotted border-line-2',
}

function StationGlyph({ glyph }: { glyph: Station['glyph'] }) {
  if (glyph !== 'planned') return <Glyph name={glyph} className="size-3" />
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className="flex-none">
      <circle cx="6" cy="6" r="4.5" fill="none" strokeWidth="2" className="stroke-draft-line" />
    </svg>
  )
}

export function TrackLine({ life }: { life: SystemLife }) {
  return (
    <nav aria-label="State of this system" className="ml-2 flex min-w-0 items-center">
      {track(life).map((station, index) => {
        const className = classes(
          'flex min-w-0 items-center gap-[7px] rounded-control px-[9px] py-[5px] whitespace-nowrap no-underline',
          station.tone === 'draft' && station.key === 'draft'
            ? 'text-draft'
            : station.current
              ? 'text-ink-1'
              : 'text-ink-2',
          station.current && 'bg-raised font-semibold ring-1 ring-line-2',
          station.current && station.tone === 'draft' && 'text-draft',
          !station.current && 'max-lg:hidden',
          station.href && 'hover:bg-hover',
        )
        const inside = (
          <>
            <StationGlyph glyph={station.glyph} />
            <span className="truncate">{station.text}</span>
          </>
        )
        return (
          <span key={station.key} className="flex min-w-0 items-center">
            {index > 0 && (
              <span
                aria-hidden
                className={classes('mx-0.5 w-7 flex-none border-t-2 max-lg:hidden', JOINTS[station.joint])}
              />
            )}
            {station.href ? (
              <Link href={station.href} className={className} aria-current={station.current ? 'step' : undefined}>
                {inside}
              </Link>
            ) : (
              <span className={className} aria-current={station.current ? 'step' : undefined}>
                {inside}
              </span>
            )}
          </span>
        )
      })}
    </nav>
  )
}
