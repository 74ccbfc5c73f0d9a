'use client'
/** A process that runs but is not in the draft any more: what a deployment will do, and the way back. */
import { Button } from '#app/_ui/button.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { ProcessInstance } from '#generators/model/document.ts'
import { withProcess } from '../editor/commands/processes.ts'
import { useBench } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'

export function GonePanel({ name, process }: { name: string; process: ProcessInstance }) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  return (
    <>
      <header className="border-b border-line-1 px-4 py-3.5">
        <h2 className="text-title line-through">{name}</h2>
        <p className="text-ink-2">It runs, and the draft removes it. Its data is kept.</p>
      </header>
      {!fixed && (
        <Section where="panel" title="Removed in the draft">
          <Button onClick={() => bench.edit(`Kept ${name}`, (document) => withProcess(document, name, process))}>
            Keep {name}
          </Button>
        </Section>
      )}
    </>
  )
}
