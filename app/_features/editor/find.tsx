'use client'
/** Finds a service by name, constructor or port in the model, and flies there: what is not mounted cannot be found in the page. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { Glyph } from '#app/_ui/glyph.tsx'
import { useBench, useRecs } from './use-bench.tsx'

export function Find() {
  const bench = useBench()
  const recs = useRecs()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const found = useMemo(() => {
    const wanted = typed.trim().toLowerCase()
    if (wanted === '') return []
    return [...recs.values()]
      .filter((rec) =>
        `${rec.instance} ${rec.kind} :${rec.port ?? ''} ${rec.host ?? ''}`.toLowerCase().includes(wanted),
      )
      .slice(0, 12)
  }, [recs, typed])
  const index = Math.min(at, Math.max(0, found.length - 1))
  const close = () => bench.ui.set({ find: false })
  function go(id: string | undefined) {
    if (!id) return
    bench.select([id])
    bench.goTo(id)
    close()
  }
  return (
    <search
      className="absolute top-3 left-1/2 z-10 w-[320px] -translate-x-1/2 overflow-hidden rounded-node border border-line-2 bg-raised shadow-float"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
        else if (event.key === 'Enter') go(found[index]?.id)
        else if (event.key === 'ArrowDown') setAt(Math.min(index + 1, found.length - 1))
        else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0))
        event.stopPropagation()
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close()
      }}
    >
      <input
        ref={field}
        aria-label="Find a service"
        placeholder="Name, kind or port"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        className="h-9 w-full border-b border-line-1 bg-transparent px-3 outline-none"
      />
      <ul aria-label="Found services">
        {found.map((rec, position) => (
          <li key={rec.id}>
            <button
              type="button"
              onClick={() => go(rec.id)}
              className={`flex min-h-8 w-full items-center gap-2 px-3 text-left hover:bg-hover ${position === index ? 'bg-hover' : ''}`}
            >
              <Glyph name={rec.state} />
              <span className="truncate">{rec.instance}</span>
              <span className="ml-auto text-data text-ink-3">{rec.host ?? 'on no host'}</span>
            </button>
          </li>
        ))}
        {typed && found.length === 0 && <li className="px-3 py-2 text-ink-3">Nothing is called “{typed}”.</li>}
      </ul>
    </search>
  )
}
