'use client'
/** What Longrun runs on a host: the last 24 hours of each process, and since when it has its PID. */
import Link from 'next/link'
import { Glyph, type GlyphName } from '#app/_ui/glyph.tsx'
import { RunLine } from '#app/_ui/run-line.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { useNow } from '#app/_ui/time.tsx'
import type { GenerationSummary } from '#server/api/views.ts'
import { DAY_MS } from '../overview/overview.ts'
import { processLife } from './process-life.ts'

export interface HostProcess {
  readonly placement: string
  readonly instance: string
  readonly system: string
  readonly seen: GlyphName
  readonly generations: readonly GenerationSummary[]
}

export function ProcessRows({ processes }: { processes: readonly HostProcess[] }) {
  const now = useNow()
  return (
    <Table label="Processes">
      <Head>
        <HeadCell>Process</HeadCell>
        <HeadCell className="max-sm:hidden">System</HeadCell>
        <HeadCell className="w-full">
          <span className="flex justify-between">
            <span>24 hours ago</span>
            <span>now</span>
          </span>
        </HeadCell>
        <HeadCell number className="max-sm:hidden">
          Recorded PID
        </HeadCell>
        <HeadCell number>State</HeadCell>
      </Head>
      <tbody>
        {processes.map((process) => {
          const pid = process.generations
            .flatMap((generation) => generation.processes)
            .find(({ placement }) => placement === process.placement)?.pid
          return (
            <Row key={process.placement}>
              <Cell className="max-w-[180px]">
                <span className="flex items-center gap-2.5">
                  <Glyph name={process.seen} />
                  <Link
                    href={`/systems/${encodeURIComponent(process.system)}?sel=${encodeURIComponent(process.instance)}`}
                    title={process.instance}
                    className="truncate font-semibold no-underline hover:underline"
                  >
                    {process.instance}
                  </Link>
                </span>
              </Cell>
              <Cell className="max-w-[140px] truncate max-sm:hidden">{process.system}</Cell>
              <Cell className="w-full min-w-[80px]">
                <RunLine events={processLife(process, now)} from={now - DAY_MS} to={now} ground="paper" />
              </Cell>
              <Cell number className="font-mono max-sm:hidden">
                {process.seen === 'done' ? <span className="text-ink-3">none</span> : (pid ?? 'unknown')}
              </Cell>
              <Cell number className="text-ink-2">
                {process.seen}
              </Cell>
            </Row>
          )
        })}
      </tbody>
    </Table>
  )
}
