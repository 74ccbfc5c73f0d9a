'use client'
/** Process managers found on a host, what each promises, and which one each system uses there. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '#app/_trpc/client.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { HostView, SystemSummary } from '#server/api/views.ts'
import { Failure } from '../shell/failure.tsx'
import { useMay } from '../shell/use-may.ts'
import { chosenManager, withManager } from './choose-manager.ts'

type Found = HostView['containers'][number]

export function Managers({ host, systems }: { host: HostView; systems: readonly SystemSummary[] }) {
  return (
    <Section title="Process managers found" count={host.containers.length}>
      <ul>
        {host.containers.map((found) => (
          <li
            key={`${found.type} ${JSON.stringify(found.properties)}`}
            className="flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-line-1 py-1.5"
          >
            <span className="min-w-0 truncate font-semibold">
              {found.title} <span className="font-normal text-ink-2">{found.version}</span>
            </span>
            <span className="ml-auto flex flex-wrap items-center gap-1.5">
              <Promised kept={found.survivesLogout} yes="survives logout" no="ends at logout" />
              <Promised kept={found.restartsOnCrash} yes="restarts on crash" no="no restart on crash" />
              <Promised kept={found.startsAtBoot} yes="starts at boot" no="not at boot" />
              <Chip look="assigned">{found.privileged ? 'as root' : `as ${host.facts?.user ?? 'its user'}`}</Chip>
            </span>
          </li>
        ))}
        {host.containers.length === 0 && <li className="py-3 text-ink-3">None was found yet.</li>}
      </ul>
      {host.containers.length > 0 && systems.length > 0 && (
        <div className="mt-4">
          {systems.map((system) => (
            <Choice key={system.id} host={host} system={system} />
          ))}
          <p className="mt-2 text-data text-ink-2">
            A choice here is staged: the processes on this host move when it is deployed, after a plan.
          </p>
        </div>
      )}
    </Section>
  )
}

function Promised({ kept, yes, no }: { kept: boolean; yes: string; no: string }) {
  return (
    <Chip look={kept ? 'plain' : 'assigned'} icon={<Glyph name={kept ? 'done' : 'stopped'} />}>
      {kept ? yes : no}
    </Chip>
  )
}

function Choice({ host, system }: { host: HostView; system: SystemSummary }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const may = useMay()
  const view = useQuery(trpc.systems.get.queryOptions({ id: system.id }))
  const save = useMutation(
    trpc.systems.save.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.systems.pathKey() }),
    }),
  )
  if (!view.data) return null
  const { document, layout, revision } = view.data
  const chosen = chosenManager(document, host)
  return (
    <fieldset disabled={!may('operator') || save.isPending} className="min-w-0">
      <legend className="flex min-h-8 items-center gap-1">
        On this host,{' '}
        <Link href={`/systems/${encodeURIComponent(system.name)}`} className="underline">
          {system.name}
        </Link>{' '}
        uses
      </legend>
      <ul className="grid gap-1">
        {host.containers.map((found: Found, index) => (
          <li key={`${found.type} ${JSON.stringify(found.properties)}`}>
            <label className="flex min-h-6 cursor-pointer items-center gap-2 coarse:min-h-11">
              <input
                type="radio"
                className="accent-ink-1"
                name={`manager of ${system.name}`}
                checked={index === chosen}
                onChange={() =>
                  save.mutate({
                    id: system.id,
                    baseRevision: revision,
                    document: withManager(document, host.name, found),
                    layout,
                    message: `${found.title} on ${host.name}`,
                  })
                }
              />
              {found.title}
            </label>
          </li>
        ))}
      </ul>
      {chosen === null && <p className="text-data text-ink-3">It asks for one that was not found here.</p>}
      {save.error && <Failure inline error={save.error} />}
    </fieldset>
  )
}
