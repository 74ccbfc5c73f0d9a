'use client'
/** The processes that were found: what each runs, and where that stands. */
import { useState } from 'react'
import { Input } from '#app/_ui/field.tsx'
import { Section } from '#app/_ui/section.tsx'
import { find } from '../shell/find.ts'
import type { Understood } from './use-imported.ts'

export function UnderstoodProcesses({ understood: { processes } }: { understood: Understood }) {
  const [typed, setTyped] = useState('')
  const found = typed
    ? find(
        processes.map((process) => ({ process, text: process.name, kind: process.program })),
        typed,
      ).map(({ process }) => process)
    : processes
  return (
    <Section title="Processes" count={processes.length}>
      {processes.length > 12 && (
        <Input
          className="mt-3"
          placeholder={`Filter ${processes.length} processes`}
          aria-label="Filter processes"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      <ul aria-label="Processes found" tabIndex={0} className="max-h-[560px] overflow-auto -outline-offset-2">
        {found.map(({ name, program, place }) => (
          <li key={name} className="border-b border-line-1 py-1.5">
            <span className="flex items-baseline gap-3">
              <b className="min-w-0 truncate font-semibold" title={name}>
                {name}
              </b>
              <span
                className="ml-auto max-w-[55%] flex-none truncate font-mono text-code text-ink-3"
                title={place.file}
              >
                {place.file ? `${place.file}:${place.line}` : ''}
              </span>
            </span>
            <span className="block truncate font-mono text-code text-ink-2" title={program}>
              {program}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="py-3 text-ink-3">{typed ? `None is called “${typed}”.` : 'None yet.'}</p>}
    </Section>
  )
}
