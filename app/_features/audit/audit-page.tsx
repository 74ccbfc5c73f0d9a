'use client'
/** Who did what, when. Nothing here can be changed. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { count, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Input } from '#app/_ui/field.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { Time } from '#app/_ui/time.tsx'
import type { AuditEntry } from '#server/api/views.ts'
import { Loaded } from '../shell/loaded.tsx'

const MOST = 200

export function AuditPage() {
  const trpc = useTRPC()
  const entries = useQuery(trpc.audit.list.queryOptions({ take: MOST }, { refetchInterval: 10_000 }))
  return (
    <Page bar={<BarTitle>Audit</BarTitle>}>
      <Loaded query={entries} rows={10}>
        {(all) => <Entries entries={all} />}
      </Loaded>
    </Page>
  )
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  const [typed, setTyped] = useState('')
  const wanted = typed.trim().toLowerCase()
  const shown = entries.filter((entry) =>
    [entry.by, entry.action, entry.about, entry.detail].some((text) => text.toLowerCase().includes(wanted)),
  )
  return (
    <>
      <AnswerLine
        phrases={[
          phrase(
            entries.length === MOST
              ? `The last ${count(MOST, 'thing', 'things')} that people did.`
              : `People did ${count(entries.length, 'thing', 'things')} so far.`,
          ),
        ]}
      />
      <Input
        className="mt-5 mb-5 max-w-[320px]"
        placeholder="Filter by person, action or name"
        aria-label="Filter entries"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Table label="Audit">
        <Head>
          <HeadCell>By</HeadCell>
          <HeadCell>What</HeadCell>
          <HeadCell className="max-sm:hidden">Detail</HeadCell>
          <HeadCell number>When</HeadCell>
        </Head>
        <tbody>
          {shown.map((entry, index) => (
            <Row key={index}>
              <Cell className="max-w-[160px] truncate font-semibold">{entry.by}</Cell>
              <Cell className="max-w-[360px] truncate">
                {entry.action}: {entry.about}
              </Cell>
              <Cell className="w-full max-w-0 truncate text-ink-2 max-sm:hidden">{entry.detail}</Cell>
              <Cell number className="text-ink-2">
                <Time at={entry.at} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {shown.length === 0 && <p className="py-3 text-ink-3">Nothing is like that.</p>}
    </>
  )
}
