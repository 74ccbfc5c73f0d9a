'use client'
/** Asks which slot an edge fills, where more than one would take it. */
import { useEffect, useRef } from 'react'
import { processOf } from '../commands/processes.ts'
import { useBench } from '../use-bench.tsx'

export interface SlotQuestion {
  readonly from: string
  readonly to: string
  readonly slots: readonly string[]
  readonly x: number
  readonly y: number
}

export function SlotChoice({ question, onDone }: { question: SlotQuestion; onDone: () => void }) {
  const bench = useBench()
  const first = useRef<HTMLButtonElement>(null)
  const process = processOf(bench.document, question.from)
  useEffect(() => first.current?.focus(), [])
  return (
    <div
      role="dialog"
      aria-label={`What ${question.to} is for ${question.from}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onDone()
      }}
      className="fixed z-30 w-[220px] rounded-node border border-line-2 bg-raised p-1 shadow-float"
      style={{
        left: Math.min(question.x, window.innerWidth - 232),
        top: Math.min(question.y, window.innerHeight - 160),
      }}
    >
      <p className="px-2 py-1 text-data text-ink-3">
        {question.to} becomes {question.from}’s
      </p>
      {question.slots.map((slot, index) => (
        <button
          key={slot}
          ref={index === 0 ? first : undefined}
          type="button"
          className="flex min-h-[30px] w-full items-center rounded-control px-2 text-left hover:bg-hover"
          onClick={() => {
            bench.connect(question.from, question.to, slot)
            onDone()
          }}
        >
          {(process && bench.catalogue.shapeOf(process).slots[slot]?.title) ?? slot}
        </button>
      ))}
    </div>
  )
}
