/** The secrets of a system; `?set=name` asks for the value of one. */
import type { Metadata } from 'next'
import { SecretsPage } from '#app/_features/secrets/secrets-page.tsx'

interface Props {
  params: Promise<{ system: string }>
  searchParams: Promise<{ set?: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Secrets of ${decodeURIComponent((await params).system)}` }
}

export default async function Secrets({ params, searchParams }: Props) {
  const { set } = await searchParams
  return <SecretsPage system={decodeURIComponent((await params).system)} asked={set ?? null} />
}
