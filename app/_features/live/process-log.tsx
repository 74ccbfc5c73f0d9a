'use client'
/** The log of a running process, read on its host and followed. */
import { useSubscription } from '@trpc/tanstack-react-query'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { LogView } from '#app/_ui/log-view.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { nameOf } from './course.ts'

/** What is kept on the page; the whole log is on the host. */
const MOST_LINES = 2000

export function ProcessLog({ placement, className }: { placement: string; className?: string }) {
  const trpc = useTRPC()
  const { view } = useWorkspace()
  const [lines, setLines] = useState<readonly string[]>([])
  const follow = useSubscription(
    trpc.logs.follow.subscriptionOptions(
      { systemId: view.id, placement },
      {
        // The first line of a connection begins the page anew, so nothing is shown twice.
        onData: ({ data }) =>
          setLines((all) => (data.seq === 1 ? [data.line] : [...all.slice(-MOST_LINES), data.line])),
      },
    ),
  )
  const { instance, host } = nameOf(placement)
  if (follow.status === 'error')
    return (
      <div className={className}>
        <p className="p-4 text-ink-2">
          {follow.error?.message ?? 'The log cannot be read.'}{' '}
          <button type="button" className="underline" onClick={() => follow.reset()}>
            Try again
          </button>
        </p>
      </div>
    )
  return (
    <LogView
      label={`Log of ${instance} on ${host}`}
      lines={lines}
      empty={follow.status === 'pending' ? `${instance} has written nothing yet.` : 'Asking the host.'}
      className={className}
    />
  )
}
