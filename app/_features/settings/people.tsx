'use client'
/** Who has an account, what each may do, and making one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Select } from '#app/_ui/field.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import type { Me, Role } from '#server/api/views.ts'
import { Failure } from '../shell/failure.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { NewPerson } from './new-person.tsx'

export const ROLES: readonly Role[] = ['viewer', 'operator', 'admin']

export function People({ me }: { me: Me }) {
  const [adding, setAdding] = useState(false)
  const trpc = useTRPC()
  const queries = useQueryClient()
  const people = useQuery(trpc.people.list.queryOptions())
  const again = { onSettled: () => queries.invalidateQueries({ queryKey: trpc.people.list.queryKey() }) }
  const setRole = useMutation(trpc.people.setRole.mutationOptions(again))
  const remove = useMutation(trpc.people.remove.mutationOptions(again))
  const error = setRole.error ?? remove.error
  return (
    <Section
      title="People"
      count={people.data?.length}
      end={
        <Button size="small" onClick={() => setAdding(true)}>
          Add person
        </Button>
      }
    >
      <Loaded query={people}>
        {(all) => (
          <Table label="People">
            <Head>
              <HeadCell className="pt-2">Name</HeadCell>
              <HeadCell>Role</HeadCell>
              <HeadCell>
                <span className="sr-only">Actions</span>
              </HeadCell>
            </Head>
            <tbody>
              {all.map((person) => (
                <Row key={person.id} height="staged">
                  <Cell className="w-full max-w-0 truncate">
                    <b className="font-semibold">{person.name}</b>{' '}
                    {person.id === me.id && <span className="text-ink-3">you</span>}
                  </Cell>
                  <Cell>
                    <Select
                      aria-label={`Role of ${person.name}`}
                      className="w-32!"
                      value={person.role}
                      disabled={person.id === me.id || setRole.isPending}
                      onChange={(event) => setRole.mutate({ id: person.id, role: event.target.value as Role })}
                    >
                      {ROLES.map((role) => (
                        <option key={role}>{role}</option>
                      ))}
                    </Select>
                  </Cell>
                  <Cell number>
                    <Button
                      look="quiet"
                      size="small"
                      aria-label={`Remove ${person.name}`}
                      disabled={person.id === me.id || remove.isPending}
                      onClick={() => remove.mutate({ id: person.id })}
                    >
                      Remove
                    </Button>
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        )}
      </Loaded>
      {error && (
        <div className="mt-3">
          <Failure inline error={error} />
        </div>
      )}
      <NewPerson open={adding} onOpenChange={setAdding} />
    </Section>
  )
}
