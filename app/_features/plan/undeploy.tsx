'use client'
/** Undeploying asks for the system's name, then shows the plan like any other: nothing happens before that is confirmed. */
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field, Input } from '#app/_ui/field.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'

export function Undeploy() {
  const router = useRouter()
  const { view } = useWorkspace()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const agreed = typed === view.name
  function go() {
    setOpen(false)
    router.push(`/systems/${encodeURIComponent(view.name)}/plan?to=nothing`)
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>Undeploy {view.name}</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Undeploy ${view.name}`}
        says="Everything that was started is stopped. State directories are kept and named. The draft stays."
        foot={
          <Button look="draft" disabled={!agreed} onClick={go}>
            Review what stops
          </Button>
        }
      >
        <Field layout="column" label={`Type ${view.name} to go on`}>
          {(control) => (
            <Input
              {...control}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && agreed) go()
              }}
            />
          )}
        </Field>
      </Dialog>
    </>
  )
}
