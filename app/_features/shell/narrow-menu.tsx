'use client'
/** The rail on a narrow screen: the mark, search, and a menu of the same places. */
import { Menu as MenuIcon, Search } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Mark } from '#app/_ui/mark.tsx'
import { Menu } from '#app/_ui/menu.tsx'
import { useSignOut } from './account.tsx'
import { PLACES, type Place, SETTINGS } from './places.ts'
import type { ShellParts } from './rail.tsx'

const BUTTON = 'grid size-11 place-items-center rounded-control text-ink-2'

export function NarrowMenu({ onSearch }: ShellParts) {
  const router = useRouter()
  const signOut = useSignOut()
  const item = (place: Place) => ({
    text: place.text,
    icon: <place.icon aria-hidden />,
    onSelect: () => router.push(place.href),
  })
  return (
    <nav aria-label="Main, narrow" className="sm:hidden">
      <Link
        href="/"
        aria-label="Longrun, overview"
        className="fixed top-0 left-2 z-10 grid h-[51px] w-11 place-items-center"
      >
        <Mark className="w-7" />
      </Link>
      <div className="fixed top-0 right-1 z-10 flex h-[51px] items-center">
        <button type="button" onClick={onSearch} aria-label="Search and commands" className={BUTTON}>
          <Search size={18} strokeWidth={1.75} aria-hidden />
        </button>
        <Menu
          items={[PLACES.map(item), [item(SETTINGS), { text: 'Sign out', onSelect: signOut }]]}
          trigger={
            <button type="button" aria-label="Menu" className={BUTTON}>
              <MenuIcon size={18} strokeWidth={1.75} aria-hidden />
            </button>
          }
        />
      </div>
    </nav>
  )
}
