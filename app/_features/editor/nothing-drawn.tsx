'use client'
/** The empty draft: how to begin. */
import { FileText, Plus, Server } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { Key } from '#app/_ui/key.tsx'
import { useBench } from './use-bench.tsx'
import { useWorkspace } from './workspace-context.tsx'

export function NothingDrawn() {
  const bench = useBench()
  const router = useRouter()
  const { view } = useWorkspace()
  const hosts = Object.keys(bench.document.system.hosts)
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <div className="pointer-events-auto w-[440px] max-w-[90%]">
        <EmptyState
          title="Nothing is drawn yet."
          says={
            hosts.length > 0 ? (
              <>
                Drag a service into a host, or press <Key>N</Key> and type its name. Ports and users are assigned as you
                draw.
              </>
            ) : (
              <>Add a host first, at the right. A host needs a POSIX shell and nothing else.</>
            )
          }
          ways={[
            {
              text: 'Add a service',
              icon: <Plus aria-hidden />,
              detail: 'N',
              onSelect: () => bench.ui.set({ palette: true, paletteAt: null }),
            },
            {
              text: 'Paste a model',
              icon: <FileText aria-hidden />,
              detail: 'YAML',
              onSelect: () => router.push(`/systems/${encodeURIComponent(view.name)}/text`),
            },
            { text: 'Look at the hosts', icon: <Server aria-hidden />, detail: 'what runs where', href: '/hosts' },
          ]}
        />
      </div>
    </div>
  )
}
