/** A new system from files of others. */
import type { Metadata } from 'next'
import { ImportPage } from '#app/_features/import/import-page.tsx'

export const metadata: Metadata = { title: 'Import' }

export default function Import() {
  return <ImportPage />
}
