'use client'
/** Forgetting a host: what is on it stays as it is. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import type { HostView } from '#server/api/views.ts'
import { Failure } from '../shell/failure.tsx'

export function RemoveHost({ host }: { host: HostView }) {
  const [open, setOpen] = useState(false)
  const router = useRouter()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const remove = useMutation(
    trpc.hosts.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.hosts.list.queryKey() })
        router.replace('/hosts')
      },
    }),
  )
  const used = host.systems.length > 0
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        Remove
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Remove ${host.name}?`}
        says={
          used
            ? `${host.systems.join(', ')} still runs there. Undeploy it first, or move its processes to another host.`
            : 'Longrun forgets its address and key. Nothing on the host is changed.'
        }
        foot={
          <>
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button look="ink" disabled={used || remove.isPending} onClick={() => remove.mutate({ id: host.id })}>
              Remove
            </Button>
          </>
        }
      >
        {remove.error && <Failure inline error={remove.error} />}
      </Dialog>
    </>
  )
}
