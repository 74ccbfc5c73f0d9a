/** Accounts, for admins. */
import * as z from 'zod'
import { hashPassword } from '#server/auth/password.ts'
import { accountName, password, role } from '../inputs.ts'
import { allow, router } from '../procedures.ts'

const id = z.object({ id: z.string() })

export const people = router({
  list: allow('admin').query(({ ctx }) => ctx.store.users.list()),
  create: allow('admin')
    .input(z.object({ name: accountName, password, role }))
    .mutation(async ({ ctx, input }) => {
      const passwordHash = await hashPassword(input.password)
      const made = await ctx.store.users.create({ name: input.name, passwordHash, role: input.role })
      await ctx.store.audit.append({ by: ctx.me.name, action: 'made an account', about: made.name, detail: made.role })
      return made
    }),
  setRole: allow('admin')
    .input(id.extend({ role }))
    .mutation(async ({ ctx, input }) => {
      const about = await ctx.store.users.setRole(input.id, input.role)
      await ctx.store.audit.append({ by: ctx.me.name, action: 'changed a role', about, detail: input.role })
    }),
  remove: allow('admin')
    .input(id)
    .mutation(async ({ ctx, input }) => {
      const about = await ctx.store.users.remove(input.id)
      await ctx.store.audit.append({ by: ctx.me.name, action: 'removed an account', about })
    }),
})
