'use client'
/** Who is signed in. A session that ended is noticed by whatever asks next, not only when this question is asked again. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { detailOf, useTRPC } from '#app/_trpc/client.tsx'
import type { Me } from '#server/api/views.ts'

/** `undefined`: not known yet; `null`: nobody. */
export function useSession(): Me | null | undefined {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const me = useQuery(trpc.session.me.queryOptions(undefined, { staleTime: 60_000 }))
  const key = trpc.session.me.queryKey()
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return
        if (detailOf(event.action.error)?.code === 'signed-out') void queries.invalidateQueries({ queryKey: key })
      }),
    [queries, key],
  )
  return me.data
}
