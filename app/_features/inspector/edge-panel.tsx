'use client'
/** One dependency: who asks, who answers, and what a change means. */
import { Button } from '#app/_ui/button.tsx'
import { Facts } from '#app/_ui/facts.tsx'
import { Section } from '#app/_ui/section.tsx'
import { useBench, useRecs } from '../editor/use-bench.tsx'
import { useWorkspace } from '../editor/workspace-context.tsx'

const WORDS = {
  order: 'only waits for it to start',
  reload: 'reloads when it changes',
  restart: 'restarts when it changes',
} as const

export function EdgePanel({ id }: { id: string }) {
  const bench = useBench()
  const { fixed } = useWorkspace()
  useRecs()
  const edge = bench.model.edges.find((one) => one.id === id)
  if (!edge) return null
  const go = (name: string) => (
    <button type="button" className="underline" onClick={() => bench.selectInstance(name)}>
      {name}
    </button>
  )
  return (
    <>
      <header className="border-b border-line-1 px-4 py-3.5">
        <h2 className="text-title break-words">
          {edge.fromInstance} depends on {edge.toInstance}
        </h2>
        <p className="text-ink-2">
          {edge.fromInstance} {WORDS[edge.kind]}.
        </p>
      </header>
      <Section where="panel" title="The dependency">
        <Facts
          facts={[
            ['Dependent', go(edge.fromInstance)],
            ['Depends on', go(edge.toInstance)],
            ['Slot', edge.slot ?? 'none, order alone'],
          ]}
        />
        {!fixed && edge.staged !== 'removed' && (
          <Button className="mt-3" onClick={() => bench.disconnect(edge.id)}>
            Disconnect
          </Button>
        )}
      </Section>
    </>
  )
}
