'use client'
/** Deployments as rows: what, what became of it, how long, who, when. */
import Link from 'next/link'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { Time, useNow } from '#app/_ui/time.tsx'
import type { DeploymentSummary } from '#server/api/views.ts'
import { deploymentWords, outcomeOf, tookWords } from './outcome.ts'

export function DeploymentRows({
  label,
  deployments,
  headed = false,
}: {
  label: string
  deployments: readonly DeploymentSummary[]
  headed?: boolean
}) {
  const now = useNow()
  return (
    <Table label={label}>
      {headed && (
        <Head>
          <HeadCell>
            <span className="sr-only">Outcome</span>
          </HeadCell>
          <HeadCell>Number</HeadCell>
          <HeadCell>System</HeadCell>
          <HeadCell>What</HeadCell>
          <HeadCell number className="max-sm:hidden">
            Took
          </HeadCell>
          <HeadCell className="max-sm:hidden">By</HeadCell>
          <HeadCell number>When</HeadCell>
        </Head>
      )}
      <tbody>
        {deployments.map((each) => {
          const href = `/systems/${encodeURIComponent(each.system)}/deployments/${each.number}`
          const { glyph, text } = outcomeOf(each)
          return (
            <Row key={each.id}>
              <Cell className="w-6">
                <Glyph name={glyph} label={text} className="block" />
              </Cell>
              <Cell className="w-12">
                <Link href={href} className="underline">
                  {each.number}
                </Link>
              </Cell>
              <Cell className="max-w-[140px] truncate font-semibold">{each.system}</Cell>
              <Cell className="w-full max-w-0 truncate text-ink-2">
                {deploymentWords(each)}
                {each.reason && <span className="text-ink-3">. {each.reason}</span>}
              </Cell>
              <Cell number className="max-sm:hidden">
                {tookWords(each, now)}
              </Cell>
              <Cell className="max-w-[120px] truncate text-ink-2 max-sm:hidden">{each.by}</Cell>
              <Cell number className="text-ink-2">
                <Time at={each.createdAt} />
              </Cell>
            </Row>
          )
        })}
      </tbody>
    </Table>
  )
}
