'use client'
/** Everything that is wrong with, or lost from, the draft: sorted, each leading to its field. */
import { useEffect, useMemo, useRef } from 'react'
import { DiagnosticRow } from '#app/_ui/diagnostic-row.tsx'
import { keysOf } from '#generators/contract/path.ts'
import { applyFix } from '../editor/commands/set-at-path.ts'
import { sorted } from '../editor/diagnostics.ts'
import { useBench, useResult, useUi } from '../editor/use-bench.tsx'
import { instanceAt } from '../editor/use-present.ts'
import { useWorkspace } from '../editor/workspace-context.tsx'

export function DiagnosticList() {
  const bench = useBench()
  const { fixed, view } = useWorkspace()
  const { diagnostic: current } = useUi()
  const result = useResult()
  const all = useMemo(() => sorted(result?.compiled.diagnostics ?? []), [result])
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.children[current]?.scrollIntoView({ block: 'nearest' })
  }, [current])
  if (!result) return <p className="p-4 text-ink-3">Compiling.</p>
  if (all.length === 0) return <p className="p-4 text-ink-2">Nothing is wrong, and nothing is lost on any host.</p>
  return (
    <div
      ref={box}
      role="region"
      aria-label="Diagnostics"
      tabIndex={0}
      className="h-full min-h-0 divide-y divide-line-1 overflow-auto -outline-offset-2"
    >
      {all.map(({ diagnostic, message, wayOut, at }, index) => (
        <DiagnosticRow
          key={`${diagnostic.code}${at}${diagnostic.target?.placement ?? ''}${message}`}
          code={diagnostic.code}
          severity={diagnostic.severity}
          message={message}
          wayOut={wayOut}
          at={diagnostic.target ? `${at} · ${diagnostic.target.placement}` : at}
          selected={index === current}
          onSelect={() => {
            const keys = keysOf(diagnostic.at)
            const instance = instanceAt(keys)
            bench.ui.set({ diagnostic: index })
            if (instance === null) return
            bench.selectInstance(instance)
            bench.ui.set({ lit: keys })
            const id = bench.idsOf(instance)[0]
            if (id) bench.goTo(id)
          }}
          fix={
            diagnostic.code === 'secret-missing' && !fixed
              ? {
                  title: `Set ${diagnostic.data.secret}`,
                  href: `/systems/${encodeURIComponent(view.name)}/secrets?set=${encodeURIComponent(diagnostic.data.secret ?? '')}`,
                }
              : diagnostic.fix && !fixed
                ? {
                    title: diagnostic.fix.title,
                    apply: () =>
                      bench.edit(diagnostic.fix!.title, (document) => applyFix(document, diagnostic.fix!.set)),
                  }
                : undefined
          }
        />
      ))}
    </div>
  )
}
