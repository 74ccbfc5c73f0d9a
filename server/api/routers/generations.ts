/** Generations: what ran, and what may run again. */
import * as z from 'zod'
import { allow, router } from '../procedures.ts'

const ofSystem = z.object({ systemId: z.string() })

export const generations = router({
  list: allow('viewer')
    .input(ofSystem)
    .query(({ ctx, input }) => ctx.store.generations.list(input.systemId)),
  get: allow('viewer')
    .input(ofSystem.extend({ number: z.int().positive() }))
    .query(({ ctx, input }) => ctx.store.generations.get(input.systemId, input.number)),
})
