'use client'
/** One generated file: numbered, coloured, lit where it comes from the selection, with what the draft changes. A click leads to the field. */
import { diffArrays } from 'diff'
import { useEffect, useMemo, useRef } from 'react'
import { classes } from '#app/_ui/classes.ts'
import type { PreviewFile } from '#generators/contract/compiled.ts'
import { keysOf, type Path } from '#generators/contract/path.ts'
import { useBench } from '../editor/use-bench.tsx'
import { instanceAt } from '../editor/use-present.ts'
import { type Line, linesOf, shortOrigin } from './lines.ts'
import { overlay, type TokenKind, tokenize } from './tokenize.ts'

const COLOURS: Readonly<Record<TokenKind, string>> = {
  key: 'text-code-key',
  str: 'text-code-str',
  num: 'text-code-num',
  com: 'text-code-com',
  plain: '',
}

export interface CodeViewProps {
  readonly file: PreviewFile
  /** What runs; `null`: nothing to compare with. */
  readonly before: string | null
  readonly lights: readonly Path[]
}
type Row =
  | { readonly change: 'same' | 'added'; readonly line: Line }
  | { readonly change: 'removed'; readonly text: string; readonly at: number }

/** The lines of the file, with what goes standing where it was. */
export function rowsOf(lines: readonly Line[], before: string | null): Row[] {
  if (before === null) return lines.map((line) => ({ change: 'same', line }))
  const was = before === '' ? [] : before.replace(/\n$/, '').split('\n')
  const rows: Row[] = []
  let next = 0
  for (const part of diffArrays(
    was,
    lines.map((line) => line.pieces.map((piece) => piece.s).join('')),
  )) {
    if (part.removed)
      for (const [index, text] of part.value.entries()) rows.push({ change: 'removed', text, at: next + index })
    else
      for (let taken = 0; taken < part.value.length; taken += 1, next += 1)
        rows.push({ change: part.added ? 'added' : 'same', line: lines[next]! })
  }
  return rows
}

export function CodeView({ file, before, lights }: CodeViewProps) {
  const bench = useBench()
  const lines = useMemo(() => linesOf(file, lights), [file, lights])
  const rows = useMemo(() => rowsOf(lines, before), [lines, before])
  const box = useRef<HTMLDivElement>(null)
  // Only where another field or file is looked at: while somebody types, the page stays where they scrolled it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are the reason to scroll
  useEffect(() => {
    box.current?.querySelector('mark')?.scrollIntoView({ block: 'center' })
  }, [lights, file.path, file.host])
  function open(origin: Path | null) {
    const keys = origin ? keysOf(origin) : []
    const instance = instanceAt(keys)
    if (instance === null) return
    if (bench.instance !== instance) bench.selectInstance(instance)
    bench.ui.set({ lit: keys })
  }
  return (
    <div
      ref={box}
      role="region"
      aria-label={`${file.path} on ${file.host}`}
      tabIndex={0}
      className="min-h-0 overflow-auto bg-sunk py-1.5 font-mono text-code -outline-offset-2"
    >
      <p className="px-3 pb-1 font-sans text-data text-ink-3">{file.path}</p>
      <div className="w-max min-w-full">
        {rows.map((row) =>
          row.change === 'removed' ? (
            <div
              key={`was ${row.at} ${row.text}`}
              className="grid grid-cols-[40px_18px_minmax(0,1fr)] items-baseline bg-was-tint pr-3 whitespace-pre text-was"
            >
              <span />
              <span className="font-bold select-none">−</span>
              <s>{row.text}</s>
            </div>
          ) : (
            <div
              key={row.line.number}
              role="presentation"
              onClick={() => open(row.line.origin)}
              className={classes(
                'grid grid-cols-[40px_18px_minmax(0,1fr)_auto] items-baseline pr-3 whitespace-pre',
                row.change === 'added' && 'bg-draft-tint',
                row.line.lit && 'shadow-[inset_3px_0_0_var(--lit-line)]',
                row.line.origin && 'cursor-pointer hover:bg-hover',
              )}
            >
              <span className="pr-2.5 text-right text-[11px] text-ink-3 select-none">{row.line.number}</span>
              <span className="font-bold text-draft select-none">{row.change === 'added' ? '+' : ''}</span>
              <Pieces line={row.line} format={file.format} />
              {row.line.lit && row.line.origin && (
                <span className="pl-6 font-sans text-micro text-ink-3">{shortOrigin(row.line.origin)}</span>
              )}
            </div>
          ),
        )}
      </div>
    </div>
  )
}

function Pieces({ line, format }: { line: Line; format: string }) {
  const pieces = useMemo(() => {
    const text = line.pieces.map((piece) => piece.s).join('')
    return overlay(tokenize(text, format), line.pieces)
  }, [line, format])
  return (
    <span>
      {pieces.map((piece, index) => {
        const key = `${index}:${piece.s}`
        return piece.lit ? (
          <mark key={key} className={classes('rounded-frame bg-lit text-inherit', COLOURS[piece.kind])}>
            {piece.s}
          </mark>
        ) : (
          <span key={key} className={COLOURS[piece.kind]}>
            {piece.s}
          </span>
        )
      })}
    </span>
  )
}
