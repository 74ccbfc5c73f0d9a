'use client'
/** The history on run lines: a column a generation, a row a process. */
import { useEffect, useRef } from 'react'
import { classes } from '#app/_ui/classes.ts'
import { RunLine } from '#app/_ui/run-line.tsx'
import { Time } from '#app/_ui/time.tsx'
import type { GenerationSummary } from '#server/api/views.ts'
import type { Compared } from './timeline.ts'
import type { Which } from './which.ts'

/** A column narrower than this cannot hold a name and a date. */
const COLUMN = 112
const RESULTS = 168

export interface TimelineProps {
  /** Oldest first. */
  readonly generations: readonly GenerationSummary[]
  readonly compared: readonly Compared[]
  readonly which: Which
  readonly onChoose: (number: number, second: boolean) => void
}

export function TimelineView({ generations, compared, which, onChoose }: TimelineProps) {
  const box = useRef<HTMLElement>(null)
  const newest = generations.at(-1)?.number
  // Where not all columns fit, the newest are what one came for; on a narrow screen what is said of them comes after.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is the reason to scroll
  useEffect(() => {
    const { scrollWidth = 0, clientWidth = 0 } = box.current ?? {}
    box.current?.scrollTo({ left: scrollWidth - clientWidth - (clientWidth < 640 ? RESULTS : 0) })
  }, [newest])
  const chosen = (number: number) =>
    which.kind === 'one' ? which.number === number : which.from === number || which.to === number
  const rows = compared.filter(({ became }) => which.kind === 'one' || became !== 'absent' || compared.length < 12)
  return (
    <section ref={box} aria-label="Generations" className="max-h-[46vh] overflow-auto pr-4 pb-3 sm:pr-6">
      <div
        className="grid w-max min-w-full [--names:128px] sm:[--names:192px]"
        style={{ gridTemplateColumns: `var(--names) minmax(${generations.length * COLUMN}px, 1fr) ${RESULTS}px` }}
      >
        <span className="sticky top-0 left-0 z-4 bg-paper" />
        <div className="sticky top-0 z-3 flex bg-paper">
          {generations.map((generation) => (
            <Column
              key={generation.number}
              generation={generation}
              chosen={chosen(generation.number)}
              onChoose={onChoose}
            />
          ))}
        </div>
        <span className="sticky top-0 z-3 bg-paper" />
        {rows.map(({ row, says }) => (
          <div key={row.placement} className="contents">
            <span
              className="sticky left-0 z-2 flex h-[26px] items-center gap-1 truncate bg-paper pr-2 pl-4 sm:pl-6"
              title={`${row.instance} on ${row.host}`}
            >
              <b className="truncate font-semibold">{row.instance}</b>{' '}
              <span className="truncate text-ink-2">{row.host}</span>
            </span>
            <span className="relative flex h-[26px] items-center">
              {generations.map(({ number }, index) => (
                <i
                  key={number}
                  aria-hidden
                  className={classes('absolute inset-y-0 w-px', chosen(number) ? 'bg-ink-1' : 'bg-line-1')}
                  style={{ left: `${((index + 0.5) / generations.length) * 100}%` }}
                />
              ))}
              <RunLine
                events={row.events}
                from={0}
                to={generations.length}
                ground="paper"
                className="relative w-full"
              />
            </span>
            <span className="flex h-[26px] items-center pl-3 text-data whitespace-nowrap text-ink-2">{says}</span>
          </div>
        ))}
      </div>
    </section>
  )
}

function Column({
  generation,
  chosen,
  onChoose,
}: {
  generation: GenerationSummary
  chosen: boolean
  onChoose: TimelineProps['onChoose']
}) {
  const { number, at, by, reason, current } = generation
  return (
    <button
      type="button"
      aria-pressed={chosen}
      title={reason || undefined}
      onClick={(event) => onChoose(number, event.shiftKey)}
      className="min-w-0 flex-1 px-1.5 pt-1 pb-2 text-center text-data leading-4 text-ink-3 -outline-offset-2 hover:bg-hover"
    >
      <b
        className={classes(
          'mx-auto mb-1 inline-block rounded-control px-2 text-name text-ink-1',
          chosen && 'bg-ink-1 text-on-ink',
        )}
      >
        {number}
        {current && <span className="sr-only">, runs</span>}
      </b>
      <span className="block truncate">
        <Time at={at} />, {by}
      </span>
      <span className="block truncate text-ink-2">{reason || (current ? 'runs now' : '\u00a0')}</span>
    </button>
  )
}
