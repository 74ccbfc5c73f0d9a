'use client'
/** The document as canonical YAML: the same document as the graph, edited as text, with diagnostics at their lines. */
import { useMemo, useState } from 'react'
import { Glyph } from '#app/_ui/glyph.tsx'
import { locate, parse } from '#generators/model/parse.ts'
import { print } from '#generators/model/print.ts'
import { explained } from '../editor/diagnostics.ts'
import { useBench, useDraft, useResult } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { CodeEditor, type Problem } from './code-editor.tsx'

export function SystemText({ className }: { className?: string }) {
  const bench = useBench()
  const { document } = useDraft()
  const { fixed, view } = useWorkspace()
  const result = useResult()
  const printed = useMemo(() => print(document), [document])
  /** What is typed and cannot be read yet; nothing is ever half saved. */
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? printed
  const parsed = useMemo(() => parse(text), [text])
  const problems = useMemo<Problem[]>(() => {
    const fromModel = parsed.document
      ? (result?.compiled.diagnostics ?? []).map((one) => locate(one, parsed.positions))
      : []
    return [...parsed.diagnostics, ...fromModel].flatMap((diagnostic) => {
      const { message, wayOut } = explained(diagnostic)
      const { line, column } = diagnostic.position ?? { line: 1, column: 1 }
      return [{ line, column, severity: diagnostic.severity, message: `${message} ${wayOut}` }]
    })
  }, [parsed, result])
  const errors = parsed.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  const otherSystem = parsed.document !== null && parsed.document.system.system !== view.name

  function edit(next: string) {
    const read = parse(next)
    const fits = read.document !== null && read.document.system.system === view.name
    setTyped(next)
    if (read.document && fits) bench.edit('Edited the text', () => read.document!, 'text')
  }
  return (
    <div className={`flex min-h-0 flex-col ${className ?? ''}`}>
      {(errors.length > 0 || otherSystem) && typed !== null && (
        <p
          role="status"
          className="flex flex-none items-center gap-2 border-b border-line-1 bg-fail-tint px-4 py-1.5 text-data"
        >
          <Glyph name="failed" />
          <span className="min-w-0 truncate">
            {otherSystem
              ? `This text is of ${parsed.document?.system.system}, not of ${view.name}.`
              : `Line ${errors[0]?.position?.line ?? 1}: ${explained(errors[0]!).message}`}{' '}
            The model keeps what it was until the text can be read.
          </span>
          <button type="button" className="ml-auto flex-none underline" onClick={() => setTyped(null)}>
            Back to the model
          </button>
        </p>
      )}
      <div
        className="min-h-0 flex-1"
        onBlur={() => {
          if (errors.length === 0 && !otherSystem) setTyped(null)
        }}
      >
        <CodeEditor
          label={`${view.name} as YAML`}
          language="yaml"
          value={text}
          readOnly={fixed}
          problems={problems}
          onChange={edit}
          className="h-full"
        />
      </div>
    </div>
  )
}
