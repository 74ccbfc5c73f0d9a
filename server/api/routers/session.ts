/** Who asks, signing in and out, and the first account. */
import * as z from 'zod'
import { createFirstAccount } from '#server/auth/first-account.ts'
import { beginSession, endSession, sessionCookie } from '#server/auth/session.ts'
import { signIn } from '#server/auth/sign-in.ts'
import type { Context } from '../context.ts'
import { accountName, password } from '../inputs.ts'
import { anyone, router } from '../procedures.ts'
import type { Me } from '../views.ts'

async function welcome(ctx: Context, me: Me): Promise<Me> {
  const token = await beginSession(ctx.store, me, ctx.address, ctx.token)
  ctx.answer.append('set-cookie', sessionCookie(token, ctx.secure))
  return me
}

export const session = router({
  me: anyone.query(({ ctx }) => ctx.me),
  needsFirstAccount: anyone.query(async ({ ctx }) => (await ctx.store.users.count()) === 0),
  signIn: anyone
    .input(z.object({ name: z.string().max(200), password: z.string().max(1000) }))
    .mutation(async ({ ctx, input }) => {
      const me = await signIn(ctx.store, input.name, input.password, ctx.address)
      await ctx.store.audit.append({ by: me.name, action: 'signed in', about: me.name, detail: ctx.address })
      return welcome(ctx, me)
    }),
  signOut: anyone.mutation(async ({ ctx }) => {
    await endSession(ctx.store, ctx.token)
    ctx.answer.append('set-cookie', sessionCookie(null, ctx.secure))
  }),
  createFirst: anyone
    .input(z.object({ code: z.string().max(200), name: accountName, password }))
    .mutation(async ({ ctx, input }) => {
      const me = await createFirstAccount(ctx.store, input, ctx.address)
      await ctx.store.audit.append({
        by: me.name,
        action: 'made the first account',
        about: me.name,
        detail: ctx.address,
      })
      return welcome(ctx, me)
    }),
})
