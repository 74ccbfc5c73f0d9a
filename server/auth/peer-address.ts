/** The address that a request really came from, where throttling must not believe what a client claims. */
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const HEADER = 'x-forwarded-for'

/**
 * Next hands no socket to its routes and keeps an X-Forwarded-For that the client sent. So it is overwritten before Next
 * sees the request, unless `LONGRUN_TRUST_PROXY` says that a proxy of ours writes it.
 */
export function stampPeerAddress(): void {
  if (process.env.LONGRUN_TRUST_PROXY) return
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[HEADER] = request.socket.remoteAddress ?? 'unknown'
  })
}

/** The last hop: the one that the nearest proxy, or we, wrote. */
export function addressOf(headers: Headers): string {
  return headers.get(HEADER)?.split(',').at(-1)?.trim() || 'unknown'
}
