'use client'
/** The rail beside every page, the palette over it, and the door in front of both. */
import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { MAIN_ID } from '#app/_ui/page.tsx'
import { Keys } from './keys.tsx'
import { NarrowMenu } from './narrow-menu.tsx'
import { Palette } from './palette.tsx'
import { DOORS } from './places.ts'
import { Rail } from './rail.tsx'
import { useShortcuts } from './shortcuts.ts'
import { useSession } from './use-session.ts'

export function Shell({ children }: { children: React.ReactNode }) {
  const pathname = usePathname()
  return DOORS.includes(pathname) ? children : <Inside pathname={pathname}>{children}</Inside>
}

function Inside({ pathname, children }: { pathname: string; children: React.ReactNode }) {
  const router = useRouter()
  const me = useSession()
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  useShortcuts({ palette: () => setOpen('palette'), keys: () => setOpen('keys') })
  const signedOut = me === null
  useEffect(() => {
    if (signedOut) router.replace(`/sign-in?next=${encodeURIComponent(pathname + window.location.search)}`)
  }, [signedOut, router, pathname])
  if (signedOut) return null
  const parts = { me: me ?? null, pathname, onSearch: () => setOpen('palette'), onKeys: () => setOpen('keys') }
  return (
    <div className="grid h-dvh min-w-0 grid-cols-[minmax(0,1fr)] overflow-hidden sm:grid-cols-[56px_minmax(0,1fr)]">
      <a href={`#${MAIN_ID}`} className="skip-link rounded-control bg-ink-1 px-3 py-2 text-on-ink">
        To the page
      </a>
      <Rail {...parts} />
      <NarrowMenu {...parts} />
      <div className="min-h-0 min-w-0">{children}</div>
      <Palette
        open={open === 'palette'}
        onOpenChange={(shown) => setOpen(shown ? 'palette' : null)}
        onKeys={() => setOpen('keys')}
      />
      <Keys open={open === 'keys'} onOpenChange={(shown) => setOpen(shown ? 'keys' : null)} />
    </div>
  )
}
