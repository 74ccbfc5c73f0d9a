/** What the hosts say of the running processes, for as long as somebody looks. */
import { useSubscription } from '@trpc/tanstack-react-query'
import { useTRPC } from '#app/_trpc/client.tsx'
import type { PlacementStatus } from '#server/api/views.ts'

export function useStatuses(systemId: string, enabled: boolean): readonly PlacementStatus[] | null {
  const trpc = useTRPC()
  const watch = useSubscription(trpc.statuses.watch.subscriptionOptions({ systemId }, { enabled }))
  return watch.data ?? null
}
