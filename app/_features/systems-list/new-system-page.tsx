'use client'
/** Three ways to begin: the example, an empty drawing, or a text that exists already. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useMemo, useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Button } from '#app/_ui/button.tsx'
import { DiagnosticRow } from '#app/_ui/diagnostic-row.tsx'
import { Field, Input, TextArea } from '#app/_ui/field.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Segmented } from '#app/_ui/segmented.tsx'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { parse } from '#generators/model/parse.ts'
import { explained } from '../editor/diagnostics.ts'
import { Failure } from '../shell/failure.tsx'
import { nameProblem } from './system-name.ts'

type From = 'example' | 'empty' | 'text'
const SAYS: Readonly<Record<From, string>> = {
  example: 'Three small web applications behind a reverse proxy. It needs nothing that this machine does not have.',
  empty: 'An empty drawing on this machine. Services are dragged into it.',
  text: 'One YAML text, as the command line reads it and as the editor shows it.',
}

export function NewSystemPage() {
  const router = useRouter()
  const asked = useSearchParams().get('from')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [from, setFrom] = useState<From>(asked === 'example' || asked === 'text' ? asked : 'empty')
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const known = useQuery(trpc.systems.list.queryOptions())
  const read = useMemo(() => (from === 'text' && text.trim() ? parse(text) : null), [from, text])
  const problem = nameProblem(name, known.data?.map((system) => system.name) ?? [])
  const create = useMutation(
    trpc.systems.create.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.systems.list.queryKey() })
        router.push(`/systems/${encodeURIComponent(name)}`)
      },
    }),
  )
  function submit() {
    setTried(true)
    if (problem) return
    if (from !== 'text') create.mutate({ name, from })
    else if (read?.document) create.mutate({ name, from: 'empty', document: read.document })
  }
  return (
    <Page bar={<BarTitle>New system</BarTitle>}>
      <AnswerLine phrases={[phrase('A system is everything that is edited, versioned and deployed together.')]} />
      <form
        className="mt-6 max-w-[640px]"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field
          label="Name"
          error={tried ? (problem ?? undefined) : undefined}
          help="Lower-case letters, digits and hyphens; it stands in names of services on hosts."
        >
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              maxLength={40}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2.5 py-1">
          <span className="pt-1 text-ink-2">Begin with</span>
          <div>
            <Segmented
              label="Begin with"
              value={from}
              onChange={setFrom}
              options={[
                { value: 'example', text: 'the example' },
                { value: 'empty', text: 'nothing' },
                { value: 'text', text: 'a text' },
              ]}
            />
            <p className="mt-1 text-data text-ink-3">{SAYS[from]}</p>
            <p className="mt-1 text-data text-ink-3">
              What runs already, under whatever process manager, can be{' '}
              <Link href="/systems/new/import" className="underline hover:text-ink-1">
                imported
              </Link>
              .
            </p>
          </div>
        </div>
        {from === 'text' && (
          <Field
            label="YAML"
            error={
              tried && !text.trim()
                ? 'There is no text yet.'
                : read && !read.document
                  ? 'It cannot be read yet; below it stands why.'
                  : undefined
            }
          >
            {(control) => (
              <TextArea {...control} rows={14} value={text} onChange={(event) => setText(event.target.value)} />
            )}
          </Field>
        )}
        {from === 'text' && read && !read.document && <Problems diagnostics={read.diagnostics} />}
        <div className="mt-3 sm:pl-[122px]">
          {create.error && (
            <div className="mb-3">
              <Failure inline error={create.error} />
            </div>
          )}
          <Button type="submit" look="ink" disabled={create.isPending}>
            Draw it
          </Button>
        </div>
      </form>
    </Page>
  )
}

/** What stands in the way of reading the text, each at its line. */
function Problems({ diagnostics }: { diagnostics: readonly Diagnostic[] }) {
  return (
    <section aria-label="What is wrong with the text" className="divide-y divide-line-1 sm:pl-[106px]">
      {diagnostics.map((diagnostic) => {
        const { line, column } = diagnostic.position ?? { line: 1, column: 1 }
        const words = explained(diagnostic)
        return (
          <DiagnosticRow
            key={`${line}:${column}${diagnostic.code}${words.message}`}
            code={diagnostic.code}
            severity={diagnostic.severity}
            message={words.message}
            wayOut={words.wayOut}
            at={`line ${line}, column ${column}`}
          />
        )
      })}
    </section>
  )
}
