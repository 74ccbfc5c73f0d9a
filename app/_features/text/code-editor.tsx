'use client'
/** A CodeMirror editor in the house's colours: YAML or plain text, with diagnostics at their lines. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic as LintDiagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'

export interface Problem {
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}
export interface CodeEditorProps {
  readonly label: string
  readonly value: string
  readonly language: 'yaml' | 'plain'
  readonly readOnly?: boolean
  readonly problems?: readonly Problem[]
  readonly onChange?: (value: string) => void
  readonly onFocus?: () => void
  readonly className?: string
  readonly lineNumbers?: boolean
}

/** Four colours, no more. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.keyword], color: 'var(--code-key)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-num)' },
  { tag: [tags.comment, tags.meta, tags.separator], color: 'var(--code-com)' },
])
const THEME = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--sunk)', color: 'var(--ink-1)', fontSize: '12px' },
  '.cm-scroller': { fontFamily: 'var(--font-commit), ui-monospace, monospace', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--ink-1)', padding: '6px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink-1)' },
  '&.cm-focused': { outline: '2px solid var(--ink-1)', outlineOffset: '-2px' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--ink-3)', border: 'none', fontSize: '11px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--lit)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', border: '1px solid var(--line-2)', color: 'var(--ink-1)' },
  '.cm-diagnostic': { fontFamily: 'inherit', padding: '4px 8px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--fail-line)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warn-line)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--fail-line)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warn-line)' },
})

export function CodeEditor(props: CodeEditorProps) {
  const { value, problems, readOnly = false, language, label, className } = props
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    if (!box.current) return
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          latest.current.lineNumbers === false ? [] : lineNumbers(),
          lintGutter(),
          history(),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          language === 'yaml' ? yaml() : [],
          syntaxHighlighting(HIGHLIGHT),
          THEME,
          EditorState.readOnly.of(readOnly),
          EditorView.editable.of(!readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.isUserEvent('replace.model')))
              latest.current.onChange?.(update.state.doc.toString())
            if (update.focusChanged && update.view.hasFocus) latest.current.onFocus?.()
          }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
  }, [language, readOnly, label])
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === value) return
    // What the model says anew replaces the text only while nobody types in it.
    if (editor.hasFocus && !readOnly) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value }, userEvent: 'replace.model' })
  }, [value, readOnly])
  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, lintsOf(editor.state, problems ?? [])))
  }, [problems])
  return <div ref={box} className={className} />
}

function lintsOf(state: EditorState, problems: readonly Problem[]): LintDiagnostic[] {
  return problems.map(({ line, column, severity, message }) => {
    const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines))
    const from = Math.min(at.to, at.from + Math.max(0, column - 1))
    return { from, to: Math.max(from, at.to), severity, message }
  })
}
