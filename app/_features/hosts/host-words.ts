/** Hosts in words: how each is reached, and whether it was. */
import type { GlyphName } from '#app/_ui/glyph.tsx'
import type { HostView } from '#server/api/views.ts'
import type { TransportAddress } from '#server/transports/contract.ts'

export function reachGlyph({ reach }: Pick<HostView, 'reach'>): GlyphName {
  return reach === 'reached' ? 'running' : reach === 'unreachable' ? 'unreachable' : 'unknown'
}
export function reachWords({ reach }: Pick<HostView, 'reach'>): string {
  return reach === 'reached' ? 'reached' : reach === 'unreachable' ? 'unreachable' : 'unknown'
}

/** `this machine`, `ann@10.0.0.12`, `ann@10.0.0.12, port 2222`. */
export function addressWords(address: TransportAddress): string {
  switch (address.kind) {
    case 'local':
      return 'this machine'
    case 'ssh':
      return `${address.user}@${address.host}${address.port === 22 ? '' : `, port ${address.port}`}`
    case 'agent':
      return `agent ${address.id}`
  }
}

/** How it is reached: `over SSH`. */
export function wayWords(address: TransportAddress): string {
  return address.kind === 'local' ? 'directly' : address.kind === 'ssh' ? 'over SSH' : 'over its agent'
}
