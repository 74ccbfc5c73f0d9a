/**
 * One SQLite connection that many use at once. The driver adapter of Prisma (7.10) locks only transactions against each other:
 * any other statement of the process that comes while one is open runs inside it, and is undone with it. Here statements wait
 * until the transaction is over.
 */
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

type Adapter = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>

export class OneConnection extends PrismaBetterSqlite3 {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect()
    const lock = makeLock()
    const { queryRaw, executeRaw, executeScript, startTransaction } = adapter
    adapter.queryRaw = (query) => lock.hold(() => queryRaw.call(adapter, query))
    adapter.executeRaw = (query) => lock.hold(() => executeRaw.call(adapter, query))
    adapter.executeScript = (script) => lock.hold(() => executeScript.call(adapter, script))
    adapter.startTransaction = async (isolation) => {
      const release = await lock.acquire()
      try {
        const transaction = await startTransaction.call(adapter, isolation)
        const { commit, rollback } = transaction
        // Prisma has sent COMMIT or ROLLBACK by then; these only say that it is over.
        transaction.commit = () => commit.call(transaction).finally(release)
        transaction.rollback = () => rollback.call(transaction).finally(release)
        return transaction
      } catch (error) {
        release()
        throw error
      }
    }
    return adapter
  }
}

/** First come, first served. */
function makeLock() {
  let last: Promise<void> = Promise.resolve()
  async function acquire(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = last
    last = promise
    await before
    return resolve
  }
  return {
    acquire,
    async hold<Value>(act: () => Promise<Value>): Promise<Value> {
      const release = await acquire()
      try {
        return await act()
      } finally {
        release()
      }
    },
  }
}
