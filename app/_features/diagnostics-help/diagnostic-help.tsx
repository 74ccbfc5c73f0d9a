/** What a code means, an example that provokes it, and the way out. */
import { phrase } from '#app/_ui/answer.ts'
import { AnswerLine } from '#app/_ui/answer-line.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { BarNote, BarTitle, Page } from '#app/_ui/page.tsx'
import { Section } from '#app/_ui/section.tsx'
import { CATALOGUE } from '#generators/catalogue.ts'
import { inGeneral } from './in-general.ts'

export function DiagnosticHelp({ code }: { code: string }) {
  const entry = Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code] : undefined
  const bar = (
    <>
      <BarTitle>{code}</BarTitle>
      <BarNote>diagnostic</BarNote>
    </>
  )
  if (!entry)
    return (
      <Page bar={bar}>
        <EmptyState
          title={`This version knows no diagnostic ${code}.`}
          says="It may belong to another version of Longrun."
          ways={[{ text: 'All diagnostics', href: '/help/diagnostics' }]}
        />
      </Page>
    )
  return (
    <Page bar={bar}>
      <AnswerLine phrases={[phrase(inGeneral(entry.message))]} />
      <p className="mt-4 max-w-[68ch] text-read text-ink-2">{entry.explanation}</p>
      <div className="mt-7 grid max-w-[820px] gap-7">
        <Section title="Way out">
          <p className="mt-2.5 max-w-[68ch] text-read">{inGeneral(entry.wayOut)}</p>
        </Section>
        <Section title="Example">
          <pre tabIndex={0} className="mt-3 overflow-auto border border-line-1 bg-sunk p-3 font-mono text-code">
            {entry.example}
          </pre>
        </Section>
      </div>
    </Page>
  )
}
