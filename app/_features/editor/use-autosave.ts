/** The autosave of the open system, for as long as it is open. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { detailOf, useTRPC } from '#app/_trpc/client.tsx'
import type { SystemView } from '#server/api/views.ts'
import { Autosave, type Saving } from './autosave.ts'
import type { Bench } from './bench.ts'

export function useAutosave(bench: Bench, view: SystemView, enabled: boolean): Saving {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [autosave] = useState(() => {
    const { id } = view
    // Saving outlives the component that asked for it, so it is not a hook's mutation.
    const mutations = queries.getMutationCache()
    const save = trpc.systems.save.mutationOptions()
    const saveLayout = trpc.systems.saveLayout.mutationOptions()
    return new Autosave(
      bench.draft,
      {
        save: (content, baseRevision, message) =>
          mutations.build(queries, save).execute({ id, baseRevision, ...content, message }),
        saveLayout: async ({ layout }) => {
          await mutations.build(queries, saveLayout).execute({ id, layout })
        },
        theirs: async (error) =>
          detailOf(error)?.code === 'conflict'
            ? queries.fetchQuery({ ...trpc.systems.get.queryOptions({ id }), staleTime: 0 })
            : null,
        saved: () => void queries.invalidateQueries({ queryKey: trpc.systems.get.queryKey({ id }) }),
      },
      view,
    )
  })
  useEffect(() => {
    if (!enabled) return
    const stop = autosave.watch()
    const warn = (event: BeforeUnloadEvent) => {
      if (autosave.unsaved) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      stop()
      window.removeEventListener('beforeunload', warn)
    }
  }, [autosave, enabled])
  return useSyncExternalStore(
    autosave.saving.subscribe,
    () => autosave.saving.current,
    () => autosave.saving.current,
  )
}
