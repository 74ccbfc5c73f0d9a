/** The plan of what the page proposes: the draft, an earlier generation, or nothing at all. */
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { useTRPC } from '#app/_trpc/client.tsx'
import type { Target } from '#server/api/views.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'

/** `?to=12` goes back to generation 12, `?to=nothing` undeploys; without it the draft is planned. */
export function useTarget(): Target {
  const to = useSearchParams().get('to')
  if (to === 'nothing') return { kind: 'nothing' }
  return to && /^\d+$/.test(to) ? { kind: 'generation', number: Number(to) } : { kind: 'draft' }
}

export function usePlan() {
  const trpc = useTRPC()
  const target = useTarget()
  const { view, saving } = useWorkspace()
  // A plan of what is not saved yet would be of the wrong draft.
  const ready = target.kind !== 'draft' || saving.state === 'saved'
  const plan = useQuery(
    trpc.deployments.plan.queryOptions(
      { systemId: view.id, target },
      { enabled: ready, staleTime: 10_000, refetchOnWindowFocus: false, gcTime: 30_000 },
    ),
  )
  return { plan, target, ready }
}
