'use client'
/** Nothing selected: the system itself, its hosts and pools, and how to undeploy it. */
import { useQuery } from '@tanstack/react-query'
import { Plus, Server } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '#app/_trpc/client.tsx'
import { count } from '#app/_ui/answer.ts'
import { Button } from '#app/_ui/button.tsx'
import { Glyph, isWell } from '#app/_ui/glyph.tsx'
import { Key } from '#app/_ui/key.tsx'
import { Menu } from '#app/_ui/menu.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { Host } from '#generators/model/document.ts'
import type { HostView } from '#server/api/views.ts'
import { addHost, removeHost } from '../editor/commands/add-host.ts'
import { placesOf } from '../editor/commands/processes.ts'
import { useBench, useDraft, useRecs } from '../editor/use-bench.tsx'
import { managerTitle } from '../editor/use-present.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { ExportSystem } from '../export/export-system.tsx'
import { Undeploy } from '../plan/undeploy.tsx'

const KEYS = [
  ['N', 'add a service'],
  ['C', 'connect from the selected one'],
  ['T', 'the graph as a tree'],
  ['Ctrl Z', 'undo'],
  ['?', 'all keys'],
] as const

export function SystemPanel() {
  const bench = useBench()
  const { document } = useDraft()
  const { view, fixed } = useWorkspace()
  const recs = [...useRecs().values()]
  const hosts = useQuery(useTRPC().hosts.list.queryOptions(undefined, { staleTime: 30_000 }))
  const own = Object.entries(document.system.hosts)
  const free = (hosts.data ?? []).filter((host) => !Object.hasOwn(document.system.hosts, host.name))
  const usage = poolUsage(document.ids.assigned)
  const failed = recs.filter((rec) => rec.state === 'failed').length
  const running = recs.filter((rec) => isWell(rec.state)).length
  return (
    <>
      <header className="border-b border-line-1 px-4 pt-3.5 pb-3">
        <h2 className="text-title">{view.title || view.name}</h2>
        <p className="text-ink-2">
          {view.generation === null
            ? 'Nothing runs yet.'
            : `Generation ${view.generation}: ${failed > 0 ? `${failed} failed, ` : ''}${running} of ${count(recs.filter((rec) => rec.state !== 'not-deployed').length, 'service')} ${running === 1 ? 'runs' : 'run'}.`}
        </p>
      </header>
      <Section
        where="panel"
        title="Hosts"
        count={own.length}
        end={
          !fixed && free.length > 0 ? (
            <Menu
              trigger={
                <Button size="small">
                  <Plus size={14} aria-hidden /> Add host
                </Button>
              }
              items={[
                free.map((host) => ({
                  text: host.name,
                  icon: <Server aria-hidden />,
                  onSelect: () => bench.edit(`Added ${host.name}`, (all) => addHost(all, host.name, modelHost(host))),
                })),
              ]}
            />
          ) : (
            <Link href="/hosts" className="text-data text-ink-3 underline hover:text-ink-1">
              All hosts
            </Link>
          )
        }
      >
        <ul className="grid gap-1">
          {own.map(([name, host]) => {
            const known = hosts.data?.find((one) => one.name === name)
            const used = Object.values(document.system.processes).filter((process) =>
              placesOf(document, process).some((place) => place.host === name),
            ).length
            return (
              <li key={name} className="flex min-h-6 items-center gap-2">
                <Glyph
                  name={
                    known
                      ? known.reach === 'reached'
                        ? 'running'
                        : known.reach === 'unreachable'
                          ? 'unreachable'
                          : 'unknown'
                      : 'unknown'
                  }
                  label={known?.reach ?? 'not enrolled'}
                />
                <b className="truncate font-semibold">{name}</b>
                <span className="truncate text-data text-ink-3">
                  {[...new Set(Object.values(host.containers).map(({ type }) => managerTitle(type)))].join(', ')}
                </span>
                <span className="ml-auto flex-none text-data text-ink-3">
                  {used > 0 ? count(used, 'service') : 'unused'}
                </span>
                {!fixed && used === 0 && (
                  <Button
                    look="quiet"
                    size="small"
                    onClick={() => bench.edit(`Removed ${name}`, (all) => removeHost(all, name))}
                  >
                    Remove
                  </Button>
                )}
              </li>
            )
          })}
        </ul>
        {own.length === 0 && <p className="text-ink-3">No host yet. A host needs a POSIX shell and nothing else.</p>}
      </Section>
      <Section where="panel" title="ID pools" count={Object.keys(document.system.pools ?? {}).length}>
        <ul className="grid gap-1">
          {Object.entries(document.system.pools ?? {}).map(([pool, { min, max }]) => (
            <li key={pool} className="flex items-center gap-2">
              <span className="truncate">{pool}</span>
              <span className="ml-auto flex-none text-data text-ink-3">
                {min} to {max}, {usage.get(pool) ? `${usage.get(pool)} used` : 'all free'}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        where="panel"
        title="Secrets"
        count={Object.keys(view.secrets).length}
        end={
          <Link
            href={`/systems/${encodeURIComponent(view.name)}/secrets`}
            className="text-data text-ink-3 underline hover:text-ink-1"
          >
            All secrets
          </Link>
        }
      >
        <p className="text-ink-3">Models name them; values are set there, and never shown.</p>
      </Section>
      <Section where="panel" title="Export" end={<ExportSystem />}>
        <p className="text-ink-2">The model, or what it becomes, as files to take along.</p>
      </Section>
      <Section where="panel" title="Keys">
        <dl className="grid grid-cols-[76px_minmax(0,1fr)] gap-y-1 text-data">
          {KEYS.map(([key, does]) => (
            <div key={key} className="contents">
              <dt>
                <Key>{key}</Key>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Section>
      {view.generation !== null && !fixed && (
        <Section where="panel" title="Undeploy">
          <p className="mb-2 text-ink-2">Stops everything that was started. State directories are kept.</p>
          <Undeploy />
        </Section>
      )}
    </>
  )
}

/** A host as a model names it, from what was found on it. */
function modelHost(host: HostView): Host {
  const [first] = host.containers
  return {
    platform: host.facts?.platform ?? 'linux',
    address: host.address.kind === 'ssh' ? host.address.host : '127.0.0.1',
    containers: first ? { main: { type: first.type, properties: first.properties } } : {},
  }
}

export function poolUsage(assigned: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  const usage = new Map<string, number>()
  for (const key of Object.keys(assigned)) {
    const pool = key.slice(0, key.indexOf('/'))
    usage.set(pool, (usage.get(pool) ?? 0) + 1)
  }
  return usage
}
