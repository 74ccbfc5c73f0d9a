'use client'
/** On which hosts a process stands. */
import { Plus, Server } from 'lucide-react'
import { Button } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Menu } from '#app/_ui/menu.tsx'
import { Section } from '#app/_ui/section.tsx'
import type { ProcessInstance } from '#generators/model/document.ts'
import { addPlace, removePlace } from '../editor/commands/move-process.ts'
import { placesOf } from '../editor/commands/processes.ts'
import { setIn } from '../editor/commands/set-at-path.ts'
import { useBench, useDraft } from '../editor/use-bench.tsx'
import { managerTitle } from '../editor/use-present.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'

export function Places({ name, process }: { name: string; process: ProcessInstance }) {
  const bench = useBench()
  const { document } = useDraft()
  const { fixed } = useWorkspace()
  const places = placesOf(document, process)
  const hosts = document.system.hosts
  const free = Object.keys(hosts).filter((host) => !places.some((place) => place.host === host))
  return (
    <Section where="panel" title="Runs on" count={places.length}>
      <ul className="grid gap-1.5">
        {places.map((place, index) => {
          const containers = Object.entries(hosts[place.host]?.containers ?? {})
          const choose = (container: string) =>
            bench.edit(`Moved ${name} to ${container}`, (all) =>
              setIn(all, ['system', 'processes', name, 'on', index], { host: place.host, container }),
            )
          const manager = place.container ? hosts[place.host]?.containers[place.container]?.type : undefined
          return (
            <li key={`${place.host}/${place.container}`} className="flex items-center gap-2">
              <Chip
                icon={<Server aria-hidden />}
                look={Object.hasOwn(hosts, place.host) ? 'plain' : 'fail'}
                onRemove={
                  fixed
                    ? undefined
                    : () => bench.edit(`Took ${name} off ${place.host}`, (all) => removePlace(all, name, place.host))
                }
                removeLabel={`Take it off ${place.host}`}
              >
                {place.host}
              </Chip>
              {containers.length > 1 && !fixed ? (
                <Menu
                  align="start"
                  trigger={
                    <Button look="quiet" size="small">
                      {place.container} · {manager ? managerTitle(manager) : 'unknown'}
                    </Button>
                  }
                  items={[
                    containers.map(([container, { type }]) => ({
                      text: `${container} · ${managerTitle(type)}`,
                      onSelect: () => choose(container),
                    })),
                  ]}
                />
              ) : (
                <span className="truncate text-data text-ink-3">
                  {manager ? managerTitle(manager) : 'no such container'}
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {!fixed && free.length > 0 && (
        <div className="mt-1.5">
          <Menu
            align="start"
            trigger={
              <Button look="quiet" size="small">
                <Plus size={14} aria-hidden /> Another host
              </Button>
            }
            items={[
              free.map((host) => ({
                text: host,
                onSelect: () => bench.edit(`Put ${name} on ${host}`, (all) => addPlace(all, name, host)),
              })),
            ]}
          />
        </div>
      )}
      {places.length === 0 && <p className="text-ink-3">On no host: it will not run.</p>}
    </Section>
  )
}
