/** Feeds the model: whenever draft, reports, plan or diagnostics change, what the nodes show is put together anew. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { useNow } from '#app/_ui/time.tsx'
import { DECLARATIONS } from '#generators/backends/index.ts'
import { keysOf } from '#generators/contract/path.ts'
import type { Diagnostic } from '#generators/diagnostics/diagnostic.ts'
import type { SystemDocument } from '#generators/model/document.ts'
import type { HostView, PlacementStatus, SystemView } from '#server/api/views.ts'
import { rotatedInstances } from '../secrets/rotated.ts'
import type { Bench } from './bench.ts'
import { arrange, layoutOf } from './model/arrange.ts'
import { buildGraph, type Graph } from './model/graph.ts'
import { present } from './model/present.ts'
import { realityOf } from './model/reality.ts'
import type { Reality } from './model/records.ts'
import { type StagedChange, stagedChanges } from './model/staging.ts'
import { useDraft, useResult } from './use-bench.tsx'

export function usePresent(bench: Bench, view: SystemView, statuses: readonly PlacementStatus[] | null): void {
  const { document, layout } = useDraft()
  const result = useResult()
  const overlay = useSyncExternalStore(
    bench.overlay.subscribe,
    () => bench.overlay.current,
    () => bench.overlay.current,
  )
  const now = useNow()
  const hosts = useQuery(useTRPC().hosts.list.queryOptions(undefined, { staleTime: 30_000 }))
  const catalogue = bench.catalogueOf(document)
  const graph = useMemo(() => buildGraph(document, catalogue), [document, catalogue])
  const runningGraph = useMemo(
    () => (view.runningDocument ? buildGraph(view.runningDocument, bench.catalogueOf(view.runningDocument)) : null),
    [view.runningDocument, bench],
  )
  const arrangement = useMemo(() => arrange(withGone(graph, runningGraph), layout), [graph, runningGraph, layout])
  const staged = useStaged(document, view)
  const reality = useMemo(() => realityByPlacement(view, statuses, now), [view, statuses, now])
  const problems = useMemo(() => countByInstance(result?.compiled.diagnostics ?? []), [result])
  const frames = useMemo(() => framesOf(document, view, hosts.data ?? []), [document, view, hosts.data])

  useEffect(() => {
    bench.model.load(
      present({ document, catalogue, graph, runningGraph, arrangement, staged, reality, problems, frames, ...overlay }),
    )
  }, [bench, document, catalogue, graph, runningGraph, arrangement, staged, reality, problems, frames, overlay])
  useEffect(() => {
    if (graph.nodes.some((node) => !Object.hasOwn(layout.nodes, node.id))) bench.draft.settle(layoutOf(arrangement))
  }, [bench, graph, layout, arrangement])
}

/** The staged changes by instance. */
export function useStaged(document: SystemDocument, view: SystemView): ReadonlyMap<string, StagedChange> {
  const { running, secrets } = view
  return useMemo(() => {
    const changes = new Map(stagedChanges(document, view.runningDocument).map((change) => [change.instance, change]))
    for (const instance of rotatedInstances({ running, secrets }))
      if (!changes.has(instance) && Object.hasOwn(document.system.processes, instance))
        changes.set(instance, { instance, kind: 'changed', fields: [], from: [], to: [] })
    return changes
  }, [document, view.runningDocument, running, secrets])
}

/** What runs but is not in the draft keeps its place, so that it can be shown as removed. */
function withGone(graph: Graph, running: Graph | null): Graph {
  if (!running) return graph
  const known = new Set(graph.nodes.map((node) => node.id))
  const hosts = new Set(graph.hosts)
  const gone = running.nodes.filter((node) => !known.has(node.id) && node.host !== null && hosts.has(node.host))
  return gone.length > 0 ? { ...graph, nodes: [...graph.nodes, ...gone] } : graph
}

function realityByPlacement(
  view: SystemView,
  statuses: readonly PlacementStatus[] | null,
  now: number,
): ReadonlyMap<string, Reality> {
  const reports = new Map((statuses ?? []).map((status) => [status.placement, status]))
  const recorded = new Set(
    Object.values(view.running?.hosts ?? {}).flatMap((host) => host.entries.map((entry) => entry.placement)),
  )
  const found = new Map<string, Reality>()
  for (const id of new Set([...recorded, ...reports.keys()])) {
    const reality = realityOf(reports.get(id), recorded.has(id), now)
    if (reality) found.set(id, reality)
  }
  return found
}

export function countByInstance(
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, { readonly errors: number; readonly warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>()
  for (const { at, severity } of diagnostics) {
    const instance = instanceAt(keysOf(at))
    if (instance === null || severity === 'info') continue
    const count = counts.get(instance) ?? { errors: 0, warnings: 0 }
    if (severity === 'error') count.errors += 1
    else count.warnings += 1
    counts.set(instance, count)
  }
  return counts
}

/** The process that a path of the document lies in. */
export function instanceAt(keys: readonly (string | number)[]): string | null {
  return keys[0] === 'system' && keys[1] === 'processes' && keys[2] !== undefined ? String(keys[2]) : null
}

/** The title of a process manager, as people know it. */
export function managerTitle(id: string): string {
  return DECLARATIONS.find((declaration) => declaration.id === id)?.title ?? id
}

function framesOf(document: SystemDocument, view: SystemView, hosts: readonly HostView[]) {
  return new Map(
    Object.entries(document.system.hosts).map(([name, host]) => {
      const known = hosts.find((one) => one.name === name)
      const managers = [...new Set(Object.values(host.containers).map((container) => managerTitle(container.type)))]
      const says = [view.facts[name]?.system ?? host.platform, managers.join(', ')].filter(Boolean).join(' · ')
      const unreachable = known?.reach === 'unreachable'
      const chip = unreachable ? 'unreachable' : known?.lockedBy ? `locked by ${known.lockedBy}` : null
      return [name, { says, state: unreachable ? ('unreachable' as const) : ('plain' as const), chip }]
    }),
  )
}
