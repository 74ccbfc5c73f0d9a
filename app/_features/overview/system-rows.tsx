'use client'
/** Systems as rows: now, the last 24 hours, which generation runs, and in what state. */
import Link from 'next/link'
import { count } from '#app/_ui/answer.ts'
import { classes } from '#app/_ui/classes.ts'
import { Glyph } from '#app/_ui/glyph.tsx'
import type { LifeEvent } from '#app/_ui/run-line.ts'
import { RunLine } from '#app/_ui/run-line.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { type Health, stateOf } from './health.ts'
import { MiniMap } from './mini-map.tsx'
import { DAY_MS } from './overview.ts'

export interface SystemRow {
  readonly health: Health
  readonly life: readonly LifeEvent[]
}
const TONES = {
  plain: '',
  failed: 'font-semibold text-fail',
  drift: 'font-semibold text-warn',
  draft: 'font-semibold text-draft',
  quiet: 'text-ink-3',
}

export function SystemRows({ rows, now }: { rows: readonly SystemRow[]; now: number }) {
  return (
    <Table label="Systems">
      <Head>
        <HeadCell>System</HeadCell>
        <HeadCell className="max-lg:hidden">Now</HeadCell>
        <HeadCell className="w-full max-sm:hidden">
          <span className="flex justify-between">
            <span>24 hours ago</span>
            <span>now</span>
          </span>
        </HeadCell>
        <HeadCell className="sm:pl-4">Runs</HeadCell>
        <HeadCell>State</HeadCell>
      </Head>
      <tbody>
        {rows.map(({ health, life }) => {
          const { system } = health
          const state = stateOf(health)
          const base = `/systems/${encodeURIComponent(system.name)}`
          return (
            <Row key={system.id} height="tall">
              <Cell className="max-w-[180px] min-w-[120px]">
                <Link
                  href={base}
                  title={system.name}
                  className="block truncate text-[15px] leading-5 font-semibold no-underline hover:underline"
                >
                  {system.name}
                </Link>
                <span className="block truncate text-data text-ink-3">
                  {count(system.processes, 'service')}, {count(system.hosts.length, 'host')}
                </span>
              </Cell>
              <Cell className="min-w-[128px] max-lg:hidden">
                <MiniMap health={health} />
              </Cell>
              <Cell className="w-full min-w-[120px] max-sm:hidden">
                <RunLine events={life} from={now - DAY_MS} to={now} ground="paper" />
              </Cell>
              <Cell className="min-w-[52px] sm:pl-4">
                {system.generation === null ? (
                  <span className="text-ink-3">none</span>
                ) : (
                  <Link href={`${base}/generations`} className="underline">
                    {system.generation}
                  </Link>
                )}
              </Cell>
              <Cell className="min-w-[132px] sm:min-w-[208px]">
                <span className="flex items-start gap-2">
                  <Glyph name={state.glyph} className="mt-[3px]" />
                  <span className="min-w-0">
                    <span className={classes('block', TONES[state.tone])}>{state.text}</span>
                    <span className="block text-data text-ink-3">{state.detail}</span>
                  </span>
                </span>
              </Cell>
            </Row>
          )
        })}
      </tbody>
    </Table>
  )
}

const LEGEND: readonly (readonly [string, readonly LifeEvent[]])[] = [
  ['same PID', [{ at: 0, kind: 'running' }]],
  [
    'restart',
    [
      { at: 0, kind: 'running' },
      { at: 40, kind: 'stop' },
      { at: 60, kind: 'start' },
      { at: 60, kind: 'ready' },
    ],
  ],
  [
    'reload',
    [
      { at: 0, kind: 'running' },
      { at: 50, kind: 'reload' },
    ],
  ],
  [
    'failure',
    [
      { at: 0, kind: 'running' },
      { at: 60, kind: 'fail' },
    ],
  ],
  [
    'differs',
    [
      { at: 0, kind: 'running' },
      { at: 1, kind: 'drift' },
    ],
  ],
]

export function LifeLegend() {
  return (
    <ul
      aria-label="How to read the lines"
      className="mt-3.5 flex flex-wrap gap-x-[22px] gap-y-1 text-data text-ink-2 max-sm:hidden"
    >
      {LEGEND.map(([words, events]) => (
        <li key={words} className="flex items-center gap-[7px]">
          <RunLine events={events} from={0} to={100} width={36} ground="paper" decorative />
          {words}
        </li>
      ))}
    </ul>
  )
}
