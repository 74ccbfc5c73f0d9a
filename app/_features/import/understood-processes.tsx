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
    <Section title="Processes" count={processes.length} className="mt-8">
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
            <b className="block truncate font-semibold" title={name}>
              {name}
            </b>
            <span className="flex items-baseline gap-3 font-mono text-code">
              <span className="min-w-0 truncate text-ink-2" title={program}>
                {program}
              </span>
              {place.file && (
                <span className="ml-auto flex max-w-[50%] flex-none text-ink-3" title={place.file}>
                  <span className="min-w-0 truncate">{place.file}</span>:{place.line}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="py-3 text-ink-3">{typed ? `None is called “${typed}”.` : 'None yet.'}</p>}
    </Section>
  )
}
