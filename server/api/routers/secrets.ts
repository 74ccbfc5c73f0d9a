/** Secrets of systems: listed by name, set and replaced, removed where nothing uses them. No procedure gives a value. */
import * as z from 'zod'
import { listSecrets, removeSecret, setSecret } from '#server/secrets/secrets.ts'
import { LONGEST_VALUE } from '#server/secrets/values.ts'
import { allow, router } from '../procedures.ts'

const ofSystem = z.object({ systemId: z.string() })
const named = ofSystem.extend({ name: z.string().max(200) })

export const secrets = router({
  list: allow('viewer')
    .input(ofSystem)
    .query(({ ctx, input }) => listSecrets(ctx.store, input.systemId)),
  set: allow('operator')
    .input(named.extend({ value: z.string().max(LONGEST_VALUE) }))
    .mutation(async ({ ctx, input }) => {
      const { systemId: system, name, value } = input
      return { version: await setSecret(ctx.store, { system, name, value, by: ctx.me.name }) }
    }),
  remove: allow('operator')
    .input(named)
    .mutation(({ ctx, input }) =>
      removeSecret(ctx.store, { system: input.systemId, name: input.name, by: ctx.me.name }),
    ),
})
