/** The first visit. */
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { FirstAccount } from '#app/_features/account/first-account.tsx'

export const metadata: Metadata = { title: 'First account' }

export default function FirstAccountPage() {
  return (
    <Suspense>
      <FirstAccount />
    </Suspense>
  )
}
