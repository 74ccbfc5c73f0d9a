'use client'
/** Adding a host: where it is, which key it shows, and then what it has. No key is accepted that nobody looked at. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Glyph, type GlyphName } from '#app/_ui/glyph.tsx'
import { BarNote, BarTitle, Page } from '#app/_ui/page.tsx'
import type { ProbedKey } from '#server/api/views.ts'
import { Failure } from '../shell/failure.tsx'
import { KeyChoice } from './key-choice.tsx'
import { type Whereabouts, WhereForm } from './where-form.tsx'

const START: Whereabouts = { name: '', host: '', port: 22, user: '', identityFile: '', jump: '' }

export function EnrolPage() {
  const router = useRouter()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [where, setWhere] = useState(START)
  const [keys, setKeys] = useState<readonly ProbedKey[]>([])
  const [key, setKey] = useState<ProbedKey | null>(null)
  const probe = useMutation(
    trpc.hosts.probe.mutationOptions({
      onSuccess: (found) => {
        setKeys(found)
        setKey(found.find(({ type }) => /ed25519/i.test(type)) ?? found[0] ?? null)
      },
    }),
  )
  const enrol = useMutation(
    trpc.hosts.enrol.mutationOptions({
      onSuccess: async (host) => {
        await queries.invalidateQueries({ queryKey: trpc.hosts.list.queryKey() })
        router.replace(`/hosts/${encodeURIComponent(host.name)}`)
      },
    }),
  )
  const shown = keys.length > 0
  function accept() {
    if (!key) return
    const { name, host, port, user, identityFile, jump } = where
    enrol.mutate({
      name,
      address: {
        kind: 'ssh',
        host,
        port,
        user,
        hostKey: key.key,
        ...(identityFile ? { identityFile } : {}),
        ...(jump ? { jump } : {}),
      },
    })
  }
  return (
    <Page
      bar={
        <>
          <BarTitle>Add host</BarTitle>
          <BarNote>over SSH</BarNote>
        </>
      }
    >
      <AnswerLine phrases={[phrase('A host needs a POSIX shell and nothing else.')]} />
      <ol className="mt-6 max-w-[640px]">
        <Step
          number={1}
          title="Where it is"
          state={shown ? 'done' : 'open'}
          detail={shown ? `${where.user}@${where.host}, port ${where.port}` : ''}
        >
          <WhereForm
            value={where}
            locked={probe.isPending || enrol.isPending}
            onChange={(next) => {
              setWhere(next)
              if (next.host !== where.host || next.port !== where.port) {
                setKeys([])
                setKey(null)
                probe.reset()
              }
            }}
            onSubmit={() => probe.mutate({ host: where.host, port: where.port })}
            asking={probe.isPending}
            asked={shown}
          />
          {probe.error && <Failure error={probe.error} />}
        </Step>
        <Step number={2} title="Its key is the right one" state={enrol.isSuccess ? 'done' : 'open'} detail="">
          {shown ? (
            <KeyChoice keys={keys} chosen={key} onChoose={setKey} />
          ) : (
            <p className="text-ink-3">
              {probe.isSuccess ? 'It showed no key.' : 'The host is asked for its key first. Nothing is sent to it.'}
            </p>
          )}
        </Step>
        <Step
          number={3}
          title="What it has"
          state={enrol.isPending ? 'starting' : enrol.isError ? 'failed' : 'open'}
          detail=""
        >
          <p className="text-ink-2">
            Longrun signs in once, installs its host kit in the account’s own folder, and looks which process managers
            there are.
          </p>
          {enrol.error && (
            <div className="mt-3">
              <Failure error={enrol.error} />
            </div>
          )}
          <Button look="ink" className="mt-3" disabled={!key || !where.name || enrol.isPending} onClick={accept}>
            {enrol.isPending ? 'Looking…' : 'Accept this key and look'}
          </Button>
        </Step>
      </ol>
    </Page>
  )
}

function Step({
  number,
  title,
  state,
  detail,
  children,
}: {
  number: number
  title: string
  state: GlyphName
  detail: string
  children: React.ReactNode
}) {
  return (
    <li className="grid grid-cols-[14px_minmax(0,1fr)] gap-3 border-t border-line-2 py-4 first:border-t-0">
      <Glyph name={state} className="mt-[3px]" />
      <section aria-label={title}>
        <h2 className="mb-2 flex items-baseline gap-2 font-semibold">
          {number}. {title} {detail && <span className="truncate font-normal text-ink-3">{detail}</span>}
        </h2>
        {children}
      </section>
    </li>
  )
}
