'use client'
/** A page of ours that broke: it says so, and keeps the rail. */
import { Button } from '#app/_ui/button.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Page bar={<BarTitle>This page broke</BarTitle>}>
      <EmptyState title="This page broke. What is deployed is not touched by that." says={error.message} />
      {error.digest && <p className="mt-2 font-mono text-code text-ink-3">{error.digest}</p>}
      <Button look="ink" onClick={reset} className="mt-5">
        Show it again
      </Button>
    </Page>
  )
}
