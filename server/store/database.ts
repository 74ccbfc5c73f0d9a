/** Opens the database; nothing outside this folder sees its client or its rows. */
import { Prisma, PrismaClient } from '#prisma/generated/client.ts'
import { OneConnection } from './one-connection.ts'

export type Database = PrismaClient
/** Inside an interactive transaction. Its first statement must be a write: SQLite cannot upgrade a reader under a second writer. */
export type Transaction = Prisma.TransactionClient

export function openDatabase(file: string): Database {
  return new PrismaClient({
    adapter: new OneConnection({ url: `file:${file}`, timeout: 5000 }),
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  })
}

/** Whether `error` says that a unique value is already there; the only thing of Prisma's errors that is alike on all databases. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

/** Reads JSON text that this folder wrote. */
export function fromJson<Value>(text: string): Value {
  return JSON.parse(text) as Value
}
