'use client'
/** Ctrl K: any page, system or host by name. */
import { useQuery } from '@tanstack/react-query'
import { Keyboard, KeyRound, Plus, Server, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { useId, useMemo, useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { type Findable, find } from './find.ts'
import { PLACES, SETTINGS } from './places.ts'

interface Entry extends Findable {
  readonly id: string
  readonly icon: React.ReactNode
  readonly go: () => void
}
interface PaletteProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onKeys: () => void
}

export function Palette({ open, onOpenChange, onKeys }: PaletteProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-32px)] max-w-[520px] -translate-x-1/2 overflow-hidden rounded-node border border-line-2 bg-raised shadow-float"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Search onDone={() => onOpenChange(false)} onKeys={onKeys} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Search({ onDone, onKeys }: { onDone: () => void; onKeys: () => void }) {
  const list = useId()
  const [typed, setTyped] = useState('')
  const [current, setCurrent] = useState(0)
  const found = find(useEntries(onKeys), typed).slice(0, 12)
  const index = Math.min(current, Math.max(found.length - 1, 0))
  function choose(entry: Entry | undefined) {
    if (!entry) return
    onDone()
    entry.go()
  }
  return (
    <>
      <input
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={found[index] ? `${list}-${index}` : undefined}
        aria-label="Search pages, systems and hosts"
        placeholder="Pages, systems, hosts"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setCurrent(0)
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
          if (step !== 0) {
            event.preventDefault()
            setCurrent((index + step + found.length) % Math.max(found.length, 1))
          } else if (event.key === 'Enter') choose(found[index])
        }}
        className="h-11 w-full border-b border-line-1 bg-transparent px-4 text-read outline-none"
      />
      <div id={list} role="listbox" aria-label="Found" className="max-h-[50vh] overflow-auto p-1">
        {found.map((entry, i) => (
          // The keyboard works on the field above; the pointer here.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see the field's onKeyDown
          // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant moves, the focus stays
          <div
            key={entry.id}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === index}
            onClick={() => choose(entry)}
            onPointerMove={() => setCurrent(i)}
            className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-3 aria-selected:bg-hover [&>svg]:size-4 [&>svg]:flex-none [&>svg]:text-ink-3"
          >
            {entry.icon}
            <span className="truncate">{entry.text}</span>
            <span className="ml-auto text-data text-ink-3">{entry.kind}</span>
          </div>
        ))}
        {found.length === 0 && <p className="px-3 py-2 text-ink-3">Nothing is called “{typed}”.</p>}
      </div>
    </>
  )
}

function useEntries(onKeys: () => void): readonly Entry[] {
  const router = useRouter()
  const trpc = useTRPC()
  const systems = useQuery(trpc.systems.list.queryOptions())
  const hosts = useQuery(trpc.hosts.list.queryOptions())
  return useMemo(() => {
    const go = (href: string) => () => router.push(href)
    return [
      ...(systems.data ?? []).map(({ name }) => ({
        id: `system ${name}`,
        text: name,
        kind: 'system',
        icon: <Workflow aria-hidden />,
        go: go(`/systems/${encodeURIComponent(name)}`),
      })),
      ...(systems.data ?? []).map(({ name }) => ({
        id: `secrets ${name}`,
        text: `Secrets of ${name}`,
        kind: 'page',
        icon: <KeyRound aria-hidden />,
        go: go(`/systems/${encodeURIComponent(name)}/secrets`),
      })),
      ...(hosts.data ?? []).map(({ name }) => ({
        id: `host ${name}`,
        text: name,
        kind: 'host',
        icon: <Server aria-hidden />,
        go: go(`/hosts/${encodeURIComponent(name)}`),
      })),
      ...[...PLACES, SETTINGS].map((place) => ({
        id: place.href,
        text: place.text,
        kind: 'page',
        icon: <place.icon aria-hidden />,
        go: go(place.href),
      })),
      { id: 'new system', text: 'New system', kind: 'action', icon: <Plus aria-hidden />, go: go('/systems/new') },
      { id: 'import', text: 'Import', kind: 'action', icon: <Plus aria-hidden />, go: go('/systems/new/import') },
      { id: 'add host', text: 'Add host', kind: 'action', icon: <Plus aria-hidden />, go: go('/hosts/new') },
      { id: 'keys', text: 'All keys', kind: 'action', icon: <Keyboard aria-hidden />, go: onKeys },
    ]
  }, [systems.data, hosts.data, router, onKeys])
}
