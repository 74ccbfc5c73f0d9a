'use client'
/** The first account, made with the one-time code that the start printed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Button, ButtonLink } from '#app/_ui/button.tsx'
import { Field, Input } from '#app/_ui/field.tsx'
import { Failure } from '../shell/failure.tsx'
import { Door } from './door.tsx'
import { PASSWORD_LENGTH, passwordProblem } from './password.ts'

export function FirstAccount() {
  const router = useRouter()
  const given = useSearchParams().get('code')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [code, setCode] = useState(given ?? '')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const needed = useQuery(trpc.session.needsFirstAccount.queryOptions())
  const create = useMutation(
    trpc.session.createFirst.mutationOptions({
      onSuccess: (me) => {
        queries.clear()
        queries.setQueryData(trpc.session.me.queryKey(), me)
        router.replace('/')
      },
    }),
  )
  const problem = passwordProblem(password)
  if (needed.data === false)
    return (
      <Door title="The first account is made." says="Whoever made it can make one for you.">
        <ButtonLink href="/sign-in" look="ink" size="large" className="mt-6">
          Sign in
        </ButtonLink>
      </Door>
    )
  return (
    <Door
      title="Make the first account."
      says="It will be the admin of this Longrun. There is no default password, and nobody else can do this once you have."
    >
      <form
        className="mt-7 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (!problem) create.mutate({ code: code.trim(), name, password })
        }}
      >
        {!given && (
          <Field label="One-time code" layout="column" help="The last part of the link that npm start printed.">
            {(control) => (
              <Input
                {...control}
                large
                required
                className="font-mono"
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="Name" layout="column">
          {(control) => (
            <Input
              {...control}
              large
              autoFocus
              required
              maxLength={60}
              autoComplete="username"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Password"
          layout="column"
          error={tried && problem ? problem : undefined}
          help={`${PASSWORD_LENGTH} characters or more, any kind.`}
        >
          {(control) => (
            <Input
              {...control}
              large
              required
              type="password"
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {create.error && <Failure inline error={create.error} />}
        <Button type="submit" look="ink" size="large" disabled={create.isPending}>
          Make account
        </Button>
      </form>
    </Door>
  )
}
