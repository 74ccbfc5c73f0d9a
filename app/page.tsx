/** Overview. */
import type { Metadata } from 'next'
import { OverviewPage } from '#app/_features/overview/overview-page.tsx'

export const metadata: Metadata = { title: 'Overview' }

export default function Home() {
  return <OverviewPage />
}
