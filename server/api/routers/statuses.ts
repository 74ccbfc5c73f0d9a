/** What runs, as the hosts say it. */
import * as z from 'zod'
import { statusesOf, watchStatuses } from '#server/jobs/statuses.ts'
import { untilShutdown } from '#server/shutdown.ts'
import { allow, router } from '../procedures.ts'

const ofSystem = z.object({ systemId: z.string() })

export const statuses = router({
  system: allow('viewer')
    .input(ofSystem)
    .query(({ ctx, input }) => statusesOf(ctx, input.systemId)),
  watch: allow('viewer')
    .input(ofSystem)
    .subscription(async function* ({ ctx, input, signal }) {
      yield* watchStatuses(ctx, input.systemId, untilShutdown(signal))
    }),
})
