/** One constructor. */
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ConstructorPage } from '#app/_features/constructors/constructor-page.tsx'

interface Props {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) }
}

export default async function OneConstructor({ params }: Props) {
  return (
    <Suspense>
      <ConstructorPage id={decodeURIComponent((await params).id)} />
    </Suspense>
  )
}
