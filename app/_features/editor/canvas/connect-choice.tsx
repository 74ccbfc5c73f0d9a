'use client'
/** Connecting without a pointer: who may take an edge from the selected process, chosen by arrows and Enter. */
import { useEffect, useRef } from 'react'
import { candidatesFor } from '../connect.ts'
import { useBench, useUi } from '../use-bench.tsx'

export function ConnectChoice() {
  const bench = useBench()
  const { selected } = useUi()
  const box = useRef<HTMLDivElement>(null)
  const from = bench.instance
  const close = () => bench.ui.set({ connect: false })
  useEffect(() => box.current?.querySelector('button')?.focus(), [])
  if (from === null || selected.length !== 1) return null
  const { accepts } = candidatesFor(bench.document, bench.catalogue, from)
  const choices = [...accepts].flatMap(([to, slots]) => slots.map((slot) => ({ to, slot })))
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={`What ${from} depends on`}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        event.stopPropagation()
        if (event.key === 'Escape') close()
        if (step === 0) return
        event.preventDefault()
        const all = [...(box.current?.querySelectorAll('button') ?? [])]
        all[(all.indexOf(document.activeElement as HTMLButtonElement) + step + all.length) % all.length]?.focus()
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close()
      }}
      className="absolute top-3 left-1/2 z-10 max-h-[60%] w-[280px] -translate-x-1/2 overflow-auto rounded-node border border-line-2 bg-raised p-1 shadow-float"
    >
      <p className="px-2 py-1 text-data text-ink-3">{from} depends on</p>
      {choices.map(({ to, slot }) => (
        <button
          key={`${to}/${slot}`}
          type="button"
          className="flex min-h-[30px] w-full items-center rounded-control px-2 text-left hover:bg-hover focus:bg-hover"
          onClick={() => {
            bench.connect(from, to, slot)
            close()
          }}
        >
          {to}
          {slot && <span className="ml-auto text-data text-ink-3">{slot}</span>}
        </button>
      ))}
      {choices.length === 0 && (
        <button type="button" className="min-h-[30px] w-full px-2 text-left text-ink-2" onClick={close}>
          Nothing here fits its slots.
        </button>
      )}
    </div>
  )
}
