/** Deployments of all systems. */
import type { Metadata } from 'next'
import { DeploymentsPage } from '#app/_features/deployments-list/deployments-page.tsx'

export const metadata: Metadata = { title: 'Deployments' }

export default function Deployments() {
  return <DeploymentsPage />
}
