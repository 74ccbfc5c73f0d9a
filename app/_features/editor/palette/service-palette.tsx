'use client'
/** The palette: every constructor by what it is for, dragged onto the canvas or chosen by name. */
import { SquareDashed } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { classes } from '#app/_ui/classes.ts'
import { useBench, useUi } from '../use-bench.tsx'
import { ConstructorIcon } from './constructor-icon.tsx'
import { BY_HAND, DRAGGED_TYPE } from './dragged.ts'

interface Offer {
  readonly id: string
  readonly title: string
  readonly icon: string | null
  readonly help: string | null
  readonly own: boolean
}

export function ServicePalette() {
  const bench = useBench()
  const { paletteAt } = useUi()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const offers = useOffers()
  const found = useMemo(() => matching(offers, typed), [offers, typed])
  const index = Math.min(at, Math.max(0, found.length - 1))
  useEffect(() => field.current?.focus(), [])

  function add(offer: Offer | undefined) {
    if (!offer) return
    bench.add(offer.id === BY_HAND ? null : offer.id, paletteAt ? bench.model.hostAt(paletteAt) : null, paletteAt)
    bench.ui.set({ palette: false, paletteAt: null })
  }
  return (
    <section
      aria-label="Services to add"
      onKeyDown={(event) => {
        if (event.key === 'Escape') bench.ui.set({ palette: false })
        else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault()
          setAt((index + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % Math.max(1, found.length))
        } else if (event.key === 'Enter') {
          event.preventDefault()
          add(found[index])
        } else return
        event.stopPropagation()
      }}
      className="absolute top-3 left-[60px] z-10 flex max-h-[calc(100%-24px)] w-[248px] flex-col overflow-hidden rounded-node border border-line-2 bg-raised shadow-float"
    >
      <div className="p-2">
        <input
          ref={field}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setAt(0)
          }}
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={found[index] ? `palette-${found[index].id}` : undefined}
          aria-label="Search services"
          placeholder={`Search ${offers.length} services`}
          className="h-[30px] w-full rounded-control border border-line-3 bg-raised px-2 coarse:h-11"
        />
      </div>
      <div id="palette-list" role="listbox" aria-label="Services" className="min-h-0 overflow-auto pb-1">
        {found.map((offer, position) => (
          <div
            key={offer.id}
            id={`palette-${offer.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === index}
            draggable
            title={offer.help ?? offer.id}
            onDragStart={(event) => {
              event.dataTransfer.setData(DRAGGED_TYPE, offer.id)
              event.dataTransfer.effectAllowed = 'copy'
            }}
            onClick={() => add(offer)}
            onKeyDown={(event) => {
              if (event.key === ' ') add(offer)
            }}
            onPointerMove={() => setAt(position)}
            className={classes(
              'flex min-h-[30px] cursor-grab items-center gap-[9px] px-3 aria-selected:bg-hover coarse:min-h-11 [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-ink-2',
              offer.id === BY_HAND && 'mt-1 border-t border-line-1',
            )}
          >
            {offer.id === BY_HAND ? <SquareDashed aria-hidden /> : <ConstructorIcon name={offer.icon} />}
            <span className="truncate">{offer.title}</span>
            {offer.own && <span className="ml-auto text-data text-ink-3">own</span>}
          </div>
        ))}
        {found.length === 0 && <p className="px-3 py-2 text-ink-3">No service is called “{typed}”.</p>}
      </div>
    </section>
  )
}

function useOffers(): readonly Offer[] {
  const bench = useBench()
  const { catalogue } = bench
  return useMemo(() => {
    const all = [...catalogue.constructors.values()].map(({ name, document }) => ({
      id: name,
      title: document.title ?? name,
      icon: document.icon ?? null,
      help: document.help ?? null,
      own: catalogue.isOwn(name),
    }))
    return [
      ...all.toSorted((a, b) => a.title.localeCompare(b.title)),
      { id: BY_HAND, title: 'Any command', icon: null, help: 'A process written by hand', own: false },
    ]
  }, [catalogue])
}

/** Words that begin so come first. */
export function matching<T extends { readonly id: string; readonly title: string }>(
  offers: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return offers
  const rank = ({ id, title }: T) => {
    const words = `${title} ${id}`.toLowerCase()
    if (words.startsWith(wanted)) return 0
    if (words.split(/[\s(]+/).some((word) => word.startsWith(wanted))) return 1
    return words.includes(wanted) ? 2 : 3
  }
  return offers.filter((offer) => rank(offer) < 3).toSorted((a, b) => rank(a) - rank(b))
}
