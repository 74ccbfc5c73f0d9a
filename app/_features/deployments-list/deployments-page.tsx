'use client'
/** Who deployed what, when, and what became of it; over all systems. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Select } from '#app/_ui/field.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import type { DeploymentSummary } from '#server/api/views.ts'
import { Loaded } from '../shell/loaded.tsx'
import { DeploymentRows } from './deployment-rows.tsx'
import { historyAnswer } from './history.ts'
import { outcomeOf } from './outcome.ts'

export function DeploymentsPage() {
  const trpc = useTRPC()
  const deployments = useQuery(trpc.deployments.list.queryOptions({}, { refetchInterval: 5_000 }))
  return (
    <Page bar={<BarTitle>Deployments</BarTitle>}>
      <Loaded query={deployments} rows={8}>
        {(all) =>
          all.length > 0 ? (
            <History deployments={all} />
          ) : (
            <EmptyState
              title="Nothing was deployed yet."
              says="A deployment begins with a plan, which says what stops, starts and stays before anything does."
              ways={[{ text: 'Choose a system', href: '/systems' }]}
            />
          )
        }
      </Loaded>
    </Page>
  )
}

function History({ deployments }: { deployments: readonly DeploymentSummary[] }) {
  const [system, setSystem] = useState('')
  const [by, setBy] = useState('')
  const [outcome, setOutcome] = useState('')
  const shown = deployments.filter(
    (each) =>
      (!system || each.system === system) && (!by || each.by === by) && (!outcome || outcomeOf(each).text === outcome),
  )
  return (
    <>
      <AnswerLine phrases={historyAnswer(deployments)} />
      <div className="mt-6 mb-4 flex flex-wrap gap-2">
        <Filter
          label="System"
          all="every system"
          value={system}
          values={deployments.map((each) => each.system)}
          onChange={setSystem}
        />
        <Filter
          label="Outcome"
          all="every outcome"
          value={outcome}
          values={deployments.map((each) => outcomeOf(each).text)}
          onChange={setOutcome}
        />
        <Filter
          label="Person"
          all="everybody"
          value={by}
          values={deployments.map((each) => each.by)}
          onChange={setBy}
        />
      </div>
      <DeploymentRows headed label="Deployments" deployments={shown} />
      {shown.length === 0 && <p className="py-3 text-ink-3">None is like that.</p>}
    </>
  )
}

function Filter({
  label,
  all,
  value,
  values,
  onChange,
}: {
  label: string
  all: string
  value: string
  values: readonly string[]
  onChange: (value: string) => void
}) {
  return (
    <Select
      aria-label={label}
      className="!w-auto max-w-full"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{all}</option>
      {[...new Set(values)].sort().map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </Select>
  )
}
