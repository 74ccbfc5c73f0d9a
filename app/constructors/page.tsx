/** The catalogue. */
import type { Metadata } from 'next'
import { ConstructorsPage } from '#app/_features/constructors/constructors-page.tsx'

export const metadata: Metadata = { title: 'Constructors' }

export default function Constructors() {
  return <ConstructorsPage />
}
