'use client'
/** What failed, in the server's words, and the way out. */
import { detailOf } from '#app/_trpc/client.tsx'
import { Button } from '#app/_ui/button.tsx'
import { Glyph } from '#app/_ui/glyph.tsx'

/** An error as one sentence; where the server did not answer at all, that is what is said. */
export function messageOf(error: unknown): string {
  if (detailOf(error)) return error instanceof Error ? error.message : String(error)
  if (error instanceof TypeError || (error instanceof Error && /fetch|network|JSON/i.test(error.message)))
    return 'Longrun does not answer.'
  return error instanceof Error && error.message ? error.message : 'Longrun could not do this.'
}
export function wayOutOf(error: unknown): string {
  return (
    detailOf(error)?.wayOut ??
    (messageOf(error) === 'Longrun does not answer.' ? 'See whether it still runs where you started it.' : '')
  )
}

/** `inline`: beside the control that was used; else in place of what could not be shown. */
export function Failure({
  error,
  onRetry,
  inline = false,
}: {
  error: unknown
  onRetry?: () => void
  inline?: boolean
}) {
  return (
    <div
      role="alert"
      className={
        inline
          ? 'flex items-start gap-2 text-fail'
          : 'flex max-w-[68ch] items-start gap-2.5 border border-fail-line bg-panel p-3'
      }
    >
      <Glyph name="failed" className="mt-[3px]" />
      <div className="min-w-0 break-words">
        <b className="font-semibold text-fail">{messageOf(error)}</b>{' '}
        <span className="text-ink-2">{wayOutOf(error)}</span>
        {onRetry && (
          <div className="mt-2">
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  )
}
