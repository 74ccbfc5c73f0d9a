/** Every code that this version can give. */
import Link from 'next/link'
import { count, phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Cell, Head, HeadCell, Row, Table } from '#app/_ui/table.tsx'
import { CATALOGUE } from '#generators/catalogue.ts'
import { inGeneral } from './in-general.ts'

export function AllDiagnostics() {
  const entries = Object.entries(CATALOGUE).sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    <Page bar={<BarTitle>Diagnostics</BarTitle>}>
      <AnswerLine phrases={[phrase(`Longrun can say ${count(entries.length, 'thing', 'things')} about a drawing.`)]} />
      <div className="mt-7">
        <Table label="Diagnostics">
          <Head>
            <HeadCell>Code</HeadCell>
            <HeadCell className="w-full">What it says</HeadCell>
          </Head>
          <tbody>
            {entries.map(([code, entry]) => (
              <Row key={code}>
                <Cell className="py-1.5 align-baseline! whitespace-nowrap">
                  <Link href={`/help/diagnostics/${code}`} className="font-mono text-code underline">
                    {code}
                  </Link>
                </Cell>
                <Cell className="py-1.5 align-baseline! text-ink-2">{inGeneral(entry.message)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </Page>
  )
}
