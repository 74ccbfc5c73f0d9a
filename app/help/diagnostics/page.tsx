/** All diagnostics. */
import type { Metadata } from 'next'
import { AllDiagnostics } from '#app/_features/diagnostics-help/all-diagnostics.tsx'

export const metadata: Metadata = { title: 'Diagnostics' }

export default function Diagnostics() {
  return <AllDiagnostics />
}
