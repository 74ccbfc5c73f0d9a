'use client'
/** The system that is open, as the server has it, and which of its modes is shown. */
import { createContext, useContext } from 'react'
import type { Me, SystemView } from '#server/api/views.ts'

export type WorkspaceMode = 'draft' | 'plan' | 'deployment' | 'text' | 'ids'
export interface Workspace {
  readonly view: SystemView
  readonly mode: WorkspaceMode
  readonly role: Me['role']
  /** Whether the model may be changed here and by this person. */
  readonly fixed: boolean
  readonly saving: Saving
}
export type Saving =
  | { readonly state: 'saved'; readonly at: string }
  | { readonly state: 'saving' | 'waiting' }
  | { readonly state: 'failed'; readonly says: string; readonly again: () => void }
  | {
      readonly state: 'conflict'
      readonly says: string
      readonly takeTheirs: () => void
      readonly keepMine: () => void
    }

const WorkspaceContext = createContext<Workspace | null>(null)
export const WorkspaceProvider = WorkspaceContext

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext)
  if (!workspace) throw new Error('useWorkspace outside of an open system')
  return workspace
}
