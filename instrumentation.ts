/** Next's hook at the start of the server: open event streams end with it instead of holding it up. */
export async function register(): Promise<void> {
  // Next also runs this file for its edge bundle, which must not see `process.once`.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { listenForSignals } = await import('#server/shutdown.ts')
    listenForSignals()
  }
}
