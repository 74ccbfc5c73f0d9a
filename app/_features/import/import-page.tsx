'use client'
/** Bringing in what runs already: files of others are read on this page, and what of them is carried over is said before anything is made. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { count, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Button } from '#app/_ui/button.tsx'
import { classes } from '#app/_ui/classes.ts'
import { Field, Input, Select } from '#app/_ui/field.tsx'
import { BarNote, BarTitle, Page } from '#app/_ui/page.tsx'
import { EMPTY_IDS } from '#generators/model/document.ts'
import { Failure } from '../shell/failure.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { nameProblem } from '../systems-list/system-name.ts'
import { formatTitle, useFormats } from './formats.ts'
import { Report } from './report.tsx'
import { importAnswer } from './report-words.ts'
import { type Sent, systemName } from './sent-files.ts'
import { Source } from './source.tsx'
import { type Choice, choiceOf, choicesOf } from './targets.ts'
import { UnderstoodProcesses } from './understood-processes.tsx'
import { type Understood, useImported, useRecognised } from './use-imported.ts'

export function ImportPage() {
  const hosts = useQuery(useTRPC().hosts.list.queryOptions(undefined, { staleTime: 30_000 }))
  return (
    <Page
      bar={
        <>
          <BarTitle>Import</BarTitle>
          <BarNote>a new system from files of others</BarNote>
        </>
      }
    >
      <Loaded query={hosts}>{(all) => <Importing choices={choicesOf(all)} />}</Loaded>
    </Page>
  )
}

const NOTHING: Sent = { files: [], title: '', left: [] }

function Importing({ choices }: { choices: readonly Choice[] }) {
  const [sent, setSent] = useState(NOTHING)
  const [revision, setRevision] = useState(0)
  const [format, setFormat] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const recognised = useRecognised(sent.files, revision)
  const read = format ?? recognised.data ?? null
  const target = choiceOf(choices, chosen, read)
  const imported = useImported({ files: sent.files, revision, format: read, target })
  const understood = imported.data
  function give(next: Sent) {
    setSent(next)
    setRevision((before) => before + 1)
  }
  const leaveOut = (path: string) => give({ ...sent, files: sent.files.filter((file) => file.path !== path) })
  const empty = sent.files.length === 0
  return (
    <>
      <AnswerLine live phrases={answerOf({ sent, read, recognising: recognised.isFetching, imported })} />
      <div
        className={classes(
          'mt-6 grid gap-x-12 gap-y-8',
          !empty && 'lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)] lg:grid-rows-[auto_1fr]',
        )}
      >
        <div className="min-w-0 max-w-[640px]">
          <Source
            sent={sent}
            onGive={(more) => {
              setFormat(null)
              give(more)
            }}
            onRemove={leaveOut}
            onClear={() => give(NOTHING)}
          />
          {!empty && (
            <Making
              key={sent.title}
              understood={understood}
              title={sent.title}
              format={format}
              recognised={recognised.data ?? null}
              onFormat={setFormat}
              choices={choices}
              target={target}
              onTarget={setChosen}
            />
          )}
        </div>
        {!empty && (
          <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
            {imported.error && !imported.isFetching && (
              <Failure error={imported.error} onRetry={() => void imported.refetch()} />
            )}
            {understood && <Report diagnostics={understood.diagnostics} files={sent.files} onLeaveOut={leaveOut} />}
          </div>
        )}
        {understood && understood.processes.length > 0 && (
          <div className="min-w-0 max-w-[640px]">
            <UnderstoodProcesses understood={understood} />
          </div>
        )}
      </div>
    </>
  )
}

function answerOf({
  sent: { files },
  read,
  recognising,
  imported: { data: understood, error, isFetching },
}: {
  readonly sent: Sent
  readonly read: string | null
  readonly recognising: boolean
  readonly imported: ReturnType<typeof useImported>
}) {
  if (files.length === 0)
    return [
      phrase('What runs already can be brought in. It is read on this page, and nothing is made before you say so.'),
    ]
  if (read === null && !recognising)
    return [phrase(`${files.length === 1 ? 'Its' : 'Their'} format is not recognised. Choose it below.`)]
  if (error && !isFetching) return [phrase('This cannot be read here.', 'failed')]
  if (!understood) return [phrase(`Reading ${count(files.length, 'file')}.`)]
  return importAnswer(understood.processes.length, understood.diagnostics)
}

interface MakingProps {
  readonly understood: Understood | undefined
  readonly title: string
  readonly format: string | null
  readonly recognised: string | null
  readonly onFormat: (format: string | null) => void
  readonly choices: readonly Choice[]
  readonly target: Choice
  readonly onTarget: (id: string) => void
}

/** Which format, under which name, where: and the button that makes it. */
function Making({ understood, title, format, recognised, onFormat, choices, target, onTarget }: MakingProps) {
  const router = useRouter()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const formats = useFormats()
  const known = useQuery(trpc.systems.list.queryOptions())
  const [name, setName] = useState(systemName(title))
  const [tried, setTried] = useState(false)
  const problem = nameProblem(name, known.data?.map((system) => system.name) ?? [])
  const create = useMutation(
    trpc.systems.create.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.systems.list.queryKey() })
        router.push(`/systems/${encodeURIComponent(name)}`)
      },
    }),
  )
  const document = understood?.document ?? null
  const own = (format ?? recognised) === formats.own
  return (
    <form
      className="mt-4"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (problem || !document) return
        create.mutate({ name, from: 'empty', document: { ...document, ids: document.ids ?? EMPTY_IDS } })
      }}
    >
      <Field
        label="Format"
        help={
          understood?.evaluated
            ? 'Evaluated by the server’s Nix, which may read these files and nothing else of the server.'
            : undefined
        }
      >
        {(control) => (
          <Select {...control} value={format ?? ''} onChange={(event) => onFormat(event.target.value || null)}>
            <option value="">{recognised ? `recognised: ${formatTitle(formats, recognised)}` : 'to be chosen'}</option>
            {formats.all.map(({ id, title: text }) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {!own && (
        <Field label="Runs on" help="The draft can say otherwise for each process.">
          {(control) => (
            <Select {...control} value={target.id} onChange={(event) => onTarget(event.target.value)}>
              {choices.map(({ id, title: text }) => (
                <option key={id} value={id}>
                  {text}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field
        label="Name"
        error={tried ? (problem ?? undefined) : undefined}
        help="Of the new system: lower-case letters, digits and hyphens."
      >
        {(control) => (
          <Input {...control} required maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <div className="mt-3 sm:pl-[122px]">
        {create.error && (
          <div className="mb-3">
            <Failure inline error={create.error} />
          </div>
        )}
        <Button type="submit" look="ink" disabled={!document || create.isPending}>
          Draw {understood && document ? count(understood.processes.length, 'process', 'processes') : 'it'}
        </Button>
      </div>
    </form>
  )
}
