/** The generations of a system: the last step. */
import type { Metadata } from 'next'
import { GenerationsPage } from '#app/_features/generations/generations-page.tsx'

interface Props {
  params: Promise<{ system: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Generations of ${decodeURIComponent((await params).system)}` }
}

export default async function Generations({ params }: Props) {
  return <GenerationsPage system={decodeURIComponent((await params).system)} asked={null} />
}
