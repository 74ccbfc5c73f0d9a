'use client'
/** What was not carried over, in the words of the catalogue, each with its file and line. */
import { useState } from 'react'
import { Button } from '#app/_ui/button.tsx'
import { DiagnosticRow } from '#app/_ui/diagnostic-row.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { SourceFile } from '#generators/contract/reader.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import { type ReportGroup, reported } from './report-words.ts'

export interface ReportProps {
  readonly diagnostics: readonly Diagnostic[]
  /** Files that can be left out, where one of them cannot be read. */
  readonly files?: readonly SourceFile[]
  readonly onLeaveOut?: (path: string) => void
}

export function Report({ diagnostics, files = [], onLeaveOut }: ReportProps) {
  const groups = reported(diagnostics)
  return (
    <div className="grid min-w-0 content-start gap-8">
      {groups.map((group) => (
        <Group key={group.title} group={group} files={files} onLeaveOut={onLeaveOut} />
      ))}
      {groups.length === 0 && (
        <Section title="Report">
          <p className="py-3 text-ink-2">Everything is carried over, and nothing is left to say.</p>
        </Section>
      )}
    </div>
  )
}

const FIRST = 40

function Group({
  group: { title, word, rows },
  files,
  onLeaveOut,
}: { group: ReportGroup } & Pick<ReportProps, 'onLeaveOut'> & Required<Pick<ReportProps, 'files'>>) {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, FIRST)
  return (
    <Section title={title} count={rows.length}>
      <div className="divide-y divide-line-1">
        {shown.map(({ diagnostic, message, wayOut, at }, index) => {
          const { file, line } = diagnostic.position ?? {}
          const own = diagnostic.severity === 'error' && files.find(({ path }) => path === file)
          return (
            <DiagnosticRow
              key={`${index}${diagnostic.code}${message}`}
              code={diagnostic.code}
              severity={diagnostic.severity}
              word={word}
              message={message}
              wayOut={wayOut}
              at={file ? `${file}:${line}` : at}
              inset={false}
              fix={own && onLeaveOut ? { title: 'Leave this file out', apply: () => onLeaveOut(own.path) } : undefined}
            />
          )
        })}
      </div>
      {shown.length < rows.length && (
        <Button className="mt-3" onClick={() => setAll(true)}>
          Show all {rows.length}
        </Button>
      )}
    </Section>
  )
}
