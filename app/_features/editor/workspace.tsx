'use client'
/** One screen for draft, plan and deployment: bar, canvas, panel, dock. Positions and camera stay while the mode changes. */
import { useQuery } from '@tanstack/react-query'
import { useSelectedLayoutSegments } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTRPC } from '#app/_trpc/client.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'
import { Skeleton } from '#app/_ui/skeleton.tsx'
import type { Me, SystemView } from '#server/api/views.ts'
import { LiveDock } from '../live/live-dock.tsx'
import { PlanDock } from '../plan/plan-dock.tsx'
import { DraftDock } from '../preview/draft-dock.tsx'
import { Bench } from './bench.ts'
import { Legend, Tools, Zoom } from './canvas/canvas-tools.tsx'
import { ConnectChoice } from './canvas/connect-choice.tsx'
import { Stage } from './canvas/stage.tsx'
import { StagedStrip } from './canvas/staged-strip.tsx'
import { Find } from './find.tsx'
import { NarrowList } from './narrow-list.tsx'
import { NothingDrawn } from './nothing-drawn.tsx'
import { ServicePalette } from './palette/service-palette.tsx'
import { ServiceTree } from './tree/service-tree.tsx'
import { searchOf } from './ui.ts'
import { useAutosave } from './use-autosave.ts'
import { BenchProvider, useDraft, useUi } from './use-bench.tsx'
import { useCompiling } from './use-compiling.ts'
import { usePresent } from './use-present.ts'
import { useStatuses } from './use-statuses.ts'
import { useWorkspaceKeys } from './use-workspace-keys.ts'
import { WorkspaceBar, WorkspaceEnd } from './workspace-bar.tsx'
import { useWorkspace, type WorkspaceMode, WorkspaceProvider } from './workspace-context.tsx'

export function WorkspaceFrame({ system, children }: { system: string; children: React.ReactNode }) {
  const trpc = useTRPC()
  const view = useQuery(trpc.systems.get.queryOptions({ id: system }, { staleTime: 5_000 }))
  const me = useQuery(trpc.session.me.queryOptions(undefined, { staleTime: 60_000 }))
  if (view.data && me.data)
    return (
      <Opened key={view.data.id} view={view.data} me={me.data}>
        {children}
      </Opened>
    )
  return (
    <Page bar={<BarTitle>{system}</BarTitle>}>
      {view.error ? (
        <EmptyState
          title={view.error.message}
          says="It may have been renamed or removed, or never have been drawn."
          ways={[{ text: 'All systems', href: '/systems' }]}
        />
      ) : (
        <Skeleton rows={8} />
      )}
    </Page>
  )
}

function modeOf(segments: readonly string[]): WorkspaceMode {
  switch (segments[0]) {
    case 'plan':
    case 'text':
    case 'ids':
      return segments[0]
    case 'deployments':
      return 'deployment'
    default:
      return 'draft'
  }
}

function Opened({ view, me, children }: { view: SystemView; me: Me; children: React.ReactNode }) {
  const [bench] = useState(() => new Bench(view, window.location.search))
  const mode = modeOf(useSelectedLayoutSegments())
  const mayEdit = me.role !== 'viewer'
  const saving = useAutosave(bench, view, mayEdit)
  const fixed = !mayEdit || mode === 'plan' || mode === 'deployment'
  return (
    <BenchProvider bench={bench}>
      <WorkspaceProvider value={{ view, mode, role: me.role, fixed, saving }}>
        <Feeding bench={bench} view={view} />
        <Page layout="fill" bar={<WorkspaceBar />} end={<WorkspaceEnd />}>
          <Regions>{children}</Regions>
        </Page>
      </WorkspaceProvider>
    </BenchProvider>
  )
}

