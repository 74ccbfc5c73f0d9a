'use client'
/** Which system? */
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { count, listed, type Phrase, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Input } from '#app/_ui/field.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { useNow } from '#app/_ui/time.tsx'
import type { SystemSummary } from '#server/api/views.ts'
import { systemLife } from '../overview/overview.ts'
import { LifeLegend, SystemRows } from '../overview/system-rows.tsx'
import { useHealth } from '../overview/use-health.ts'
import { find } from '../shell/find.ts'
import { Loaded } from '../shell/loaded.tsx'
import { useMay } from '../shell/use-may.ts'

export function SystemsPage() {
  const trpc = useTRPC()
  const may = useMay()
  const systems = useQuery(trpc.systems.list.queryOptions(undefined, { refetchInterval: 10_000 }))
  return (
    <Page
      bar={<BarTitle>Systems</BarTitle>}
      end={
        may('operator') && (
          <>
            <ButtonLink href="/systems/new/import">Import</ButtonLink>
            <ButtonLink href="/systems/new" look="ink">
              <Plus size={16} aria-hidden />
              New system
            </ButtonLink>
          </>
        )
      }
    >
      <Loaded query={systems} rowHeight={68}>
        {(all) => (all.length > 0 ? <List systems={all} /> : <NoSystems />)}
      </Loaded>
    </Page>
  )
}

function NoSystems() {
  return (
    <EmptyState
      title="No system is drawn yet."
      says="A system is everything that is edited, versioned and deployed together."
      ways={[
        { text: 'Start from the web application example', detail: 'four processes', href: '/systems/new?from=example' },
        { text: 'Draw one', detail: 'empty', href: '/systems/new' },
        { text: 'Bring in what runs already', detail: 'units, a Procfile, compose', href: '/systems/new/import' },
      ]}
    />
  )
}

function List({ systems }: { systems: readonly SystemSummary[] }) {
  const now = useNow()
  const [typed, setTyped] = useState('')
  const found = find(
    systems.map((system) => ({ system, text: system.name, kind: system.title })),
    typed,
  ).map(({ system }) => system)
  const watched = useHealth(found)
  return (
    <>
      <AnswerLine phrases={systemsAnswer(systems)} />
      {systems.length > 8 && (
        <Input
          className="mt-5 max-w-[320px]"
          placeholder={`Filter ${systems.length} systems`}
          aria-label="Filter systems"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <div className="mt-7">
        <SystemRows
          rows={watched.map(({ health, generations }) => ({ health, life: systemLife(generations, [], health, now) }))}
          now={now}
        />
        {found.length === 0 ? <p className="py-3 text-ink-3">None is called “{typed}”.</p> : <LifeLegend />}
      </div>
    </>
  )
}

function systemsAnswer(systems: readonly SystemSummary[]): readonly Phrase[] {
  const running = systems.filter(({ generation }) => generation !== null).length
  const drafts = systems.filter(({ draft }) => draft).map(({ name }) => name)
  const first =
    running === 0
      ? `${count(systems.length, 'system is', 'systems are')} drawn, none runs.`
      : running === systems.length
        ? `${count(running, 'system runs', 'systems run')}.`
        : `${running} of ${count(systems.length, 'system', 'systems')} ${running === 1 ? 'runs' : 'run'}.`
  return [
    phrase(first),
    ...(drafts.length
      ? [phrase(`${listed(drafts)} ${drafts.length === 1 ? 'has a draft' : 'have drafts'}.`, 'draft')]
      : []),
  ]
}
