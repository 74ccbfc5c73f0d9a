/** One generation, or two side by side. */
import type { Metadata } from 'next'
import { GenerationsPage } from '#app/_features/generations/generations-page.tsx'

interface Props {
  params: Promise<{ system: string; which: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { system, which } = await params
  return { title: `${decodeURIComponent(system)}, ${decodeURIComponent(which).replace('..', ' and ')}` }
}

export default async function OneOrTwoGenerations({ params }: Props) {
  const { system, which } = await params
  return <GenerationsPage system={decodeURIComponent(system)} asked={decodeURIComponent(which)} />
}
