/** Systems. */
import type { Metadata } from 'next'
import { SystemsPage } from '#app/_features/systems-list/systems-page.tsx'

export const metadata: Metadata = { title: 'Systems' }

export default function Systems() {
  return <SystemsPage />
}
