/** Rows that another process writes, as a stream: read what is new, wait a moment, read again. */
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Yields batches of what `read` finds after the last `seq`, until `signal` fires or `isOver` says so of a batch. A reader
 * that asks four times a second shows a line about 150 ms after it was written, on both databases.
 */
export async function* tail<Row extends { readonly seq: number }>(
  read: (after: number) => Promise<readonly Row[]>,
  options: { readonly after: number; readonly signal: AbortSignal; isOver(row: Row): boolean },
): AsyncGenerator<Row, void> {
  for (let after = options.after; !options.signal.aborted; ) {
    for (const row of await read(after)) {
      after = row.seq
      yield row
      if (options.isOver(row)) return
    }
    await sleep(250, undefined, { signal: options.signal }).catch(() => undefined)
  }
}
