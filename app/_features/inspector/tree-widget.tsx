'use client'
/** Free trees and records as YAML, fragments as the text they are: an editor in the form. */
import { useState } from 'react'
import { parse as readYaml, stringify } from 'yaml'
import type { Literal, Type } from '#generators/model/document.ts'
import { CodeEditor, type Problem } from '../text/code-editor.tsx'

interface TreeWidgetProps {
  readonly label: string
  readonly type: Type
  readonly value: Literal | undefined
  readonly fixed: boolean
  readonly onChange: (value: Literal | undefined) => void
}

export function TreeWidget({ label, type, value, fixed, onChange }: TreeWidgetProps) {
  const verbatim = type.type === 'fragment'
  const [problem, setProblem] = useState<Problem | null>(null)
  const text = value === undefined ? '' : verbatim ? String(value) : stringify(value)
  return (
    <CodeEditor
      label={label}
      language={verbatim ? 'plain' : 'yaml'}
      value={text}
      readOnly={fixed}
      lineNumbers={false}
      problems={problem ? [problem] : []}
      className="h-28 min-w-0 flex-1 overflow-hidden rounded-control border border-line-3"
      onChange={(next) => {
        if (next.trim() === '') return onChange(undefined)
        if (verbatim) return onChange(next)
        const read = tryYaml(next)
        setProblem('problem' in read ? read.problem : null)
        if ('value' in read) onChange(read.value)
      }}
    />
  )
}

export function tryYaml(text: string): { readonly value: Literal } | { readonly problem: Problem } {
  try {
    return { value: readYaml(text) as Literal }
  } catch (error) {
    const line = (error as { linePos?: readonly { line: number; col: number }[] }).linePos?.[0]
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { problem: { line: line?.line ?? 1, column: line?.col ?? 1, severity: 'error', message } }
  }
}
