'use client'
/** Can we deploy there? All hosts, with what each was last seen to be. */
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#app/_trpc/client.tsx'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { ButtonLink } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { Time } from '#app/_ui/time.tsx'
import type { HostView } from '#server/api/views.ts'
import { Loaded } from '../shell/loaded.tsx'
import { useMay } from '../shell/use-may.ts'
import { fleetAnswer } from './fleet.ts'
import { addressWords, reachGlyph, reachWords } from './host-words.ts'

export function HostsPage() {
  const trpc = useTRPC()
  const may = useMay()
  const hosts = useQuery(trpc.hosts.list.queryOptions(undefined, { refetchInterval: 10_000 }))
  return (
    <Page
      bar={<BarTitle>Hosts</BarTitle>}
      end={
        may('admin') && (
          <ButtonLink href="/hosts/new" look="ink">
            <Plus size={16} aria-hidden />
            Add host
          </ButtonLink>
        )
      }
    >
      <Loaded query={hosts} rowHeight={44}>
        {(all) => (
          <>
            <AnswerLine phrases={fleetAnswer(all)} />
            <div className="mt-7">{all.length > 0 ? <HostTable hosts={all} /> : <NoHosts />}</div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function NoHosts() {
  return (
    <EmptyState
      title="No host is known yet."
      says="A host needs a POSIX shell and nothing else."
      ways={[{ text: 'Add host', detail: 'over SSH', href: '/hosts/new' }]}
    />
  )
}

function HostTable({ hosts }: { hosts: readonly HostView[] }) {
  return (
    <Table label="Hosts">
      <Head>
        <HeadCell>Host</HeadCell>
        <HeadCell className="max-lg:hidden">Address</HeadCell>
        <HeadCell className="max-sm:hidden">System</HeadCell>
        <HeadCell className="max-lg:hidden">Process managers found</HeadCell>
        <HeadCell className="max-sm:hidden">Runs</HeadCell>
        <HeadCell number>Reached</HeadCell>
      </Head>
      <tbody>
        {hosts.map((host) => (
          <Row key={host.id} height="staged">
            <Cell className="max-w-[200px]">
              <span className="flex items-center gap-2.5">
                <Glyph name={reachGlyph(host)} label={reachWords(host)} />
                <Link
                  href={`/hosts/${encodeURIComponent(host.name)}`}
                  title={host.name}
                  className="truncate text-name no-underline hover:underline"
                >
                  {host.name}
                </Link>
                {host.lockedBy && <Chip title={`Locked by ${host.lockedBy}`}>locked by {host.lockedBy}</Chip>}
              </span>
            </Cell>
            <Cell className="max-w-[220px] truncate text-ink-2 max-lg:hidden">{addressWords(host.address)}</Cell>
            <Cell className="max-w-[200px] truncate text-ink-2 max-sm:hidden">
              {host.facts?.system ?? 'not captured yet'}
            </Cell>
            <Cell className="max-w-[260px] truncate text-ink-2 max-lg:hidden">
              {host.containers.map(({ title }) => title).join(', ') || 'none'}
            </Cell>
            <Cell className="max-w-[220px] truncate text-ink-2 max-sm:hidden">
              {host.systems.join(', ') || 'nothing'}
            </Cell>
            <Cell number className="text-ink-2">
              {host.reachedAt ? <Time at={host.reachedAt} /> : 'never'}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
