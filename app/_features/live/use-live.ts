/** The deployment that is looked at: its row, and its events as they come, resumed where the connection broke. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import type { DeploymentView } from '#server/api/views.ts'
import type { StoredEvent } from '#server/deploy/events.ts'
import { useBench } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { type Course, courseOf, onRequest } from './course.ts'

export interface Live extends Pick<Course, 'outcome' | 'goingBack' | 'done' | 'of'> {
  readonly id: string
  readonly number: number
  readonly deployment: DeploymentView
  readonly course: Course
  /** It goes back because somebody asked for that. */
  readonly asked: boolean
}

/** What the panel found; the bar and the dock read it from here, so that there is one subscription. */
export function useLive(): Live | null {
  const { live } = useBench()
  return useSyncExternalStore(
    live.subscribe,
    () => live.current,
    () => live.current,
  )
}

/** Fetches, subscribes, and puts the course on the bench. For the panel alone. */
export function useFollowing(number: number): { readonly error: string | null } {
  const bench = useBench()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { view } = useWorkspace()
  const found = useQuery(trpc.deployments.find.queryOptions({ systemId: view.id, number }))
  const id = found.data?.id
  const { data: row, error } = useQuery(
    trpc.deployments.get.queryOptions({ id: id ?? '' }, { enabled: id !== undefined, staleTime: 3_000 }),
  )
  const [streamed, setStreamed] = useState<readonly StoredEvent[]>([])
  useSubscription(
    trpc.deployments.events.subscriptionOptions(
      { id: id ?? '' },
      {
        enabled: id !== undefined && row !== undefined && row.outcome === null,
        onData: ({ data }) => setStreamed((all) => (all.some((one) => one.seq === data.seq) ? all : [...all, data])),
      },
    ),
  )
  const events = useMemo(() => merge(row?.events ?? [], streamed), [row, streamed])
  const course = useMemo(() => courseOf(row?.transition ?? null, events), [row, events])
  const ended = course.outcome !== null
  useEffect(() => {
    if (row)
      bench.live.set({
        id: row.id,
        number: row.number,
        deployment: row,
        course,
        outcome: course.outcome ?? row.outcome,
        goingBack: course.goingBack,
        asked: onRequest(course),
        done: course.done,
        of: course.of,
      })
    return () => bench.live.set(null)
  }, [bench, row, course])
  const planned = course.state !== 'queued' && row?.transition === null
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: trpc.systems.get.queryKey({ id: view.id }) })
    if (ended || planned) void queries.invalidateQueries({ queryKey: trpc.deployments.get.queryKey({ id: id ?? '' }) })
  }, [ended, planned, queries, trpc, view.id, id])
  return { error: found.error?.message ?? error?.message ?? null }
}

/** Events by number, each once: some came with the row, some by the stream. */
export function merge(kept: readonly StoredEvent[], streamed: readonly StoredEvent[]): readonly StoredEvent[] {
  const all = new Map([...kept, ...streamed].map((event) => [event.seq, event]))
  return [...all.values()].toSorted((a, b) => a.seq - b.seq)
}
