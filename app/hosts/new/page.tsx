/** Adding a host. */
import type { Metadata } from 'next'
import { EnrolPage } from '#app/_features/hosts/enrol-page.tsx'

export const metadata: Metadata = { title: 'Add host' }

export default function NewHost() {
  return <EnrolPage />
}
