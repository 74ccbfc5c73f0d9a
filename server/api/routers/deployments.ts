/** Deployments: planned, confirmed as exactly that plan, watched, stopped. The work itself is the worker's. */
import { tracked } from '@trpc/server'
import * as z from 'zod'
import { orderDeployment } from '#server/jobs/order.ts'
import { planDeployment } from '#server/jobs/plan.ts'
import { untilShutdown } from '#server/shutdown.ts'
import { lastEventId, target } from '../inputs.ts'
import { allow, router } from '../procedures.ts'
import { tail } from '../tail.ts'

const id = z.object({ id: z.string() })

export const deployments = router({
  list: allow('viewer')
    .input(z.object({ systemId: z.string().optional() }).optional())
    .query(({ ctx, input }) => ctx.store.deployments.list({ system: input?.systemId })),
  get: allow('viewer')
    .input(id)
    .query(async ({ ctx, input }) => ({
      ...(await ctx.store.deployments.get(input.id)),
      events: await ctx.store.deployments.events(input.id, 0, 10_000),
    })),
  find: allow('viewer')
    .input(z.object({ systemId: z.string(), number: z.int().positive() }))
    .query(async ({ ctx, input }) => ({ id: await ctx.store.deployments.find(input.systemId, input.number) })),
  events: allow('viewer')
    .input(id.extend({ lastEventId }))
    .subscription(async function* ({ ctx, input, signal }) {
      await ctx.store.deployments.get(input.id)
      const events = tail((after) => ctx.store.deployments.events(input.id, after), {
        after: input.lastEventId ?? 0,
        signal: untilShutdown(signal),
        isOver: ({ event }) => event.kind === 'state' && event.state === 'ended',
      })
      for await (const event of events) yield tracked(String(event.seq), event)
    }),
  plan: allow('operator')
    .input(z.object({ systemId: z.string(), target }))
    .query(async ({ ctx, input }) => (await planDeployment(ctx, input.systemId, input.target)).view),
  start: allow('operator')
    .input(z.object({ systemId: z.string(), target, digest: z.string(), reason: z.string().max(500).default('') }))
    .mutation(async ({ ctx, input }) => {
      const order = { ...input, system: input.systemId, by: ctx.me.name }
      const queued = await orderDeployment(ctx, order)
      const detail = `deployment ${queued.number}, ${input.target.kind}`
      await ctx.store.audit.append({ by: ctx.me.name, action: 'started a deployment', about: input.systemId, detail })
      return queued
    }),
  cancel: allow('operator')
    .input(id)
    .mutation(async ({ ctx, input }) => {
      await ctx.store.deployments.requestCancel(input.id)
      await ctx.store.audit.append({ by: ctx.me.name, action: 'stopped a deployment', about: input.id })
    }),
})
