'use client'
/** Who is signed in, and the way out. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Keyboard, LogOut } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Menu } from '#app/_ui/menu.tsx'
import type { Me } from '#server/api/views.ts'

/** `Ann Okoye` gives `AO`, `ann` gives `AN`. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean)
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? '') : [...(words[0] ?? '?')].slice(0, 2)
  return letters.join('').toUpperCase()
}

export function useSignOut(): () => void {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const signOut = useMutation(
    trpc.session.signOut.mutationOptions({
      onSuccess: () => {
        queries.clear()
        router.replace('/sign-in')
      },
    }),
  )
  return () => signOut.mutate()
}

export function Account({ me, onKeys }: { me: Me | null; onKeys: () => void }) {
  const signOut = useSignOut()
  const name = me?.name ?? ''
  return (
    <Menu
      align="start"
      items={[
        [{ text: 'All keys', icon: <Keyboard aria-hidden />, keys: '?', onSelect: onKeys }],
        [{ text: 'Sign out', icon: <LogOut aria-hidden />, onSelect: signOut }],
      ]}
      trigger={
        <button
          type="button"
          aria-label={me ? `${initials(name)}, account of ${name}, ${me.role}` : 'Account'}
          title={me ? `${name}, ${me.role}` : undefined}
          className="grid size-10 place-items-center rounded-control hover:bg-hover"
        >
          <span className="grid size-6 place-items-center rounded-full border border-line-2 bg-mute-tint text-[10px] font-semibold text-ink-2">
            {me ? initials(name) : ''}
          </span>
        </button>
      }
    />
  )
}
