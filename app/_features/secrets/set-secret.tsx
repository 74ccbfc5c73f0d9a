'use client'
/** Giving a secret its value: written once, kept encrypted, never shown again. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field, Input, TextArea } from '#app/_ui/field.tsx'
import { Failure } from '../shell/failure.tsx'

export interface SetSecretProps {
  readonly system: string
  /** Which; empty: its name is asked for too. */
  readonly name: string
  /** Whether it has a value already. */
  readonly has: boolean
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onSet?: (name: string) => void
}

export function SetSecret({ system, name, has, open, onOpenChange, onSet }: SetSecretProps) {
  const form = useId()
  const [typed, setTyped] = useState('')
  const [value, setValue] = useState('')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const change = (next: boolean) => {
    // A value that was not given is not kept either.
    setValue('')
    setTyped('')
    set.reset()
    onOpenChange(next)
  }
  const set = useMutation(
    trpc.secrets.set.mutationOptions({
      onSuccess: async (_, given) => {
        await Promise.all(
          [trpc.secrets.list.queryKey({ systemId: system }), trpc.systems.pathKey()].map((queryKey) =>
            queries.invalidateQueries({ queryKey }),
          ),
        )
        onSet?.(given.name)
        change(false)
      },
    }),
  )
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={name === '' ? 'Add a secret' : has ? `Replace ${name}` : `Set ${name}`}
      says={
        has
          ? 'What uses it is restarted, or reloaded, by the next deployment. Generations keep the value that they had.'
          : 'Its value is kept encrypted, and nobody can read it back here.'
      }
      foot={
        <>
          <Button onClick={() => change(false)}>Leave it</Button>
          <Button look="ink" type="submit" form={form} disabled={set.isPending}>
            {has ? 'Replace' : 'Set'}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          set.mutate({ systemId: system, name: name === '' ? typed : name, value })
        }}
      >
        {name === '' && (
          <Field label="Name" help="As models name it: letters, digits, . _ -">
            {(control) => (
              <Input
                {...control}
                required
                maxLength={64}
                pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="Value" help="Several lines are possible; every character counts, line ends too.">
          {(control) => (
            <TextArea
              {...control}
              required
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
        {set.error && <Failure inline error={set.error} />}
      </form>
    </Dialog>
  )
}
