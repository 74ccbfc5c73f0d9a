/** Turns a callback for each line into a stream that is read at the reader's own pace. */

export interface LineQueue {
  push(line: string): void
  /** Ends the stream, with an error if there is one. */
  end(error?: unknown): void
  read(): AsyncGenerator<string, void>
}

/** Holds at most `limit` lines: of a log that outruns its reader the oldest are dropped. */
export function lineQueue(limit = 5000): LineQueue {
  const waiting: string[] = []
  let ended = false
  let failure: unknown
  let wake = Promise.withResolvers<void>()
  return {
    push(line) {
      waiting.push(line)
      if (waiting.length > limit) waiting.splice(0, waiting.length - limit)
      wake.resolve()
    },
    end(error) {
      ended = true
      failure = error
      wake.resolve()
    },
    async *read() {
      for (;;) {
        await wake.promise
        wake = Promise.withResolvers()
        yield* waiting.splice(0)
        if (!ended) continue
        if (failure !== undefined) throw failure
        return
      }
    },
  }
}
