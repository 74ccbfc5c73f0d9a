/** Hosts. */
import type { Metadata } from 'next'
import { HostsPage } from '#app/_features/hosts/hosts-page.tsx'

export const metadata: Metadata = { title: 'Hosts' }

export default function Hosts() {
  return <HostsPage />
}
