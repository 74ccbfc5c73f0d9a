'use client'
/** What a person can do about a deployment: stop it and go back, while that is possible. */
import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Time } from '#app/_ui/time.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { type Live, useLive } from './use-live.ts'

export function LiveEnd() {
  const live = useLive()
  const { view } = useWorkspace()
  if (!live) return null
  return (
    <>
      <span className="text-ink-3 max-sm:hidden">
        Deployment {live.number}, by {live.deployment.by}, <Time at={live.deployment.createdAt} />
      </span>
      {live.outcome === null ? (
        <StopButton live={live} />
      ) : (
        <ButtonLink href={`/systems/${encodeURIComponent(view.name)}`}>Open draft</ButtonLink>
      )}
    </>
  )
}

export function StopButton({ live }: { live: Live }) {
  const trpc = useTRPC()
  const { role } = useWorkspace()
  const cancel = useMutation(trpc.deployments.cancel.mutationOptions())
  const asked = live.deployment.cancelRequested || cancel.isPending || cancel.isSuccess
  if (live.goingBack) return <span className="text-ink-2">Going back cannot be stopped</span>
  return (
    <Button disabled={asked || role === 'viewer'} onClick={() => cancel.mutate({ id: live.id })}>
      {asked ? 'Stopping' : 'Stop and go back'}
    </Button>
  )
}
