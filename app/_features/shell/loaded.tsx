'use client'
/** A query's three states in one place: rows to come, what failed, or what was asked for. */
import { Skeleton } from '#app/_ui/skeleton.tsx'
import { Failure } from './failure.tsx'

interface Query<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

/** Data that was read once stays on the page while it is read again, and when that fails. */
export function Loaded<Data>({
  query,
  rows = 4,
  rowHeight = 34,
  children,
}: {
  query: Query<Data>
  rows?: number
  rowHeight?: number
  children: (data: Data) => React.ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton rows={rows} height={rowHeight} />
}
