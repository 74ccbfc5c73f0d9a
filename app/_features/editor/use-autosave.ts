/** Saves each edit as a revision, shortly after it; a draft that somebody else changed meanwhile is never overwritten unasked. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { detailOf, useTRPC } from '#app/_trpc/client.tsx'
import type { SystemView } from '#server/api/views.ts'
import type { Bench } from './bench.ts'
import type { Content } from './draft.ts'
import type { Saving } from './workspace-context.tsx'

const WAIT_MS = 900

export function useAutosave(bench: Bench, view: SystemView, enabled: boolean): Saving {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const base = useRef(view.revision)
  const saved = useRef<Content>(bench.draft.present)
  const busy = useRef(false)
  const [saving, setSaving] = useState<Saving>({ state: 'saved', at: view.savedAt })
  const { mutateAsync: save } = useMutation(trpc.systems.save.mutationOptions())
  const { mutateAsync: saveLayout } = useMutation(trpc.systems.saveLayout.mutationOptions())
  const key = trpc.systems.get.queryKey({ id: view.id })

  const write = useCallback(async () => {
    if (busy.current) return
    const content = bench.draft.present
    if (content.document === saved.current.document && content.layout === saved.current.layout) return
    busy.current = true
    setSaving({ state: 'saving' })
    try {
      if (content.document === saved.current.document) await saveLayout({ id: view.id, layout: content.layout })
      else {
        const message = bench.draft.undoes ?? ''
        const { revision } = await save({ id: view.id, baseRevision: base.current, ...content, message })
        base.current = revision
      }
      saved.current = content
      setSaving({ state: 'saved', at: new Date().toISOString() })
      void queries.invalidateQueries({ queryKey: key })
    } catch (error) {
      setSaving(await problemOf(error))
    } finally {
      busy.current = false
    }
    if (bench.draft.present !== content) schedule.current()

    async function problemOf(error: unknown): Promise<Saving> {
      const detail = detailOf(error)
      const says = error instanceof Error ? error.message : String(error)
      if (detail?.code !== 'conflict') return { state: 'failed', says, again: () => void write() }
      const theirs = await queries.fetchQuery({ ...trpc.systems.get.queryOptions({ id: view.id }), staleTime: 0 })
      return {
        state: 'conflict',
        says: `${theirs.savedBy} saved revision ${theirs.revision} meanwhile.`,
        takeTheirs: () => {
          base.current = theirs.revision
          bench.draft.replace({ document: theirs.document, layout: theirs.layout })
          saved.current = bench.draft.present
          setSaving({ state: 'saved', at: theirs.savedAt })
        },
        keepMine: () => {
          base.current = theirs.revision
          void write()
        },
      }
    }
  }, [bench, view.id, save, saveLayout, queries, key, trpc])

  const schedule = useRef<() => void>(() => undefined)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    schedule.current = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void write(), WAIT_MS)
    }
    if (!enabled) return
    const unsubscribe = bench.draft.subscribe(() => {
      const { document, layout } = bench.draft.present
      if (document === saved.current.document && layout === saved.current.layout) return
      setSaving((now) => (now.state === 'conflict' ? now : { state: 'waiting' }))
      schedule.current()
    })
    const warn = (event: BeforeUnloadEvent) => {
      if (bench.draft.present.document !== saved.current.document) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      clearTimeout(timer)
      unsubscribe()
      window.removeEventListener('beforeunload', warn)
      void write()
    }
  }, [bench, enabled, write])
  return saving
}
