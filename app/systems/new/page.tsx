/** A new system. */
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { NewSystemPage } from '#app/_features/systems-list/new-system-page.tsx'

export const metadata: Metadata = { title: 'New system' }

export default function NewSystem() {
  return (
    <Suspense>
      <NewSystemPage />
    </Suspense>
  )
}
