'use client'
/** What a process depends on, slot by slot: who fills it, and what a change of the other end means. */
import { Box, Plus } from 'lucide-react'
import { Button } from '#app/_ui/button.tsx'
import { Chip } from '#app/_ui/chip.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'
import { Menu } from '#app/_ui/menu.tsx'
import { Section } from '#app/_ui/section.tsx'
import { Segmented } from '#app/_ui/segmented.tsx'
import { Sign } from '#app/_ui/sign.tsx'
import type { OnChange, ProcessInstance, Slot } from '#generators/model/document.ts'
import { connectProcesses, disconnectProcesses } from '../editor/commands/connect-processes.ts'
import { processOf, splitReference } from '../editor/commands/processes.ts'
import { setSlotPolicy } from '../editor/commands/set-parameter.ts'
import { candidatesFor } from '../editor/connect.ts'
import { diagnosticsAt, explained } from '../editor/diagnostics.ts'
import { policyOf } from '../editor/model/graph.ts'
import { useBench, useDraft, useResult } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'
import { labelOf } from './values.ts'

export function DependsOn({ name, process }: { name: string; process: ProcessInstance }) {
  const bench = useBench()
  const { document } = useDraft()
  const { fixed, view } = useWorkspace()
  const slots = Object.entries(bench.catalogueOf(document).shapeOf(process).slots)
  const before = view.runningDocument ? processOf(view.runningDocument, name) : null
  const { accepts } = candidatesFor(document, bench.catalogue, name)
  const others = Object.keys(document.system.processes).filter(
    (other) => other !== name && !process.after?.includes(other),
  )
  const count = slots.reduce((sum, [slot]) => sum + targetsOf(process, slot).length, process.after?.length ?? 0)
  return (
    <Section where="panel" title="Depends on" count={count}>
      <div className="grid gap-3">
        {slots.map(([slot, declared]) => (
          <SlotRows
            key={slot}
            name={name}
            slot={slot}
            declared={declared}
            targets={targetsOf(process, slot)}
            before={before ? targetsOf(before, slot) : null}
            candidates={[...accepts].filter(([, taken]) => taken.includes(slot)).map(([to]) => to)}
          />
        ))}
        {(process.after?.length ?? 0) > 0 && (
          <div className="flex flex-wrap items-center gap-1.5">
            <span className="w-28 text-ink-2">Starts after</span>
            {process.after?.map((other) => (
              <Chip
                key={other}
                icon={<Box aria-hidden />}
                onRemove={
                  fixed
                    ? undefined
                    : () =>
                        bench.edit(`${name} no longer waits for ${other}`, (all) =>
                          disconnectProcesses(all, { from: name, slot: null, to: other }),
                        )
                }
                removeLabel={`No longer wait for ${other}`}
              >
                {other}
              </Chip>
            ))}
          </div>
        )}
        {!fixed && others.length > 0 && (
          <div>
            <Menu
              align="start"
              trigger={
                <Button look="quiet" size="small">
                  <Plus size={14} aria-hidden /> Start after
                </Button>
              }
              items={[
                others.map((other) => ({
                  text: other,
                  onSelect: () =>
                    bench.edit(`${name} waits for ${other}`, (all) =>
                      connectProcesses(all, { from: name, slot: null, to: other, many: true }),
                    ),
                })),
              ]}
            />
          </div>
        )}
        {slots.length === 0 && count === 0 && fixed && <p className="text-ink-3">Nothing.</p>}
      </div>
    </Section>
  )
}

function targetsOf(process: ProcessInstance, slot: string): readonly string[] {
  const targets = process.connects && Object.hasOwn(process.connects, slot) ? process.connects[slot] : undefined
  return targets === '*' ? ['*'] : (targets ?? [])
}

interface SlotRowsProps {
  readonly name: string
  readonly slot: string
  readonly declared: Slot
  readonly targets: readonly string[]
  readonly before: readonly string[] | null
  readonly candidates: readonly string[]
}

function SlotRows({ name, slot, declared, targets, before, candidates }: SlotRowsProps) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  const result = useResult()
  const label = labelOf(slot, declared.title)
  const keys = ['system', 'processes', name, 'connects', slot]
  const [problem] = diagnosticsAt(result?.compiled.diagnostics ?? [], keys).filter((one) => one.severity === 'error')
  const words = problem && explained(problem)
  return (
    <div role="presentation" onFocus={() => bench.ui.set({ lit: keys })}>
      <div className="flex min-h-7 items-center gap-2">
        <span className="min-w-0 truncate text-ink-2">
          {label}
          {!declared.many && <span className="text-ink-3">, one</span>}
        </span>
        <span className="ml-auto">
          <Segmented<OnChange>
            label={`When what fills ${label} changes`}
            value={policyOf(declared)}
            onChange={(onChange) =>
              bench.edit(`${label} of ${name}: ${onChange}`, (all) =>
                setSlotPolicy(all, name, slot, onChange, {
                  interface: declared.interface,
                  ...(declared.many && { many: true }),
                }),
              )
            }
            options={[
              { value: 'order', text: 'wait', disabled: fixed },
              { value: 'reload', text: 'reload', disabled: fixed },
              { value: 'restart', text: 'restart', disabled: fixed },
            ]}
          />
        </span>
      </div>
      <div className="mt-1 flex flex-wrap items-center gap-1.5">
        {targets.map((target) => {
          const fresh = before !== null && !before.includes(target)
          const { instance, provision } = splitReference(target)
          return (
            <Chip
              key={target}
              look={fresh ? 'draft' : 'plain'}
              icon={fresh ? <Sign name="new" /> : <Box aria-hidden />}
              detail={provision ?? undefined}
              onRemove={
                fixed
                  ? undefined
                  : () =>
                      bench.edit(`Disconnected ${name} from ${instance}`, (all) =>
                        disconnectProcesses(all, { from: name, slot, to: target }),
                      )
              }
              removeLabel={`Disconnect ${instance}`}
            >
              {target === '*' ? 'every one that fits' : instance}
            </Chip>
          )
        })}
        {before
          ?.filter((target) => !targets.includes(target))
          .map((target) => (
            <Chip key={target} look="removed">
              {target}
            </Chip>
          ))}
        {!fixed && candidates.length > 0 && (
          <Menu
            align="start"
            trigger={
              <Button look="quiet" size="small" square aria-label={`Add to ${label}`}>
                <Plus size={14} aria-hidden />
              </Button>
            }
            items={[candidates.map((to) => ({ text: to, onSelect: () => bench.connect(name, to, slot) }))]}
          />
        )}
        {targets.length === 0 && candidates.length === 0 && (
          <span className="text-ink-3">nothing here provides it</span>
        )}
      </div>
      {words && (
        <p className="mt-1 flex gap-1.5 text-data text-fail">
          <Glyph name="failed" className="mt-px" />
          {words.message} {words.wayOut}
        </p>
      )}
    </div>
  )
}
