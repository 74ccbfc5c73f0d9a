'use client'
/** The bench of the open system, and React's views of its stores. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { Bench } from './bench.ts'
import type { Result } from './compiler.ts'
import type { Content } from './draft.ts'
import type { Rec } from './model/records.ts'
import type { UiState } from './ui.ts'

const BenchContext = createContext<Bench | null>(null)

export function BenchProvider({ bench, children }: { bench: Bench; children: React.ReactNode }) {
  return <BenchContext value={bench}>{children}</BenchContext>
}

export function useBench(): Bench {
  const bench = useContext(BenchContext)
  if (!bench) throw new Error('useBench outside of an open system')
  return bench
}

export function useDraft(): Content {
  const { draft } = useBench()
  return useSyncExternalStore(
    draft.subscribe,
    () => draft.present,
    () => draft.present,
  )
}

export function useUi(): UiState {
  const { ui } = useBench()
  return useSyncExternalStore(
    ui.subscribe,
    () => ui.state,
    () => ui.state,
  )
}

/** What the compiler last said; `null` before it has said anything. */
export function useResult(): Result | null {
  const { compiler } = useBench()
  return useSyncExternalStore(
    compiler.subscribe,
    () => compiler.result,
    () => null,
  )
}
export function useResultFor(manager: string | null): Result | null {
  const { compiler } = useBench()
  return useSyncExternalStore(
    compiler.subscribe,
    () => (manager === null ? null : compiler.resultFor(manager)),
    () => null,
  )
}

/** One node; only its own changes render again. */
export function useRec(id: string): Rec | undefined {
  const { model } = useBench()
  const subscribe = useCallback((listener: () => void) => model.subscribe(id, listener), [model, id])
  return useSyncExternalStore(
    subscribe,
    () => model.get(id),
    () => undefined,
  )
}

/** All nodes, for the tree and the list. */
export function useRecs(): ReadonlyMap<string, Rec> {
  const { model } = useBench()
  const subscribe = useCallback((listener: () => void) => model.subscribeAll(listener), [model])
  return useSyncExternalStore(
    subscribe,
    () => model.nodes,
    () => model.nodes,
  )
}
