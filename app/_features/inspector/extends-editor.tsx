'use client'
/** What one process adjusts of its constructor, as YAML: files, environment, overrides for one process manager, anything. */
import { useState } from 'react'
import { stringify } from 'yaml'
import { Section } from '#app/_ui/section.tsx'
import type { ProcessInstance } from '#generators/model/document.ts'
import { readDocument } from '#generators/model/parse.ts'
import { constructorOf } from '../editor/commands/processes.ts'
import { setIn } from '../editor/commands/set-at-path.ts'
import { diagnosticsAt, explained } from '../editor/diagnostics.ts'
import { useBench, useResult } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { CodeEditor, type Problem } from '../text/code-editor.tsx'
import { tryYaml } from './tree-widget.tsx'

const EXAMPLE = '# process:\n#   nice: 5\n#   environment:\n#     MODE: quiet\n'

export function ExtendsEditor({ name, process }: { name: string; process: ProcessInstance }) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  const result = useResult()
  const byHand = constructorOf(process) === null
  const [open, setOpen] = useState(byHand || process.extends !== undefined)
  const [problem, setProblem] = useState<Problem | null>(null)
  const at = ['system', 'processes', name, 'extends']
  const fromModel = diagnosticsAt(result?.compiled.diagnostics ?? [], at).map(
    (diagnostic): Problem => ({
      line: 1,
      column: 1,
      severity: diagnostic.severity,
      message: explained(diagnostic).message,
    }),
  )

  function edit(text: string) {
    const read = tryYaml(text)
    if ('problem' in read) return setProblem(read.problem)
    const empty = read.value === null || text.trim() === ''
    if (!empty && (typeof read.value !== 'object' || Array.isArray(read.value)))
      return setProblem({
        line: 1,
        column: 1,
        severity: 'error',
        message: 'Write keys of a constructor, such as process: or files:.',
      })
    const next = setIn(bench.document, at, empty ? undefined : read.value)
    const checked = readDocument(next)
    const [fault] = checked.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
    if (!checked.document)
      return setProblem({
        line: 1,
        column: 1,
        severity: 'error',
        message: fault ? `${explained(fault).message} ${explained(fault).wayOut}` : 'This cannot be read.',
      })
    setProblem(null)
    bench.edit(`Adjusted ${name}`, () => next, `${name}.extends`)
  }
  return (
    <Section
      where="panel"
      title={byHand ? 'The whole process, as YAML' : 'Adjustments and overrides'}
      end={
        <button
          type="button"
          className="text-data text-ink-3 underline hover:text-ink-1"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? 'Close' : 'Open'}
        </button>
      }
    >
      {open ? (
        <CodeEditor
          label={`Adjustments of ${name} as YAML`}
          language="yaml"
          value={process.extends ? stringify(process.extends) : EXAMPLE}
          readOnly={fixed}
          lineNumbers={false}
          problems={problem ? [problem] : fromModel}
          onChange={edit}
          onFocus={() => bench.ui.set({ lit: at })}
          className="h-44 overflow-hidden rounded-control border border-line-3"
        />
      ) : (
        <p className="text-data text-ink-3">
          None. Any field of the constructor can be set here for this process alone.
        </p>
      )}
      {problem && (
        <p role="status" className="mt-1 text-data text-fail">
          Line {problem.line}: {problem.message} The model keeps what it was.
        </p>
      )}
    </Section>
  )
}
