'use client'
/** One constructor: its parameters and slots as tables, and the document itself. */
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTRPC } from '#app/_trpc/client.tsx'
import { phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { BarNote, BarTitle, Page } from '#app/_ui/page.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import type { Constructor } from '#generators/model/document.ts'
import { printConstructor } from '#generators/model/print.ts'
import { Loaded } from '../shell/loaded.tsx'
import { defaultWords, flattened, interfacesOf, onChangeWords, slotWords, typeWords } from './constructor-words.ts'

export function ConstructorPage({ id }: { id: string }) {
  const system = useSearchParams().get('system')
  const trpc = useTRPC()
  const builtIn = useQuery(trpc.constructors.get.queryOptions({ id }, { enabled: system === null }))
  const view = useQuery({
    ...trpc.systems.get.queryOptions({ id: system ?? '' }),
    enabled: system !== null,
  })
  return (
    <Page
      bar={
        <>
          <Link href="/constructors" className="text-ink-3 no-underline hover:underline max-sm:hidden">
            Constructors
          </Link>
          <span aria-hidden className="-mx-2 text-ink-3 max-sm:hidden">
            /
          </span>
          <BarTitle>{id}</BarTitle>
          <BarNote>{system === null ? 'comes with Longrun' : `in ${system}`}</BarNote>
        </>
      }
    >
      {system === null ? (
        <Loaded query={builtIn} rows={8}>
          {(service) => <Shown written={service} service={flattened([]).get(id) ?? service} />}
        </Loaded>
      ) : (
        <Loaded query={view} rows={8}>
          {({ document }) => {
            const found = document.constructors.find((each) => each.constructor === id)
            return found ? (
              <Shown written={found} service={flattened(document.constructors).get(id) ?? found} />
            ) : (
              <p>{system} has no constructor of this name any more.</p>
            )
          }}
        </Loaded>
      )}
    </Page>
  )
}

/** `written`: as its author wrote it; `service`: with what it takes over from the one that it extends. */
function Shown({ written, service }: { written: Constructor; service: Constructor }) {
  const provides = interfacesOf(service)
  return (
    <>
      <AnswerLine
        phrases={[
          phrase(
            `${service.title ?? service.constructor}${provides.length ? `, provides ${provides.join(' and ')}` : ''}.`,
          ),
        ]}
      />
      {service.help && <p className="mt-2 max-w-[68ch] text-read text-ink-2">{service.help}</p>}
      <div className="mt-7 grid grid-cols-[minmax(0,1fr)] items-start gap-x-12 gap-y-9 xl:grid-cols-2">
        <div className="grid min-w-0 gap-9">
          <Parameters service={service} />
          <Slots service={service} />
        </div>
        <Section title="Document" count={written.extends ? `YAML, extends ${written.extends}` : 'YAML'}>
          <pre
            tabIndex={0}
            className="mt-3 max-h-[75vh] overflow-auto border border-line-1 bg-sunk p-3 font-mono text-code"
          >
            {printConstructor(written)}
          </pre>
        </Section>
      </div>
    </>
  )
}

function Parameters({ service }: { service: Constructor }) {
  const parameters = Object.entries(service.parameters ?? {})
  return (
    <Section title="Parameters" count={parameters.length}>
      {parameters.length === 0 ? (
        <p className="py-2 text-ink-3">None.</p>
      ) : (
        <Table label="Parameters">
          <Head>
            <HeadCell className="pt-2">Name</HeadCell>
            <HeadCell>Takes</HeadCell>
            <HeadCell>Without one</HeadCell>
          </Head>
          <tbody>
            {parameters.map(([name, parameter]) => (
              <Row key={name} height="staged">
                <Cell className="max-w-[220px]">
                  <span className="block truncate font-mono text-code">{name}</span>
                  {parameter.title && <span className="block truncate text-data text-ink-3">{parameter.title}</span>}
                </Cell>
                <Cell className="max-w-[220px] truncate text-ink-2">{typeWords(parameter)}</Cell>
                <Cell className="max-w-[220px] truncate text-ink-2">{defaultWords(parameter)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  )
}

function Slots({ service }: { service: Constructor }) {
  const slots = Object.entries(service.connects ?? {})
  if (slots.length === 0) return null
  return (
    <Section title="Slots" count={slots.length}>
      <Table label="Slots">
        <Head>
          <HeadCell className="pt-2">Name</HeadCell>
          <HeadCell>Takes</HeadCell>
          <HeadCell>On change</HeadCell>
        </Head>
        <tbody>
          {slots.map(([name, slot]) => (
            <Row key={name} height="staged">
              <Cell className="max-w-[220px]">
                <span className="block truncate font-mono text-code">{name}</span>
                {slot.title && <span className="block truncate text-data text-ink-3">{slot.title}</span>}
              </Cell>
              <Cell className="text-ink-2">{slotWords(slot)}</Cell>
              <Cell className="text-ink-2">{onChangeWords(slot)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}
