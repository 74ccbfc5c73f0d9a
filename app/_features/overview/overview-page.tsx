'use client'
/** Does everything run as recorded, and what waits for me? */
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#app/_trpc/client.tsx'
import { wholeAnswer } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { isWell } from '#app/_ui/glyph.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Section } from '#app/_ui/section.tsx'
import { useNow } from '#app/_ui/time.tsx'
import type { DeploymentSummary, HostView, SystemSummary } from '#server/api/views.ts'
import { DeploymentRows } from '../deployments-list/deployment-rows.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { POLL_MS } from './health.ts'
import { HostRows } from './host-rows.tsx'
import { systemLife, waitingFor, wholeOf } from './overview.ts'
import { LifeLegend, SystemRows } from './system-rows.tsx'
import { useHealth } from './use-health.ts'
import { Waits } from './waits.tsx'

export function OverviewPage() {
  const trpc = useTRPC()
  const often = { refetchInterval: POLL_MS }
  const systems = useQuery(trpc.systems.list.queryOptions(undefined, often))
  const hosts = useQuery(trpc.hosts.list.queryOptions(undefined, often))
  const deployments = useQuery(trpc.deployments.list.queryOptions({}, often))
  return (
    <Page
      bar={<BarTitle>Overview</BarTitle>}
      end={
        <ButtonLink href="/systems/new">
          <Plus size={16} aria-hidden />
          New system
        </ButtonLink>
      }
    >
      <Loaded query={systems} rows={5} rowHeight={68}>
        {(all) => <Whole systems={all} hosts={hosts.data ?? []} deployments={deployments.data ?? []} />}
      </Loaded>
    </Page>
  )
}

function Whole({
  systems,
  hosts,
  deployments,
}: {
  systems: readonly SystemSummary[]
  hosts: readonly HostView[]
  deployments: readonly DeploymentSummary[]
}) {
  const now = useNow()
  const watched = useHealth(systems)
  const healths = watched.map(({ health }) => health)
  const waiting = waitingFor(healths, hosts, deployments)
  const rows = watched.map(({ health, generations }) => ({
    health,
    life: systemLife(
      generations,
      deployments.filter(({ system }) => system === health.system.name),
      health,
      now,
    ),
  }))
  return (
    <>
      <AnswerLine phrases={wholeAnswer(wholeOf(healths, deployments))} />
      <div className="mt-7 grid grid-cols-[minmax(0,1fr)] items-start gap-x-12 gap-y-9 xl:grid-cols-[minmax(0,1fr)_368px]">
        <div className="grid min-w-0 gap-9 max-xl:contents">
          <section aria-label="Systems" className="min-w-0 max-xl:order-1">
            {rows.length > 0 ? (
              <>
                <SystemRows rows={rows} now={now} />
                <LifeLegend />
              </>
            ) : (
              <EmptyState
                title="No system is drawn yet."
                says="A system is everything that is edited, versioned and deployed together."
                ways={[{ text: 'New system', href: '/systems/new' }]}
              />
            )}
          </section>
          <Section
            title="Last deployments"
            className="max-xl:order-4"
            end={
              deployments.length > 0 && (
                <Link href="/deployments" className="underline">
                  All {deployments.length}
                </Link>
              )
            }
          >
            {deployments.length > 0 ? (
              <DeploymentRows label="Last deployments" deployments={deployments.slice(0, 5)} />
            ) : (
              <p className="py-3 text-ink-3">Nothing was deployed yet.</p>
            )}
          </Section>
        </div>
        <div className="grid min-w-0 gap-7 max-xl:contents">
          <Section title="Waits for you" count={waiting.length} className="max-xl:order-2">
            <Waits waiting={waiting} />
          </Section>
          <Section title="Hosts" count={hosts.length} className="max-xl:order-3">
            <HostRows hosts={hosts} running={runningByHost(healths)} />
          </Section>
        </div>
      </div>
    </>
  )
}

/** How many processes each host is seen to run, of those that it should. */
function runningByHost(
  healths: ReturnType<typeof useHealth>[number]['health'][],
): ReadonlyMap<string, { up: number; of: number }> {
  const counts = new Map<string, { up: number; of: number }>()
  for (const { host, seen } of healths.flatMap(({ processes }) => processes)) {
    const { up, of } = counts.get(host) ?? { up: 0, of: 0 }
    counts.set(host, { up: up + (isWell(seen) ? 1 : 0), of: of + 1 })
  }
  return counts
}
