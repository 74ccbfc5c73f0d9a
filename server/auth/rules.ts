/** Who may do what: roles are ranks, each may all that those below it may. */
import type { Me, Role } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }
export const ROLES = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[]

/** Throws `signed-out` or `forbidden`. */
export function requireRole(me: Me | null, role: Role): Me {
  if (!me) throw new AppError('signed-out', 'You are not signed in.', { wayOut: 'Sign in.' })
  if (RANK[me.role] < RANK[role])
    throw new AppError('forbidden', `This needs the role ${role}; yours is ${me.role}.`, {
      wayOut: 'Ask an admin for it.',
    })
  return me
}
