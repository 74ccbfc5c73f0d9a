'use client'
/** Signing in. Throttling is said with the seconds that are left, and the button waits for them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { detailOf, useTRPC } from '#app/_trpc/client.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Field, Input } from '#app/_ui/field.tsx'
import { Failure } from '../shell/failure.tsx'
import { safeReturn } from '../shell/places.ts'
import { Door } from './door.tsx'

export function SignIn() {
  const router = useRouter()
  const next = safeReturn(useSearchParams().get('next'))
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [wait, beginWaiting] = useCountdown()
  const isNew = useQuery(trpc.session.needsFirstAccount.queryOptions())
  const signIn = useMutation(
    trpc.session.signIn.mutationOptions({
      onSuccess: (me) => {
        queries.clear()
        queries.setQueryData(trpc.session.me.queryKey(), me)
        router.replace(next)
      },
      onError: (error) => {
        setPassword('')
        beginWaiting(Math.ceil(detailOf(error)?.retryAfter ?? 0))
      },
    }),
  )
  if (isNew.data) return <NothingYet />
  return (
    <Door title="Sign in." says="Accounts are made by an admin of this Longrun.">
      <form
        className="mt-7 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          signIn.mutate({ name, password })
        }}
      >
        <Field label="Name" layout="column">
          {(control) => (
            <Input
              {...control}
              large
              autoFocus
              required
              autoComplete="username"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password" layout="column">
          {(control) => (
            <Input
              {...control}
              large
              required
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {signIn.error && <Failure inline error={signIn.error} />}
        <Button type="submit" look="ink" size="large" disabled={signIn.isPending || wait > 0}>
          {wait > 0 ? `Try again in ${wait}\u00a0s` : 'Sign in'}
        </Button>
      </form>
    </Door>
  )
}

function NothingYet() {
  return (
    <Door
      title="Nobody has an account here yet."
      says={
        <>
          The first one is made with the link that <code className="font-mono text-[13px]">npm start</code> printed
          where Longrun was started. It holds a code that works once.
        </>
      }
    >
      <p className="mt-4 text-ink-2">The link is gone? Start Longrun again: it prints a new one.</p>
    </Door>
  )
}

/** Counts whole seconds down: `begin(30)`. */
function useCountdown(): readonly [left: number, begin: (seconds: number) => void] {
  const [left, setLeft] = useState(0)
  const counting = left > 0
  useEffect(() => {
    if (!counting) return
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000)
    return () => clearInterval(timer)
  }, [counting])
  return [left, setLeft]
}
