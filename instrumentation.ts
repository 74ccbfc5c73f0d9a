/** Next's hook at the start of the server: open event streams end with it, and addresses are what the sockets say. */
export async function register(): Promise<void> {
  // Next also runs this file for its edge bundle, which must not see Node's modules.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { listenForSignals } = await import('#server/shutdown.ts')
    const { stampPeerAddress } = await import('#server/auth/peer-address.ts')
    listenForSignals()
    stampPeerAddress()
  }
}
