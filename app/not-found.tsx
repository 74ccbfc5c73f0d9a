/** An address that leads nowhere. */
import { ButtonLink } from '#app/_ui/button.tsx'
import { EmptyState } from '#app/_ui/empty-state.tsx'
import { BarTitle, Page } from '#app/_ui/page.tsx'

export default function NotFound() {
  return (
    <Page bar={<BarTitle>Not found</BarTitle>}>
      <EmptyState
        title="There is no page at this address."
        says="What it showed may have been removed, or the link was cut short."
      />
      <ButtonLink href="/" look="ink" className="mt-5">
        Overview
      </ButtonLink>
    </Page>
  )
}
