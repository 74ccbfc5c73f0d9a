'use client'
/** The system that is open, as the server has it, and which of its modes is shown. */
import { createContext, useContext } from 'react'
import type { Me, SystemView } from '#server/api/views.ts'
import type { Saving } from './autosave.ts'

export type WorkspaceMode = 'draft' | 'plan' | 'deployment' | 'text' | 'ids'
export interface Workspace {
  readonly view: SystemView
  readonly mode: WorkspaceMode
  readonly role: Me['role']
  /** Whether the model may be changed here and by this person. */
  readonly fixed: boolean
  readonly saving: Saving
}
const WorkspaceContext = createContext<Workspace | null>(null)
export const WorkspaceProvider = WorkspaceContext

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext)
  if (!workspace) throw new Error('useWorkspace outside of an open system')
  return workspace
}
