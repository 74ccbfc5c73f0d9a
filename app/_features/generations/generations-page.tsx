'use client'
/** What changed, when, by whom? The history of a system, and any two points of it side by side. */
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTRPC } from '#app/_trpc/client.tsx'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Segmented } from '#app/_ui/segmented.tsx'
import { TrackLine } from '#app/_ui/track-line.tsx'
import type { GenerationSummary, SystemSummary } from '#server/api/views.ts'
import { Loaded } from '../shell/loaded.tsx'
import { useMay } from '../shell/use-may.ts'
import { backTo, compareAnswer, keptWords } from './compare-answer.ts'
import { Panes } from './panes.tsx'
import { compareColumns, inOrder, timeline } from './timeline.ts'
import { TimelineView } from './timeline-view.tsx'
import { choose, lastStep, readWhich, type Which, writeWhich } from './which.ts'

/** `asked`: what the address says, `12` or `11..12`; `null`: the last step. */
export function GenerationsPage({ system: name, asked }: { system: string; asked: string | null }) {
  const trpc = useTRPC()
  const router = useRouter()
  const may = useMay()
  const systems = useQuery(trpc.systems.list.queryOptions())
  const list = useQuery(trpc.generations.list.queryOptions({ systemId: name }))
  const system = systems.data?.find((each) => each.name === name)
  const generations = inOrder(list.data ?? [])
  const numbers = generations.map(({ number }) => number)
  const read = asked === null ? lastStep(numbers) : readWhich(asked)
  const which = read && known(read, numbers) ? read : null
  const base = `/systems/${encodeURIComponent(name)}`
  const go = (next: Which) => router.replace(`${base}/generations/${writeWhich(next)}`, { scroll: false })
  const back = which && backTo(which, generations)
  return (
    <Page
      layout="fill"
      bar={
        <>
          <BarTitle>{name}</BarTitle>
          {system && <TrackLine life={lifeOf(system, numbers)} />}
        </>
      }
      end={
        which && (
          <>
            {generations.length > 1 && <OneOrTwo which={which} numbers={numbers} onChange={go} />}
            {back !== null && may('operator') && (
              <ButtonLink href={`${base}/plan?to=${back}`}>
                <ArrowLeft size={16} aria-hidden />
                Go back to {back}
              </ButtonLink>
            )}
          </>
        )
      }
    >
      <div className="flex h-full min-h-0 flex-col overflow-auto">
        <div className="flex-none px-4 pt-4 pb-2.5 sm:px-6">
          <Loaded query={list} rows={6} rowHeight={26}>
            {(all) =>
              all.length === 0 ? <Nothing system={name} /> : which ? null : <p>This system has no such generation.</p>
            }
          </Loaded>
        </div>
        {which && (
          <Compared
            system={name}
            generations={generations}
            which={which}
            onChoose={(number, second) => go(choose(which, number, second))}
          />
        )}
      </div>
    </Page>
  )
}

function known(which: Which, numbers: readonly number[]): boolean {
  return which.kind === 'one'
    ? numbers.includes(which.number)
    : numbers.includes(which.from) && numbers.includes(which.to)
}

function lifeOf(system: SystemSummary, numbers: readonly number[]) {
  return {
    system: system.name,
    generation: system.generation,
    newest: numbers.at(-1) ?? null,
    changes: system.draft ? null : 0,
    at: 'generations' as const,
    ...(system.deploying === null ? {} : { deployment: { number: system.deploying, state: 'advancing' as const } }),
  }
}

function Nothing({ system }: { system: string }) {
  return (
    <EmptyState
      title={`Nothing of ${system} was deployed yet.`}
      says="Every deployment that succeeds becomes a generation, with a number that is never given twice."
      ways={[{ text: 'Open the draft', href: `/systems/${encodeURIComponent(system)}` }]}
    />
  )
}

function OneOrTwo({
  which,
  numbers,
  onChange,
}: {
  which: Which
  numbers: readonly number[]
  onChange: (which: Which) => void
}) {
  return (
    <Segmented
      label="What to compare"
      value={which.kind}
      options={[
        { value: 'one', text: 'One' },
        { value: 'two', text: 'Compare two' },
      ]}
      onChange={(kind) => {
        if (kind === 'one') onChange({ kind: 'one', number: which.kind === 'one' ? which.number : which.to })
        else if (which.kind === 'one') {
          const index = numbers.indexOf(which.number)
          onChange(choose(which, numbers[index - 1] ?? numbers[index + 1] ?? which.number, true))
        }
      }}
    />
  )
}

function Compared({
  system,
  generations,
  which,
  onChoose,
}: {
  system: string
  generations: readonly GenerationSummary[]
  which: Which
  onChoose: (number: number, second: boolean) => void
}) {
  const trpc = useTRPC()
  const column = (number: number) => generations.findIndex((generation) => generation.number === number)
  const [from, to] = which.kind === 'one' ? [which.number, which.number] : [which.from, which.to]
  // Alone, a generation says what it did itself: what became of each process since the one before.
  const compared = compareColumns(
    timeline(generations),
    which.kind === 'one' ? column(to) - 1 : column(from),
    column(to),
  )
  const after = useQuery(
    trpc.generations.get.queryOptions({ systemId: system, number: to }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const before = useQuery(
    trpc.generations.get.queryOptions(
      { systemId: system, number: from },
      { staleTime: Number.POSITIVE_INFINITY, enabled: which.kind === 'two' },
    ),
  )
  return (
    <>
      <div className="flex flex-none flex-wrap items-baseline gap-x-4 px-4 pb-2.5 sm:px-6">
        <AnswerLine size="answer" phrases={compareAnswer(which, compared)} />
        <span className="text-ink-3">{which.kind === 'two' && keptWords(compared)}</span>
      </div>
      <TimelineView
        generations={generations}
        compared={compared}
        which={which}
        onChoose={(number, second) => onChoose(number, second)}
      />
      <Loaded query={after} rows={8}>
        {(loaded) =>
          which.kind === 'one' ? (
            <Panes key={to} before={null} after={loaded} />
          ) : (
            <Loaded query={before} rows={8}>
              {(old) => <Panes key={`${from} ${to}`} before={old} after={loaded} />}
            </Loaded>
          )
        }
      </Loaded>
    </>
  )
}
