'use client'
/** What can I draw? The catalogue that comes with this version, and the constructors that systems bring of their own. */
import { useQueries, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { count, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Input } from '#app/_ui/field.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import type { Constructor } from '#generators/model/document.ts'
import { find } from '../shell/find.ts'
import { Loaded } from '../shell/loaded.tsx'
import { flattened, interfacesOf, wantsOf } from './constructor-words.ts'

export function ConstructorsPage() {
  const trpc = useTRPC()
  const builtIn = useQuery(trpc.constructors.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }))
  const systems = useQuery(trpc.systems.list.queryOptions())
  const views = useQueries({ queries: (systems.data ?? []).map(({ id }) => trpc.systems.get.queryOptions({ id })) })
  const own = views.flatMap(({ data }) =>
    data ? whole(data.document.constructors).map((service) => ({ system: data.name, service })) : [],
  )
  return (
    <Page bar={<BarTitle>Constructors</BarTitle>}>
      <Loaded query={builtIn} rowHeight={44}>
        {(written) => <Catalogue builtIn={whole(written)} own={own} />}
      </Loaded>
    </Page>
  )
}

function Catalogue({
  builtIn,
  own,
}: {
  builtIn: readonly Constructor[]
  own: readonly { readonly system: string; readonly service: Constructor }[]
}) {
  const [typed, setTyped] = useState('')
  return (
    <>
      <AnswerLine
        phrases={[
          phrase(`${count(builtIn.length, 'service', 'services')} can be drawn, and anything that is written by hand.`),
        ]}
      />
      <Input
        className="mt-5 mb-6 max-w-[320px]"
        placeholder="Filter by name, title or interface"
        aria-label="Filter constructors"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Section title="With Longrun" count={builtIn.length}>
        <Rows
          label="With Longrun"
          rows={matching(builtIn, typed).map((service) => ({ service, href: addressOf(service) }))}
        />
      </Section>
      {own.length > 0 && (
        <Section title="In systems" count={own.length} className="mt-9">
          <Rows
            label="In systems"
            rows={own
              .filter(({ service }) => matching([service], typed).length > 0)
              .map(({ system, service }) => ({
                service,
                system,
                href: `${addressOf(service)}?system=${encodeURIComponent(system)}`,
              }))}
          />
        </Section>
      )}
    </>
  )
}

/** With what each takes over from the one that it extends, in the order given. */
function whole(written: readonly Constructor[]): readonly Constructor[] {
  const all = flattened(written)
  return written.map((service) => all.get(service.constructor) ?? service)
}

function addressOf(service: Constructor): string {
  return `/constructors/${encodeURIComponent(service.constructor)}`
}

function matching(all: readonly Constructor[], typed: string): readonly Constructor[] {
  return find(
    all.map((service) => ({
      service,
      text: `${service.constructor} ${service.title ?? ''}`,
      kind: interfacesOf(service).join(' '),
    })),
    typed,
  ).map(({ service }) => service)
}

function Rows({
  label,
  rows,
}: {
  label: string
  rows: readonly { readonly service: Constructor; readonly href: string; readonly system?: string }[]
}) {
  if (rows.length === 0) return <p className="py-3 text-ink-3">None is called like that.</p>
  return (
    <Table label={label} className="table-fixed">
      <Head>
        <HeadCell className="w-[34%] pt-2">Name</HeadCell>
        <HeadCell>What it is</HeadCell>
        <HeadCell className="w-[18%] max-sm:hidden">Provides</HeadCell>
        <HeadCell className="w-[18%] max-lg:hidden">Wants</HeadCell>
      </Head>
      <tbody>
        {rows.map(({ service, href, system }) => (
          <Row key={href} height="staged">
            <Cell className="truncate">
              <Link href={href} className="text-name no-underline hover:underline">
                {service.constructor}
              </Link>
              {system && <span className="ml-2 text-ink-3">{system}</span>}
            </Cell>
            <Cell className="truncate text-ink-2">{service.title ?? service.help ?? ''}</Cell>
            <Cell className="truncate max-sm:hidden">
              {interfacesOf(service).map((each) => (
                <Chip key={each} className="mr-1">
                  {each}
                </Chip>
              ))}
            </Cell>
            <Cell className="truncate max-lg:hidden">
              {wantsOf(service).map((each) => (
                <Chip key={each} look="assigned" className="mr-1">
                  {each}
                </Chip>
              ))}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
