/** The only two ways to make a procedure: `allow(role)` and `anyone`. Without one of them nothing is answered. */
import { initTRPC, TRPCError } from '@trpc/server'
import * as z from 'zod'
import { AppError } from '#server/app-error.ts'
import { requireRole } from '#server/auth/rules.ts'
import type { Context } from './context.ts'
import { detailOf, onTheWire } from './errors.ts'
import type { Role } from './views.ts'

/** Who may call a procedure; kept on it, so that a test can walk them all. */
export type Rule = Role | 'anyone'

/**
 * Everything on the wire is plain JSON, dates included. Named as a transformer so that the types stay as they are; superjson
 * would refuse our documents, because a property named `constructor` looks to it like an attack on the prototype.
 */
const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }

const t = initTRPC
  .context<Context>()
  .meta<{ readonly rule: Rule }>()
  .create({
    transformer: plainJson,
    // A comment now and then shows both ends that the line still stands.
    sse: { ping: { enabled: true, intervalMs: 2000 }, client: { reconnectAfterInactivityMs: 8000 } },
    errorFormatter({ shape, error }) {
      const { stack: _, ...data } = shape.data
      return { ...shape, message: messageOf(error), data: { ...data, detail: detailOf(error) } }
    },
  })

function messageOf(error: TRPCError): string {
  if (error.cause instanceof z.ZodError) return z.prettifyError(error.cause)
  if (error.code === 'INTERNAL_SERVER_ERROR') return 'Longrun failed to answer. Its log says why.'
  return error.message
}

const base = t.procedure.use(async ({ next, type, ctx }) => {
  if (type === 'mutation' && !ctx.sameOrigin)
    throw onTheWire(wrap(new AppError('forbidden', 'This request does not come from a page of this server.')))
  const result = await next()
  if (!result.ok) throw onTheWire(result.error)
  return result
})

function wrap(cause: AppError): TRPCError {
  return new TRPCError({ code: 'FORBIDDEN', cause })
}

/** For those who are not signed in yet, and nobody else's data. */
export const anyone = base.meta({ rule: 'anyone' })

/** For signed-in people of at least this role; the procedure's context names them. */
export function allow(role: Role) {
  return base.meta({ rule: role }).use(({ ctx, next }) => next({ ctx: { ...ctx, me: requireRole(ctx.me, role) } }))
}

export const router = t.router
export const createCallerFactory = t.createCallerFactory
