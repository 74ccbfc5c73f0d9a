'use client'
/** Is this host as recorded, and ready? */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '#app/_trpc/client.tsx'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Facts } from '#app/_ui/facts.tsx'
import { isWell } from '#app/_ui/glyph.tsx'
import { BarNote, BarTitle, Page } from '#app/_ui/page.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Time } from '#app/_ui/time.tsx'
import type { HostView } from '#server/api/views.ts'
import { useHealth } from '../overview/use-health.ts'
import { Failure } from '../shell/failure.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useMay } from '../shell/use-may.ts'
import { Checks } from './checks.tsx'
import { hostAnswer } from './fleet.ts'
import { addressWords, wayWords } from './host-words.ts'
import { Managers } from './managers.tsx'
import { type HostProcess, ProcessRows } from './process-rows.tsx'
import { RemoveHost } from './remove-host.tsx'

export function HostPage({ name }: { name: string }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const may = useMay()
  const host = useQuery(trpc.hosts.get.queryOptions({ id: name }, { refetchInterval: 10_000 }))
  const capture = useMutation(
    trpc.hosts.capture.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.hosts.pathKey() }),
    }),
  )
  return (
    <Page
      bar={
        <>
          <Link href="/hosts" className="text-ink-3 no-underline hover:underline max-sm:hidden">
            Hosts
          </Link>
          <span aria-hidden className="-mx-2 text-ink-3 max-sm:hidden">
            /
          </span>
          <BarTitle>{name}</BarTitle>
          {host.data?.reachedAt && (
            <BarNote>
              Reached {wayWords(host.data.address)} <Time at={host.data.reachedAt} />
            </BarNote>
          )}
        </>
      }
      end={
        may('admin') && host.data ? (
          <>
            <RemoveHost host={host.data} />
            <Button disabled={capture.isPending} onClick={() => capture.mutate({ id: host.data.id })}>
              {capture.isPending ? 'Looking…' : 'Capture again'}
            </Button>
          </>
        ) : undefined
      }
    >
      {capture.error && (
        <div className="mb-5">
          <Failure error={capture.error} />
        </div>
      )}
      <Loaded query={host} rows={6}>
        {(found) => <Found host={found} />}
      </Loaded>
    </Page>
  )
}

function Found({ host }: { host: HostView }) {
  const trpc = useTRPC()
  const systems = useQuery(trpc.systems.list.queryOptions())
  const here = (systems.data ?? []).filter(
    ({ hosts, name }) => hosts.includes(host.name) || host.systems.includes(name),
  )
  const watched = useHealth(here)
  const processes: HostProcess[] = watched.flatMap(({ health, generations }) =>
    health.processes
      .filter((process) => process.host === host.name)
      .map((process) => ({ ...process, system: health.system.name, generations })),
  )
  const up = processes.filter(({ seen }) => isWell(seen)).length
  const unknown = processes.filter(({ seen }) => seen === 'unknown').length
  return (
    <>
      <AnswerLine phrases={hostAnswer(host, { up, of: processes.length, unknown })} />
      <div className="mt-7 grid grid-cols-[minmax(0,1fr)] items-start gap-x-12 gap-y-9 xl:grid-cols-[minmax(0,1fr)_368px]">
        <div className="grid min-w-0 gap-9">
          {processes.length > 0 && <ProcessRows processes={processes} />}
          <Managers host={host} systems={here.filter(({ hosts }) => hosts.includes(host.name))} />
          <Checks host={host} />
        </div>
        <div className="grid min-w-0 gap-7">
          <Section title="Facts">
            <div className="mt-3">
              <Facts
                facts={[
                  ['Address', addressWords(host.address)],
                  ['System', host.facts?.system],
                  ['Size', sizeWords(host)],
                  ['User', userWords(host)],
                  [
                    'Folder',
                    host.facts ? (
                      <code key="prefix" className="font-mono text-code break-all">
                        {host.facts.prefix}
                      </code>
                    ) : null,
                  ],
                  ['Reached', host.reachedAt ? <Time key="reached" at={host.reachedAt} /> : 'never'],
                ]}
              />
            </div>
          </Section>
          {host.keyFingerprint && (
            <Section title="Host key">
              <p className="mt-2.5 font-mono text-code break-all">{host.keyFingerprint}</p>
              <p className="mt-1.5 text-data text-ink-2">
                Accepted when the host was added. A changed key blocks this host.
              </p>
            </Section>
          )}
          <Section title="Systems drawn on it" count={here.length}>
            <ul className="mt-1.5">
              {here.map(({ name, generation }) => (
                <li key={name} className="flex min-h-6 items-center gap-2">
                  <Link href={`/systems/${encodeURIComponent(name)}`} className="truncate underline">
                    {name}
                  </Link>
                  <span className="ml-auto text-data whitespace-nowrap text-ink-3">
                    {generation === null ? 'nothing runs' : `generation ${generation}`}
                  </span>
                </li>
              ))}
              {here.length === 0 && <li className="text-ink-3">None.</li>}
            </ul>
          </Section>
        </div>
      </div>
    </>
  )
}

function userWords({ facts }: HostView): string | null {
  if (!facts) return null
  return facts.privileged
    ? facts.user === 'root'
      ? 'root'
      : `${facts.user}, may be root`
    : `${facts.user}, without root`
}

function sizeWords({ facts }: HostView): string {
  const parts = [
    facts?.cores ? `${facts.cores} ${facts.cores === 1 ? 'core' : 'cores'}` : '',
    facts?.memoryMegabytes ? `${Math.round(facts.memoryMegabytes / 102.4) / 10} GB` : '',
  ].filter(Boolean)
  return parts.join(', ') || 'unknown'
}
