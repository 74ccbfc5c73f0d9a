'use client'
/** Making an account for somebody else. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Dialog } from '#app/_ui/dialog.tsx'
import { Field, Input, Select } from '#app/_ui/field.tsx'
import type { Role } from '#server/api/views.ts'
import { PASSWORD_LENGTH, passwordProblem } from '../account/password.ts'
import { Failure } from '../shell/failure.tsx'
import { ROLES } from './people.tsx'

const NOBODY: { name: string; password: string; role: Role } = { name: '', password: '', role: 'operator' }

export function NewPerson({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const form = useId()
  const [person, setPerson] = useState(NOBODY)
  const [tried, setTried] = useState(false)
  const trpc = useTRPC()
  const queries = useQueryClient()
  const create = useMutation(
    trpc.people.create.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.people.list.queryKey() })
        setPerson(NOBODY)
        setTried(false)
        onOpenChange(false)
      },
    }),
  )
  const problem = passwordProblem(person.password)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add person"
      says="Give them the name and the password on a way that you trust."
      foot={
        <>
          <Button onClick={() => onOpenChange(false)}>Leave it</Button>
          <Button look="ink" type="submit" form={form} disabled={create.isPending}>
            Add
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (!problem) create.mutate(person)
        }}
      >
        <Field label="Name">
          {(control) => (
            <Input
              {...control}
              required
              maxLength={60}
              value={person.name}
              onChange={(event) => setPerson({ ...person, name: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Password"
          error={tried && problem ? problem : undefined}
          help={`${PASSWORD_LENGTH} characters or more.`}
        >
          {(control) => (
            <Input
              {...control}
              required
              type="password"
              autoComplete="new-password"
              value={person.password}
              onChange={(event) => setPerson({ ...person, password: event.target.value })}
            />
          )}
        </Field>
        <Field label="Role">
          {(control) => (
            <Select
              {...control}
              value={person.role}
              onChange={(event) => setPerson({ ...person, role: event.target.value as Role })}
            >
              {ROLES.map((role) => (
                <option key={role}>{role}</option>
              ))}
            </Select>
          )}
        </Field>
        {create.error && <Failure inline error={create.error} />}
      </form>
    </Dialog>
  )
}
