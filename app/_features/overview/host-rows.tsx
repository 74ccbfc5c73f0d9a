/** Hosts in short: whether each was reached, what it is, what runs there. */
import Link from 'next/link'
import { Glyph } from '#app/_ui/glyph.tsx'
import type { HostView } from '#server/api/views.ts'
import { reachGlyph, reachWords } from '../hosts/host-words.ts'

export function HostRows({
  hosts,
  running,
}: {
  hosts: readonly HostView[]
  running: ReadonlyMap<string, { readonly up: number; readonly of: number }>
}) {
  return (
    <ul>
      {hosts.map((host) => {
        const count = running.get(host.name)
        return (
          <li
            key={host.id}
            className="grid min-h-[34px] grid-cols-[14px_minmax(0,92px)_minmax(0,1fr)_max-content] items-center gap-2.5 border-b border-line-1"
          >
            <Glyph name={reachGlyph(host)} label={reachWords(host)} />
            <Link
              href={`/hosts/${encodeURIComponent(host.name)}`}
              title={host.name}
              className="truncate font-semibold no-underline hover:underline"
            >
              {host.name}
            </Link>
            <span className="truncate text-data text-ink-2">{host.facts?.system ?? 'not captured yet'}</span>
            <span className="text-data whitespace-nowrap text-ink-2">
              {host.reach !== 'reached' ? reachWords(host) : count ? `${count.up} of ${count.of}` : 'nothing runs'}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
