/** One workspace for draft, plan, deployment, text and IDs: canvas and camera stay while the mode changes. */
import type { Metadata } from 'next'
import { WorkspaceFrame } from '#app/_features/editor/workspace.tsx'

interface Props {
  params: Promise<{ system: string }>
  children: React.ReactNode
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).system) }
}

export default async function Workspace({ params, children }: Props) {
  return <WorkspaceFrame system={decodeURIComponent((await params).system)}>{children}</WorkspaceFrame>
}
