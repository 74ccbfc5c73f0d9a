/** Where one can go: the rail, the menu and the palette are made of these. */
import { LayoutList, type LucideIcon, Rows3, ScrollText, Server, Settings2, Shapes, Workflow } from 'lucide-react'

export interface Place {
  readonly text: string
  readonly href: string
  readonly icon: LucideIcon
}
export const PLACES: readonly Place[] = [
  { text: 'Overview', href: '/', icon: LayoutList },
  { text: 'Systems', href: '/systems', icon: Workflow },
  { text: 'Hosts', href: '/hosts', icon: Server },
  { text: 'Deployments', href: '/deployments', icon: Rows3 },
  { text: 'Constructors', href: '/constructors', icon: Shapes },
  { text: 'Audit', href: '/audit', icon: ScrollText },
]
export const SETTINGS: Place = { text: 'Settings', href: '/settings', icon: Settings2 }

/** Pages that stand before the door: no rail, no session. */
export const DOORS: readonly string[] = ['/sign-in', '/first-account']

export function isHere(place: Place, pathname: string): boolean {
  return place.href === '/' ? pathname === '/' : pathname === place.href || pathname.startsWith(`${place.href}/`)
}

/** The way back after signing in; only paths of ours, so that a link cannot lead elsewhere. */
export function safeReturn(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !DOORS.some((door) => next.startsWith(door)) ? next : '/'
}
