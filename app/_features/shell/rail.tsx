'use client'
/** The rail: the same on each page, icons with names on hover. */
import { Search } from 'lucide-react'
import Link from 'next/link'
import { classes } from '#app/_ui/classes.ts'
import { Mark } from '#app/_ui/mark.tsx'
import { Tooltip } from '#app/_ui/tooltip.tsx'
import type { Me } from '#server/api/views.ts'
import { Account } from './account.tsx'
import { isHere, PLACES, type Place, SETTINGS } from './places.ts'

export interface ShellParts {
  readonly me: Me | null
  readonly pathname: string
  readonly onSearch: () => void
  readonly onKeys: () => void
}

const ITEM =
  'relative grid size-10 place-items-center rounded-control text-ink-3 hover:bg-hover hover:text-ink-1 aria-[current]:text-ink-1 aria-[current]:before:absolute aria-[current]:before:inset-y-2.5 aria-[current]:before:-left-2 aria-[current]:before:w-0.5 aria-[current]:before:bg-ink-1'

export function Rail({ me, pathname, onSearch, onKeys }: ShellParts) {
  return (
    <nav
      aria-label="Main"
      className="flex flex-col items-center gap-1 border-r border-line-1 bg-paper pb-3 max-sm:hidden"
    >
      <Link
        href="/"
        aria-label="Longrun, overview"
        className="mb-2 grid h-[52px] w-full place-items-center border-b border-line-1 -outline-offset-2"
      >
        <Mark />
      </Link>
      {PLACES.map((place) => (
        <RailLink key={place.href} place={place} here={isHere(place, pathname)} />
      ))}
      <Tooltip says="Search and commands, Ctrl K" side="right">
        <button type="button" onClick={onSearch} aria-label="Search and commands" className={classes(ITEM, 'mt-auto')}>
          <Search size={18} strokeWidth={1.75} aria-hidden />
        </button>
      </Tooltip>
      <RailLink place={SETTINGS} here={isHere(SETTINGS, pathname)} />
      <Account me={me} onKeys={onKeys} />
    </nav>
  )
}

function RailLink({ place, here }: { place: Place; here: boolean }) {
  const Icon = place.icon
  return (
    <Tooltip says={place.text} side="right">
      <Link href={place.href} aria-label={place.text} aria-current={here ? 'page' : undefined} className={ITEM}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </Link>
    </Tooltip>
  )
}
