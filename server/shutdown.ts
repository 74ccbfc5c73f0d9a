/** One signal for the whole process: everything that waits or streams ends when it fires, or an open page would hold the server up. */
const holder = globalThis as unknown as { longrunShutdown?: AbortController }
holder.longrunShutdown ??= new AbortController()

export const shutdown: AbortController = holder.longrunShutdown

/** A signal that fires with the process's end or with any of `others`. */
export function untilShutdown(...others: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any([shutdown.signal, ...others.filter((one) => one !== undefined)])
}

/** Lets SIGTERM and SIGINT fire the signal, and the end of the process that started us; for entry points only. */
export function listenForSignals(): void {
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => shutdown.abort())
  if (!process.env.LONGRUN_SUPERVISED) return
  // The line from `npm start`: when even a killed one lets go of it, nobody would end us any more.
  process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'))
  process.stdin.resume()
  process.stdin.unref()
}
