/** Who did what, when. */
import * as z from 'zod'
import { allow, router } from '../procedures.ts'

export const audit = router({
  list: allow('viewer')
    .input(z.object({ take: z.int().min(1).max(1000).default(200) }))
    .query(({ ctx, input }) => ctx.store.audit.list(input.take)),
})
