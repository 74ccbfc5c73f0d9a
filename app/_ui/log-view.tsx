'use client'
/** Log lines: mono, kept at the end while it is followed; only lines that are named as the cause are red and bold. */
import { useEffect, useRef, useState } from 'react'
import { classes } from './classes.ts'

export interface LogViewProps {
  readonly label: string
  readonly lines: readonly string[]
  /** Indices of the lines that Longrun names as the cause. */
  readonly causes?: ReadonlySet<number>
  /** Said where there is no line. */
  readonly empty?: string
  readonly className?: string
}

/** A time at the beginning of a line, in the forms that logs commonly have. */
const TIME =
  /^(\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\dZ+:-]*\]?|\d\d:\d\d:\d\d[.,\d]*|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)\s/

export function LogView({ label, lines, causes, empty = 'Nothing was written yet.', className }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is the reason to scroll
  useEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines, following])
  return (
    <div
      ref={box}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget: it }) => setFollowing(it.scrollHeight - it.scrollTop - it.clientHeight < 24)}
      className={classes('min-h-0 overflow-auto bg-sunk px-3 py-1.5 font-mono text-code -outline-offset-2', className)}
    >
      {lines.length === 0 && <p className="text-ink-3">{empty}</p>}
      {lines.map((line, index) => {
        const time = TIME.exec(line)?.[0] ?? ''
        return (
          <div
            key={index}
            className={classes('break-words whitespace-pre-wrap', causes?.has(index) && 'font-bold text-fail')}
          >
            {time && <span className="text-ink-3">{time}</span>}
            {line.slice(time.length) || '\u00a0'}
          </div>
        )
      })}
    </div>
  )
}
