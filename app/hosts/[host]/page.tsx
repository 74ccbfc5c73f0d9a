/** One host. */
import type { Metadata } from 'next'
import { HostPage } from '#app/_features/hosts/host-page.tsx'

interface Props {
  params: Promise<{ host: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).host) }
}

export default async function OneHost({ params }: Props) {
  return <HostPage name={decodeURIComponent((await params).host)} />
}
