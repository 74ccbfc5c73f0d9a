'use client'
/** The systems with what their hosts report, asked again every few seconds while the page is looked at. */
import { useQueries } from '@tanstack/react-query'
import { useTRPC } from '#app/_trpc/client.tsx'
import { useNow } from '#app/_ui/time.tsx'
import type { GenerationSummary, SystemSummary } from '#server/api/views.ts'
import { type Health, healthOf, POLL_MS } from './health.ts'

export interface Watched {
  readonly health: Health
  readonly generations: readonly GenerationSummary[]
}

export function useHealth(systems: readonly SystemSummary[]): readonly Watched[] {
  const trpc = useTRPC()
  const now = useNow()
  const generations = useQueries({
    queries: systems.map(({ id }) => trpc.generations.list.queryOptions({ systemId: id })),
  })
  const statuses = useQueries({
    queries: systems.map(({ id, generation }) => ({
      ...trpc.statuses.system.queryOptions({ systemId: id }),
      enabled: generation !== null,
      refetchInterval: POLL_MS,
    })),
  })
  return systems.map((system, index) => {
    const all = generations[index]?.data ?? []
    const running = all.find((generation) => generation.number === system.generation)
    return { generations: all, health: healthOf(system, running, statuses[index]?.data, now) }
  })
}
