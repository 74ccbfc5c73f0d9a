/** Accounts. A name is compared without regard to case; hashes never leave except to be verified. */

import type { User } from '#prisma/generated/client.ts'
import type { Me, Role } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import { type Database, isTaken } from './database.ts'

export interface Users {
  list(): Promise<readonly Me[]>
  count(): Promise<number>
  /** `null` where no account has that name. */
  findForSignIn(name: string): Promise<{ readonly me: Me; readonly passwordHash: string } | null>
  create(user: { readonly name: string; readonly passwordHash: string; readonly role: Role }): Promise<Me>
  setRole(id: string, role: Role): Promise<void>
  remove(id: string): Promise<void>
}

/** The form in which names are compared: two accounts must not look alike. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

export function me(row: User): Me {
  return { id: row.id, name: row.name, role: row.role as Role }
}

export function makeUsers(db: Database): Users {
  async function keepAnAdmin(id: string): Promise<void> {
    const admins = await db.user.findMany({ where: { role: 'admin' }, select: { id: true }, take: 2 })
    if (admins.length === 1 && admins[0]?.id === id)
      throw new AppError('conflict', 'This is the only admin.', { wayOut: 'Make another account an admin first.' })
  }
  return {
    async list() {
      return (await db.user.findMany({ orderBy: { nameKey: 'asc' } })).map(me)
    },
    count() {
      return db.user.count()
    },
    async findForSignIn(name) {
      const row = await db.user.findUnique({ where: { nameKey: nameKey(name) } })
      return row && { me: me(row), passwordHash: row.passwordHash }
    },
    async create(user) {
      try {
        return me(await db.user.create({ data: { ...user, nameKey: nameKey(user.name) } }))
      } catch (error) {
        if (isTaken(error))
          throw new AppError('conflict', `There is already an account named ${user.name}.`, {
            wayOut: 'Choose another name.',
          })
        throw error
      }
    },
    async setRole(id, role) {
      if (role !== 'admin') await keepAnAdmin(id)
      const { count } = await db.user.updateMany({ where: { id }, data: { role } })
      if (!count) throw new AppError('not-found', 'There is no such account.')
    },
    async remove(id) {
      await keepAnAdmin(id)
      const { count } = await db.user.deleteMany({ where: { id } })
      if (!count) throw new AppError('not-found', 'There is no such account.')
    },
  }
}