/** Draws nothing: it keeps model, compiler and address up to date without rendering the page again. */
function Feeding({ bench, view }: { bench: Bench; view: SystemView }) {
  const statuses = useStatuses(view.id, view.generation !== null)
  usePresent(bench, view, statuses)
  useCompiling(bench, view)
  useWorkspaceKeys(bench)
  const ui = useUi()
  useEffect(() => {
    const { pathname, search: given } = window.location
    const search = searchOf(ui, given)
    if (given !== search) window.history.replaceState(null, '', pathname + search)
  }, [ui])
  const { selected } = ui
  useEffect(() => {
    if (bench.model.selection.size === 0 && selected.length > 0) bench.model.select(selected)
  }, [bench, selected])
  return null
}

const PANEL_WIDTH: Readonly<Record<WorkspaceMode, string>> = {
  draft: 'lg:grid-cols-[minmax(0,1fr)_352px]',
  ids: 'lg:grid-cols-[minmax(0,1fr)_minmax(420px,44%)]',
  text: 'lg:grid-cols-[minmax(0,1fr)_minmax(420px,48%)]',
  plan: 'lg:grid-cols-[minmax(0,1fr)_440px] xl:grid-cols-[minmax(0,1fr)_528px]',
  deployment: 'lg:grid-cols-[minmax(0,1fr)_440px] xl:grid-cols-[minmax(0,1fr)_528px]',
}

const HEADINGS = {
  draft: (name: string) => `${name}, draft`,
  text: (name: string) => `${name} as text`,
  ids: (name: string) => `Numbers of ${name}`,
} as const

/** `children` are the mode's own regions: the panel, and the dock where it has one. */
function Regions({ children }: { children: React.ReactNode }) {
  const { mode, fixed, view } = useWorkspace()
  const { palette, tree, legend, find, connect, narrow, says, refusal, dockOpen } = useUi()
  const { document } = useDraft()
  const empty = Object.keys(document.system.processes).length === 0
  const hasDock = mode === 'draft' || mode === 'plan' || mode === 'deployment'
  return (
    <div className={`grid h-full min-h-0 grid-cols-[minmax(0,1fr)] max-lg:overflow-auto ${PANEL_WIDTH[mode]}`}>
      {(mode === 'draft' || mode === 'text' || mode === 'ids') && (
        <h1 className={`sr-only ${mode === 'draft' ? 'max-sm:hidden' : ''}`}>
          {HEADINGS[mode](view.title || view.name)}
        </h1>
      )}
      <NarrowList />
      <div
        className={`relative grid min-h-0 min-w-0 max-lg:min-h-[70vh] ${narrow === 'list' ? 'max-sm:hidden' : ''} ${
          hasDock ? (dockOpen ? 'sm:grid-rows-[minmax(0,1fr)_268px]' : 'sm:grid-rows-[minmax(0,1fr)_36px]') : ''
        }`}
      >
        <div className="relative flex min-h-0 min-w-0">
          {tree && <ServiceTree className="w-64 flex-none border-r border-line-1" />}
          <div className="relative min-h-0 min-w-0 flex-1">
            <Stage fixed={fixed}>
              <Zoom />
              {legend && <Legend />}
              {mode === 'draft' && <StagedStrip />}
              <Tools fixed={fixed} />
              {palette && !fixed && <ServicePalette />}
              {find && <Find />}
              {refusal && (
                <p className="absolute top-16 left-1/2 max-w-[70%] -translate-x-1/2 rounded-node border border-fail-line bg-raised px-3 py-1.5 shadow-float">
                  {refusal}
                </p>
              )}
              {connect && !fixed && <ConnectChoice />}
              {empty && !fixed && !palette && <NothingDrawn />}
            </Stage>
          </div>
          {!tree && (
            <div className="sr-only focus-within:not-sr-only focus-within:absolute! focus-within:inset-y-0 focus-within:left-0 focus-within:z-10 focus-within:w-64 focus-within:shadow-float">
              <ServiceTree className="h-full" />
            </div>
          )}
        </div>
        {mode === 'draft' && <DraftDock />}
        {mode === 'plan' && <PlanDock />}
        {mode === 'deployment' && <LiveDock />}
      </div>
      {children}
      <p role="status" aria-live="polite" className="sr-only">
        {says}
      </p>
    </div>
  )
}
