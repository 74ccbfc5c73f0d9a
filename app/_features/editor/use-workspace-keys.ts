/** Keys that work on the whole screen of a system, wherever the focus is; single letters only while nothing is being typed. */
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { DECLARATIONS } from '#generators/backends/index.ts'
import type { Bench } from './bench.ts'
import { useWorkspace } from './workspace-context.tsx'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null
}

export function useWorkspaceKeys(bench: Bench): void {
  const { view, mode, fixed } = useWorkspace()
  const router = useRouter()
  useEffect(() => {
    const base = `/systems/${encodeURIComponent(view.id)}`
    const { ui } = bench
    const letters: Readonly<Record<string, () => void>> = {
      n: () => !fixed && ui.set({ palette: true, paletteAt: null }),
      c: () => !fixed && bench.instance !== null && ui.set({ connect: true }),
      t: () => ui.set({ tree: !ui.state.tree }),
      T: () => !fixed && bench.tidy(),
      l: () => ui.set({ legend: !ui.state.legend }),
      p: () => ui.set({ dock: 'preview', dockOpen: true }),
      i: () => ui.set({ dock: 'ids', dockOpen: true }),
      x: () => ui.set({ dock: 'text', dockOpen: true }),
      '/': () => ui.set({ find: true }),
      '1': () => router.push(base),
      '2': () => router.push(`${base}/plan`),
      '3': () => view.deploying !== null && router.push(`${base}/deployments/${view.deploying}`),
      '[': () => stepManager(bench, -1),
      ']': () => stepManager(bench, 1),
    }
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented) return
      if (event.key === 'F8') {
        event.preventDefault()
        stepDiagnostic(bench, event.shiftKey ? -1 : 1)
        return
      }
      const command = event.ctrlKey || event.metaKey
      if (command && event.key === 'Enter' && mode === 'draft') {
        event.preventDefault()
        router.push(`${base}/plan`)
        return
      }
      if (isTyping(event.target)) return
      if (command && event.key.toLowerCase() === 'z' && !fixed) {
        event.preventDefault()
        if (event.shiftKey) bench.draft.redo()
        else bench.draft.undo()
        return
      }
      if (command || event.altKey) return
      const does = letters[event.key]
      if (!does) return
      event.preventDefault()
      does()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [bench, view.id, view.deploying, mode, fixed, router])
}

function stepManager(bench: Bench, by: 1 | -1): void {
  const ids = DECLARATIONS.map((declaration) => declaration.id)
  const at = ids.indexOf(bench.ui.state.manager ?? ids[0] ?? '')
  bench.ui.set({
    dock: 'preview',
    dockOpen: true,
    manager: ids[(at + by + ids.length) % ids.length] ?? null,
    file: null,
  })
}

/** Opens the list at the next diagnostic; the list itself shows where it is. */
function stepDiagnostic(bench: Bench, by: 1 | -1): void {
  const count = bench.compiler.result?.compiled.diagnostics.length ?? 0
  if (count === 0) return
  const at = (bench.ui.state.diagnostic + by + count) % count
  bench.ui.set({ dock: 'diagnostics', dockOpen: true, diagnostic: at })
}
