/** What processes write, read on their hosts. */
import { tracked } from '@trpc/server'
import * as z from 'zod'
import type { Manifest } from '#generators/contract/manifest.ts'
import { AppError } from '#server/app-error.ts'
import { untilShutdown } from '#server/shutdown.ts'
import type { Store } from '#server/store/store.ts'
import { lastEventId } from '../inputs.ts'
import { lineQueue } from '../line-queue.ts'
import { allow, router } from '../procedures.ts'
import type { LogLine } from '../views.ts'

const ofPlacement = z.object({ systemId: z.string(), placement: z.string() })

async function manifestOf(store: Store, systemId: string, placement: string): Promise<Manifest> {
  const { generation } = await store.systems.get(systemId)
  if (generation !== null) {
    const { manifest } = await store.generations.get(systemId, generation)
    for (const { entries } of Object.values(manifest.hosts))
      if (entries.some((entry) => entry.placement === placement)) return manifest
  }
  throw new AppError('not-found', `${placement} does not run in ${systemId}.`, { wayOut: 'Deploy it first.' })
}

export const logs = router({
  tail: allow('viewer')
    .input(ofPlacement.extend({ lines: z.int().min(1).max(5000).default(200) }))
    .query(async ({ ctx, input }) => {
      const manifest = await manifestOf(ctx.store, input.systemId, input.placement)
      return { lines: await ctx.reach.logTail(manifest, input.placement, input.lines) }
    }),
  /** The last lines, then each new one. Counts from 1 on every connection: at 1 a page begins anew, so nothing is shown twice. */
  follow: allow('viewer')
    .input(ofPlacement.extend({ lastEventId }))
    .subscription(async function* ({ ctx, input, signal }) {
      const manifest = await manifestOf(ctx.store, input.systemId, input.placement)
      const queue = lineQueue()
      const stop = untilShutdown(signal)
      stop.addEventListener('abort', () => queue.end(), { once: true })
      ctx.reach.logFollow(manifest, input.placement, { signal: stop, onLine: queue.push }).then(
        () => queue.end(),
        (error: unknown) => queue.end(stop.aborted ? undefined : error),
      )
      let seq = 0
      for await (const line of queue.read()) yield tracked(String(++seq), { seq, line } satisfies LogLine)
    }),
})
