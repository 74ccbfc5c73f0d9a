'use client'
/** What the person who is signed in may do; the server asks the same of every call. */
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#app/_trpc/client.tsx'
import type { Role } from '#server/api/views.ts'

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** `may('operator')`: whether controls for operators are shown. Nobody may anything until it is known who asks. */
export function useMay(): (role: Role) => boolean {
  const trpc = useTRPC()
  const me = useQuery(trpc.session.me.queryOptions(undefined, { staleTime: 60_000 }))
  return (role) => (me.data ? RANK[me.data.role] >= RANK[role] : false)
}
