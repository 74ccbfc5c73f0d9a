/** One diagnostic. */
import type { Metadata } from 'next'
import { DiagnosticHelp } from '#app/_features/diagnostics-help/diagnostic-help.tsx'

interface Props {
  params: Promise<{ code: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).code) }
}

export default async function Diagnostic({ params }: Props) {
  return <DiagnosticHelp code={decodeURIComponent((await params).code)} />
}
