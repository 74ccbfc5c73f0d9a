/** Accounts. A name is compared without regard to case; hashes never leave except to be verified. */

import type { User } from '#prisma/generated/client.ts'
import type { Me, Role } from '#server/api/views.ts'
import { AppError } from '#server/app-error.ts'
import { type Database, isTaken, type Transaction } from './database.ts'

export interface Users {
  list(): Promise<readonly Me[]>
  count(): Promise<number>
  /** `null` where no account has that name. */
  findForSignIn(name: string): Promise<{ readonly me: Me; readonly passwordHash: string } | null>
  create(user: { readonly name: string; readonly passwordHash: string; readonly role: Role }): Promise<Me>
  /** Both give the name: that is what is read later. */
  setRole(id: string, role: Role): Promise<string>
  remove(id: string): Promise<string>
}

/** The form in which names are compared: two accounts must not look alike. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

export function me(row: User): Me {
  return { id: row.id, name: row.name, role: row.role as Role }
}

export function makeUsers(db: Database): Users {
  /** Undone where it would leave no admin. The write comes first: it takes the lock, so two at once are one after the other. */
  async function keepingAnAdmin(id: string, write: (tx: Transaction) => Promise<{ count: number }>): Promise<string> {
    const name = (await db.user.findUnique({ where: { id }, select: { name: true } }))?.name ?? id
    await db.$transaction(async (tx) => {
      const { count } = await write(tx)
      if (!count) throw new AppError('not-found', 'There is no such account.')
      if ((await tx.user.count({ where: { role: 'admin' } })) === 0)
        throw new AppError('conflict', 'This is the only admin.', { wayOut: 'Make another account an admin first.' })
    })
    return name
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
      return keepingAnAdmin(id, (tx) => tx.user.updateMany({ where: { id }, data: { role } }))
    },
    async remove(id) {
      return keepingAnAdmin(id, (tx) => tx.user.deleteMany({ where: { id } }))
    },
  }
}
